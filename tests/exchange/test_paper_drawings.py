"""What is drawn for paper: black marks that say the numbers, and nothing over gaps."""

import io
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.support.builders import TODAY, everything_clear

from heartsease.core.plan.look import look
from heartsease.exchange.drawing import paper
from heartsease.exchange.drawing.marks import Bar, Dot, Label, Line, svg
from heartsease.exchange.drawing.trajectory import Band, Start
from heartsease.exchange.present import present
from heartsease.exchange.visit_page.content import Appendix, Part, Table
from heartsease.exchange.visit_page.html import visit_html
from heartsease.exchange.visit_page.pdf import visit_pdf
from heartsease.library import knowledge, words
from heartsease.library.knowledge import standard

WORDS = words.load(knowledge.root() / "words" / "en" / "screen.toml")
FIRST, LAST = date(2026, 10, 28), date(2026, 11, 24)
BANDS = (Band(name="low", low=0, high=9), Band(name="high", low=10, high=27))
SCORES = ((date(2026, 9, 1), 20.0), (date(2026, 10, 1), 12.0), (date(2026, 11, 1), 8.0))


def of(kind, drawing):
    return [one for one in drawing.marks if isinstance(one, kind)]


def a_scale(*told):
    points = [(LAST - timedelta(days=back), float(value)) for back, value in told]
    return paper.scale(sorted(points), name="Mood", first=FIRST, last=LAST, highest=10)


def a_night(back, begins, ends):
    return paper.NightSpan(on=LAST - timedelta(days=back), begins=begins, ends=ends)


def test_a_course_says_each_score_its_band_and_each_start():
    starts = (Start(on=date(2026, 9, 20), name="Sertraline"),)

    drawn = paper.course(SCORES, name="PHQ-9", highest=27, bands=BANDS, starts=starts)

    assert drawn.said == (
        "PHQ-9: 2026-09-01: 20 (high), 2026-10-01: 12 (high), 2026-11-01: 8 (low). "
        "1: Sertraline, 2026-09-20."
    )
    written = [one.text for one in of(Label, drawn)]
    assert {"20", "12", "8", "low", "high", "1", "27", "0"} <= set(written)


def test_a_score_that_falls_goes_down_on_the_paper_and_days_go_to_the_right():
    dots = of(Dot, paper.course(SCORES, name="x", highest=27))

    assert [one.y for one in dots] == sorted(one.y for one in dots)
    assert [one.x for one in dots] == sorted(one.x for one in dots)
    # Twenty of 27 stands at 7/27 of the height from the top.
    top, bottom = paper.HEAD, paper.COURSE_HEIGHT - paper.FOOT
    assert dots[0].y == pytest.approx(top + 7 / 27 * (bottom - top))


def test_one_day_is_a_number_and_no_course():
    assert paper.course(SCORES[:1], name="x", highest=27) is None
    assert paper.course((SCORES[0], SCORES[0]), name="x", highest=27) is None


def test_no_line_is_drawn_over_a_day_without_a_word():
    unbroken = a_scale((0, 3), (1, 4), (2, 5))
    broken = a_scale((0, 3), (2, 5))

    strong = [one for one in of(Line, unbroken) if one.width > 0.3]
    assert len(strong) == 2
    assert not [one for one in of(Line, broken) if one.width > 0.3]
    assert len(of(Dot, broken)) == 2


def test_a_night_is_as_long_as_it_was_and_stands_at_its_day():
    drawn = paper.nights(
        [a_night(27, -60, 360), a_night(0, 0, 420)],
        name="Nights",
        first=FIRST,
        last=LAST,
    )

    one, other = of(Bar, drawn)
    height = paper.NIGHTS_HEIGHT - paper.FOOT - paper.HEAD
    assert one.height == pytest.approx(420 / (18 * 60) * height)
    assert other.height == pytest.approx(one.height)
    assert other.y - one.y == pytest.approx(60 / (18 * 60) * height)
    assert one.x < other.x < paper.FULL
    assert drawn.said == "Nights: 2026-10-28: 23:00-6:00, 2026-11-24: 0:00-7:00"


def test_sleep_by_day_makes_the_drawing_longer_and_keeps_its_length():
    drawn = paper.nights([a_night(0, 570, 930)], name="N", first=FIRST, last=LAST)

    (bar,) = of(Bar, drawn)
    height = paper.NIGHTS_HEIGHT - paper.FOOT - paper.HEAD
    # From 18:00 to 18:00: six of 24 hours, and 15 h 30 below the top.
    assert bar.height == pytest.approx(6 / 24 * height)
    assert bar.y == pytest.approx(paper.HEAD + 15.5 / 24 * height)
    clocks = [one.text for one in of(Label, drawn) if ":" in one.text]
    assert clocks == ["18:00", "0:00", "6:00", "12:00", "18:00"]


def test_a_night_whose_times_are_not_known_is_a_question_mark_and_no_bar():
    drawn = paper.nights([a_night(3, None, 420)], name="Nights", first=FIRST, last=LAST)

    assert of(Bar, drawn) == []
    assert "?" in [one.text for one in of(Label, drawn)]
    assert drawn.said.endswith("2026-11-21: ?")


@given(
    st.lists(
        st.tuples(st.integers(0, 27), st.floats(-2000, 2000), st.floats(-2000, 2000)),
        max_size=28,
        unique_by=lambda one: one[0],
    )
)
def test_every_mark_stays_on_the_paper(nights):
    spans = [a_night(back, min(a, b), max(a, b)) for back, a, b in nights]

    drawn = paper.nights(spans, name="Nights", first=FIRST, last=LAST)

    for bar in of(Bar, drawn):
        assert bar.x >= 0
        assert bar.x + bar.width <= drawn.width
        assert bar.y >= 0
        assert bar.height >= 0
        assert bar.y + bar.height <= drawn.height


def test_starts_close_to_each_other_do_not_cover_their_numbers():
    starts = tuple(
        Start(on=date(2026, 9, 20) + timedelta(days=n), name=str(n)) for n in range(3)
    )

    drawn = paper.course(SCORES, name="x", highest=27, starts=starts)

    places = [(one.x, one.y) for one in of(Label, drawn) if one.bold]
    neighbours = zip(places, places[1:], strict=False)
    assert all(before[1] != after[1] for before, after in neighbours)


def test_a_course_over_a_new_year_says_the_years():
    points = ((date(2025, 12, 1), 9.0), (date(2026, 2, 1), 7.0))

    written = [
        one.text for one in of(Label, paper.course(points, name="x", highest=27))
    ]

    assert {"1 Dec 2025", "1 Feb 2026"} <= set(written)


def test_the_svg_uses_no_colour_of_its_own_and_is_well_formed():
    drawn = paper.course(
        SCORES, name='<b>"&', highest=27, starts=(Start(on=LAST, name="<i>"),)
    )

    picture = ET.fromstring(svg(drawn))

    assert picture.get("role") == "img"
    assert picture.get("aria-label") == drawn.said
    colours = {one.get(name) for one in picture.iter() for name in ("fill", "stroke")}
    assert colours <= {None, "none", "currentColor"}


def behind(*parts):
    picture = look(everything_clear(), standard(), on=TODAY)
    page = present(picture, knowledge=standard(), words=WORDS)
    added = (Appendix(heading="How it went", parts=parts),)
    return (
        visit_html(page, picture, WORDS, appendices=added),
        PdfReader(io.BytesIO(visit_pdf(page, picture, WORDS, appendices=added))).pages,
    )


def test_sheet_and_pdf_carry_the_same_drawing_and_its_table():
    drawn = paper.course(SCORES, name="PHQ-9", highest=27, bands=BANDS)
    table = Table(head=("Day", "Score"), rows=(("1 <b> 2026", "20"),))

    sheet, sides = behind(Part(title="PHQ-9", drawings=(drawn,), table=table))

    said = " ".join(sides[1].extract_text().split())
    assert svg(drawn) in sheet
    assert "1 &lt;b&gt; 2026" in sheet
    for one in of(Label, drawn):
        assert one.text in said
    assert "1 <b> 2026 20" in said
    curves = sides[1].get_contents().get_data()
    assert curves.count(b" c\n") >= 3 * len(SCORES)  # a circle is made of curves


def test_a_long_table_goes_on_with_its_head_on_the_next_side():
    table = Table(head=("Day", "Mood"), rows=tuple((f"d{n}", "5") for n in range(90)))

    _, sides = behind(Part(title="Days", table=table))

    said = [one.extract_text() for one in sides]
    assert len(sides) == 3
    assert "Day Mood" in " ".join(said[1].split())
    assert "Day Mood" in " ".join(said[2].split())
    assert all(f"d{n} " in " ".join(" ".join(said).split()) for n in range(90))


def test_a_drawing_that_does_not_fit_takes_its_title_to_the_next_side():
    lines = tuple(f"line {n}" for n in range(50))
    drawn = paper.course(SCORES, name="PHQ-9", highest=27)

    _, sides = behind(Part(lines=lines), Part(title="Then", drawings=(drawn,)))

    assert "Then" not in sides[1].extract_text()
    assert "Then" in sides[2].extract_text()
