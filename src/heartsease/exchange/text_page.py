"""The page for a terminal: plain text that also reads well in an e-mail or a diff."""

import textwrap
from collections.abc import Iterable, Iterator

from heartsease.core.plan.map import State
from heartsease.exchange.history import History
from heartsease.exchange.page import (
    DomainLine,
    FindingLine,
    Notice,
    Page,
    QuestionLine,
    ScoreLine,
    StepCard,
)
from heartsease.exchange.treatments import CheckLine
from heartsease.library.words import Words

WIDTH = 80  # characters; the narrowest terminal people still use
_BAR = 10  # characters of a completeness bar
_MARK = {
    State.NOT_LOOKED_AT: "·",
    State.NOTHING_FOUND: "○",
    State.WORTH_A_LOOK: "◐",
    State.LIKELY: "●",
}


def text_page(page: Page, words: Words, *, everything: bool = False) -> str:
    """The page as text; `everything` adds what was left out of the plan, and why."""
    lines = [*_head(page), *_notices(page.notices), *_help(page)]
    if not page.only_help:
        lines += _body(page, words, everything=everything)
    lines += ["", *_wrapped(page.keep_medicines), *_wrapped(page.intended_use)]
    lines += ["", page.fingerprint]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(page: Page) -> Iterator[str]:
    yield " · ".join(filter(None, (page.for_whom, page.about, page.made_on)))
    yield page.voice
    yield "=" * WIDTH


def _help(page: Page) -> Iterator[str]:
    yield page.help.nobody_watches
    yield page.help.emergency.text
    for line in page.help.lines:
        yield from _wrapped(line.text, first="  ", rest="    ")


def _notices(notices: Iterable[Notice]) -> Iterator[str]:
    for notice in notices:
        yield f"! {notice.heading}"
        for sentence in notice.sentences:
            yield from _wrapped(sentence, first="  ", rest="  ")
        yield ""


def _body(page: Page, words: Words, *, everything: bool) -> Iterator[str]:
    if page.history is not None:
        yield from _heading(words("history.heading"))
        yield from _history(page.history)
    if page.checks:
        yield from _heading(words("futility.heading"))
        for check in page.checks:
            yield from _check(check, words)
    if page.scores:
        yield from _heading(words("scores.heading"))
        for score in page.scores:
            yield from _score(score)
    if page.labs:
        yield from _heading(words("labs.heading"))
        for lab in page.labs:
            yield f"  {lab.name:<26}{lab.value:<22}{lab.band} ({lab.on})"
            for caveat in lab.caveats:
                yield from _wrapped(caveat, first="      ", rest="      ")
    yield from _heading(words("map.heading"))
    for domain in page.domains:
        yield from _domain(domain, drawn=page.drawn)
    yield from _heading(words("plan.heading"))
    if page.no_steps:
        yield from _wrapped(page.no_steps, first="  ", rest="  ")
    for place, step in enumerate(page.steps, start=1):
        yield from _step(place, step)
    if page.questions:
        yield from _heading(words("questions.heading"))
        for place, question in enumerate(page.questions, start=1):
            yield from _question(place, question)
    if page.to_raise:
        yield from _heading(words("raise.heading"))
        for name, honest in page.to_raise:
            yield from _wrapped(f"{name}: {honest}", first="  - ", rest="    ")
    if page.harms:
        yield from _heading(words("harm.heading"))
        for sentence in page.harms:
            yield from _wrapped(sentence, first="  - ", rest="    ")
    if page.unread:
        yield from _heading(words("unread.heading"))
        for sentence in page.unread:
            yield from _wrapped(sentence, first="  - ", rest="    ")
    if everything:
        yield from _heading(words("left.heading"))
        for name, why in page.left_out:
            yield from _wrapped(f"{name}: {why}", first="  - ", rest="    ")


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text.upper()
    yield "-" * WIDTH


def _history(history: History) -> Iterator[str]:
    for sentence in history.sentences:
        yield from _wrapped(sentence, first="  ", rest="  ")
    for row in history.trials:
        yield from _wrapped(f"{row.name}: {row.details}", first="  - ", rest="    ")
        yield from _wrapped(row.verdict, first="      ", rest="      ")
    for stage in history.stages:
        yield from _wrapped(f"{stage.name}: {stage.value}", first="  ", rest="    ")


def _check(check: CheckLine, words: Words) -> Iterator[str]:
    head = words(
        "futility.line", name=check.name, since=check.since, answer=check.headline
    )
    yield from _wrapped(head, first="  - ", rest="    ")
    for line in (
        *check.measured,
        check.tried,
        *check.says,
        check.not_alone,
        *check.decided[:1],
    ):
        if line:
            yield from _wrapped(line, first="      ", rest="      ")


def _score(score: ScoreLine) -> Iterator[str]:
    yield f"  {score.name}: {score.now}"
    for statement in score.statements:
        yield from _wrapped(statement, first="      ", rest="      ")


def _domain(domain: DomainLine, *, drawn: bool) -> Iterator[str]:
    filled = round(domain.completeness * _BAR)
    bar = "█" * filled + "░" * (_BAR - filled) + " " if drawn else ""
    yield (
        f"  {_MARK[domain.state]} {domain.name:<30}{domain.state.value:<21}"
        f"{bar}{domain.looked}"
    )
    for finding in domain.findings:
        yield from _finding(finding)


def _finding(finding: FindingLine) -> Iterator[str]:
    yield from _wrapped(
        f"{finding.title}. {finding.says}", first="      - ", rest="        "
    )
    for line in (finding.strength, finding.settles, finding.changes):
        yield from _wrapped(line, first="        ", rest="        ")


def _step(place: int, step: StepCard) -> Iterator[str]:
    yield f"  {place}. {step.name} ({step.who})"
    said = (step.honest, step.why, step.how_sure, step.unverified, step.ask_prescriber)
    for line in said:
        if line:
            yield from _wrapped(line, first="     ", rest="     ")
    for name, size in step.sizes:
        yield from _wrapped(f"{name}: {size}", first="     ", rest="       ")
    yield from _wrapped(step.judge, first="     ", rest="     ")
    for caution in step.cautions:
        yield from _wrapped(caution, first="     ! ", rest="       ")
    yield ""


def _question(place: int, question: QuestionLine) -> Iterator[str]:
    yield from _wrapped(f"{place}. {question.title}", first="  ", rest="     ")
    yield from _wrapped(question.numbers, first="     ", rest="     ")
    for note in question.notes:
        yield from _wrapped(note, first="     ", rest="     ")


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    ) or [first]
