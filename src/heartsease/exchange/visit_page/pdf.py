"""The visit page as a PDF of one A4 side, with its own fonts and no request anywhere.

The type is made smaller, down to a readable least, until everything fits; what still
does not fit is counted at the end of its list.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, time
from importlib import resources

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from heartsease.core.plan.map import State
from heartsease.core.plan.picture import Picture
from heartsease.exchange.drawing.marks import (
    SMALL,
    Bar,
    Dot,
    Drawing,
    Label,
    Line,
)
from heartsease.exchange.page import Page
from heartsease.exchange.visit_page.content import (
    Appendix,
    Content,
    Part,
    Table,
    content_of,
)
from heartsease.library.words import Words

MARGIN, GAP = 10.0, 6.0  # mm
WIDTH, HEIGHT = 210.0, 297.0  # A4, mm
SIZES = (8.6, 8.2, 7.8, 7.4, 7.0, 6.6, 6.2)  # pt; below this nobody can read it
_APPENDIX_SIZE = 11.0  # pt
_TABLE_SIZE = 9.0  # pt
_MM_OF_PT = 25.4 / 72
_BLACK = (0, 0, 0)  # drawings have to survive any printer
_LINE = 0.44  # mm of line height for one pt of type
_INK, _SOFT = (28, 26, 34), (92, 88, 104)
_LILAC, _AMBER, _HELP = (70, 51, 143), (112, 80, 6), (232, 239, 250)
_BAR = {
    State.NOT_LOOKED_AT: (235, 233, 240),
    State.NOTHING_FOUND: (127, 160, 138),
    State.WORTH_A_LOOK: (201, 162, 79),
    State.LIKELY: (141, 123, 209),
}


def visit_pdf(
    page: Page,
    picture: Picture,
    words: Words,
    *,
    appendices: Sequence[Appendix] = (),
) -> bytes:
    """One A4 side, and what was asked for behind it; the same page, the same bytes."""
    content = content_of(page)
    made = datetime.combine(picture.on, time(), tzinfo=UTC)
    for size in SIZES:
        with closing(_Sheet(size, made, title=page.for_whom)) as sheet:
            _fill(sheet, content, words)
            if sheet.end_y <= HEIGHT - MARGIN or size == SIZES[-1]:
                sheet.append(appendices)
                return sheet.output()
    raise AssertionError("the last size always returns")


class _Sheet:
    """One side being written: a cursor, a column, and a size of type."""

    def __init__(self, size: float, made: datetime, *, title: str) -> None:
        self.pdf = FPDF(format="A4")
        self.size = size
        self.line = size * _LINE
        self.end_y = 0.0
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(MARGIN)
        self.pdf.set_creation_date(made)
        self.pdf.set_title(title)
        self.pdf.set_lang("en")
        fonts = resources.files("heartsease.exchange.visit_page") / "fonts"
        with ExitStack() as stack:
            for style, name in (("", ""), ("B", "-Bold")):
                file = fonts / f"DejaVuSansCondensed{name}.ttf"
                path = stack.enter_context(resources.as_file(file))
                self.pdf.add_font("DejaVu", style, path)
        self.pdf.add_page()
        self.x, self.width = MARGIN, WIDTH - 2 * MARGIN

    def column(self, x: float, width: float, y: float) -> None:
        """Go on writing in a column from this height."""
        self.x, self.width = x, width
        self.pdf.set_xy(x, y)

    def text(
        self,
        text: str,
        *,
        bold: bool = False,
        soft: bool = False,
        bigger: float = 0.0,
        colour: tuple[int, int, int] | None = None,
        indent: float = 0.0,
    ) -> None:
        """A paragraph; `**words**` inside it are bold."""
        if not text:
            return
        self.pdf.set_font("DejaVu", "B" if bold else "", self.size + bigger)
        self.pdf.set_text_color(*(colour or (_SOFT if soft else _INK)))
        self.pdf.set_x(self.x + indent)
        self.pdf.multi_cell(
            self.width - indent,
            (self.size + bigger) * _LINE,
            text,
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.end_y = max(self.end_y, self.pdf.get_y())

    def heading(self, text: str) -> None:
        self.pdf.set_y(self.pdf.get_y() + self.line * 0.5)
        self.text(text, bold=True, bigger=0.8, colour=_LILAC)

    def bullets(self, items: Iterable[tuple[str, str]]) -> None:
        """A list: bold head, then plain words."""
        for head, rest in items:
            self.text(f"• {head}", bold=True)
            self.text(rest, soft=True, indent=2.2)

    def box(self, colour: tuple[int, int, int], fill: Callable[[], None]) -> None:
        """Something on a soft ground; written twice, first to learn its height."""
        top, end = self.pdf.get_y(), self.end_y
        height = self._height(fill, top)
        self.end_y = end
        self.pdf.set_fill_color(*colour)
        self.pdf.rect(self.x - 1.5, top - 0.6, self.width + 3, height + 1.4, style="F")
        self.pdf.set_xy(self.x, top)
        fill()
        self.pdf.set_y(self.pdf.get_y() + self.line * 0.4)

    def _height(self, fill: Callable[[], None], top: float) -> float:
        """How tall something will be, by writing it on a sheet nobody keeps."""
        page, self.pdf = self.pdf, copy.deepcopy(self.pdf)
        fill()
        height = self.pdf.get_y() - top
        self.pdf = page
        return height

    def append(self, appendices: Iterable[Appendix]) -> None:
        """Each on pages of its own, in type that reads without effort."""
        self.size = _APPENDIX_SIZE
        self.pdf.set_auto_page_break(True, margin=MARGIN)
        for one in appendices:
            self.pdf.add_page()
            self.column(MARGIN, WIDTH - 2 * MARGIN, MARGIN)
            self.text(one.heading, bold=True, bigger=5)
            for part in one.parts:
                self._part(part)

    def _part(self, part: Part) -> None:
        """A title is kept on the side of what it names."""
        tall = max((one.height for one in part.drawings), default=2 * self.line)
        self._room(tall + 3 * self.line)
        if part.title:
            self.heading(part.title)
        if part.drawings:
            self._beside(part.drawings)
        for line in part.lines:
            self.text(f"• {line}")
        if part.table:
            self._table(part.table)

    def _room(self, height: float) -> None:
        if self.pdf.get_y() + height > HEIGHT - MARGIN:
            self.pdf.add_page()
            self.pdf.set_y(MARGIN)

    def _beside(self, drawings: Sequence[Drawing]) -> None:
        top = self.pdf.get_y() + 1.0
        apart = (self.width - sum(one.width for one in drawings)) / max(
            len(drawings) - 1, 1
        )
        x = self.x
        for one in drawings:
            _draw(self.pdf, one, x, top)
            x += one.width + apart
        self.pdf.set_xy(self.x, top + max(one.height for one in drawings) + 1.0)

    def _table(self, table: Table) -> None:
        """Columns of one width; the head comes again on a new side."""
        width = self.width / len(table.head)

        def row(cells: Iterable[str], *, bold: bool = False) -> None:
            self.pdf.set_font("DejaVu", "B" if bold else "", _TABLE_SIZE)
            self.pdf.set_text_color(*_INK)
            for place, cell in enumerate(cells):
                self.pdf.set_x(self.x + place * width)
                self.pdf.cell(width, height, cell, border="B")
            self.pdf.ln(height)

        height = _TABLE_SIZE * _LINE
        self.pdf.set_draw_color(*_SOFT)
        self.pdf.set_line_width(0.1)
        row(table.head, bold=True)
        for cells in table.rows:
            if self.pdf.get_y() + height > HEIGHT - MARGIN:
                self._room(HEIGHT)
                row(table.head, bold=True)
            row(cells)

    def output(self) -> bytes:
        return bytes(self.pdf.output())

    def close(self) -> None:
        """Let go of the font files."""
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()


def _draw(pdf: FPDF, drawing: Drawing, x: float, y: float) -> None:
    """The marks of a drawing whose upper left corner is at (x, y)."""
    pdf.set_draw_color(*_BLACK)
    pdf.set_fill_color(*_BLACK)
    pdf.set_text_color(*_BLACK)
    for mark in drawing.marks:
        match mark:
            case Line():
                pdf.set_line_width(mark.width)
                pdf.set_dash_pattern(dash=mark.dash, gap=mark.dash)
                pdf.polyline([(x + at, y + down) for at, down in mark.points])
                pdf.set_dash_pattern()
            case Dot():
                pdf.circle(x + mark.x, y + mark.y, mark.radius, style="F")
            case Bar():
                pdf.rect(x + mark.x, y + mark.y, mark.width, mark.height, style="F")
            case Label():
                pdf.set_font("DejaVu", "B" if mark.bold else "", SMALL / _MM_OF_PT)
                wide = pdf.get_string_width(mark.text)
                back = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
                pdf.text(x + mark.x - back, y + mark.y, mark.text)


def _fill(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.text(content.for_whom, bold=True, bigger=5)
    sheet.text(" · ".join(filter(None, (content.about, content.made_on))), soft=True)
    for notice in content.notices:
        sheet.heading(notice.heading)
        for sentence in notice.sentences:
            sheet.text(sentence)
    sheet.pdf.set_y(sheet.pdf.get_y() + sheet.line * 0.4)
    sheet.box(_HELP, lambda: _help(sheet, content))
    if not content.only_help:
        _history(sheet, content, words)
        _checks(sheet, content, words)
        _columns(sheet, content, words)
    sheet.pdf.set_y(sheet.end_y + sheet.line * 0.5)
    sheet.column(MARGIN, WIDTH - 2 * MARGIN, sheet.pdf.get_y())
    sheet.text(content.keep_medicines, bold=True)
    sheet.text(content.intended_use, soft=True)
    sheet.text(content.fingerprint, soft=True)


def _help(sheet: _Sheet, content: Content) -> None:
    sheet.text(content.help.nobody_watches)
    sheet.text(content.help.emergency.text, bold=True)
    sheet.text("   ".join(line.text for line in content.help.lines))


def _history(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("history.heading"))
    for sentence in content.sentences:
        sheet.text(sentence)
    for row in content.trials:
        sheet.text(f"• {row.name}: {row.details}. → {row.verdict}.")
    if content.more_trials:
        sheet.text(words("page.more", count=content.more_trials), soft=True)
    stages = " · ".join(f"{one.name}: {one.value}" for one in content.stages)
    sheet.text(stages, soft=True)


def _checks(sheet: _Sheet, content: Content, words: Words) -> None:
    if not content.checks:
        return
    sheet.heading(words("futility.heading"))
    for one in content.checks:
        said = words(
            "futility.line", name=one.name, since=one.since, answer=one.headline
        )
        tried = (one.tried,) if one.tried else ()
        rest = (
            *one.measured,
            *tried,
            *(one.says[:1] if one.missing else ()),
            *one.decided[:1],
        )
        sheet.text(" ".join((f"• {said}", *rest)))
    if content.more_checks:
        sheet.text(words("page.more", count=content.more_checks), soft=True)


def _columns(sheet: _Sheet, content: Content, words: Words) -> None:
    top = sheet.pdf.get_y()
    half = (WIDTH - 2 * MARGIN - GAP) / 2
    sheet.column(MARGIN, half, top)
    _map(sheet, content, words)
    _findings(sheet, content, words)
    _scores(sheet, content, words)
    sheet.column(MARGIN + half + GAP, half, top)
    _plan(sheet, content, words)
    _questions(sheet, content, words)
    _labs(sheet, content, words)


def _map(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("map.heading"))
    bar, height = (22.0 if content.drawn else 0.0), sheet.line * 0.62
    for domain in content.domains:
        y = sheet.pdf.get_y()
        if content.drawn:
            sheet.pdf.set_fill_color(*_BAR[State.NOT_LOOKED_AT])
            sheet.pdf.rect(sheet.x, y + 0.6, bar, height, style="F")
        if domain.completeness and content.drawn:
            sheet.pdf.set_fill_color(*_BAR[domain.state])
            sheet.pdf.rect(
                sheet.x, y + 0.6, bar * domain.completeness, height, style="F"
            )
        said = f"{domain.name}: {domain.state.value}"
        looked = "" if domain.state is State.NOT_LOOKED_AT else f" ({domain.looked})"
        sheet.text(said + looked, indent=bar + 1.5)


def _scores(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("scores.heading"))
    if not content.scores:
        sheet.text(words("scores.none"), soft=True)
    for score in content.scores:
        sheet.text(f"{score.name}: {score.now}")
        sheet.text(" ".join(score.statements), soft=True, indent=2.2)


def _labs(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("labs.heading"))
    if not content.labs:
        sheet.text(words("labs.none"), soft=True)
    for lab in content.labs:
        sheet.text(f"{lab.name}: {lab.value}, {lab.band} ({lab.on})")
        for caveat in lab.caveats:
            sheet.text(caveat, soft=True, indent=2.2)
    if content.more_labs:
        sheet.text(words("page.more", count=content.more_labs), soft=True)


def _findings(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("visit.findings"))
    if not content.findings:
        sheet.text(words("visit.no_findings"), soft=True)
    sheet.bullets(
        (one.title, f"{one.tell} [{one.strength}]") for one in content.findings
    )
    if content.more_findings:
        sheet.text(words("page.more", count=content.more_findings), soft=True)


def _plan(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("plan.heading"))
    sheet.text(content.no_steps)
    for place, step in enumerate(content.steps, start=1):
        sheet.text(f"{place}. {step.name} ({step.who})", bold=True)
        sheet.text(step.honest, indent=2.2)
        sheet.text(f"{step.why} {step.how_sure}", soft=True, indent=2.2)
        if step.cautions:
            sheet.text(step.cautions[0], indent=2.2, colour=_AMBER)


def _questions(sheet: _Sheet, content: Content, words: Words) -> None:
    sheet.heading(words("questions.heading"))
    for place, question in enumerate(content.questions, start=1):
        sheet.text(f"{place}. {question.title}")
    if content.to_raise:
        sheet.heading(words("raise.heading"))
        sheet.text(", ".join(name for name, _ in content.to_raise))
    if content.harms:
        sheet.heading(words("harm.heading"))
        for sentence in content.harms:
            sheet.text(f"• {sentence}")
    if content.more_harms:
        sheet.text(words("page.more", count=content.more_harms), soft=True)
    for sentence in content.unread:
        sheet.text(sentence, colour=_AMBER)
