"""`heartsease score`: one questionnaire from its answers, or all in a record."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options
from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.reading import read_record, say_help, say_refusals
from heartsease.core.instruments.score import Score, history, score
from heartsease.core.plan.look import look
from heartsease.core.record.record import Person, Provenance, Record, Response
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.plain import dumps, plain
from heartsease.library.knowledge import standard


@click.command(name="score")
@click.argument("what", nargs=-1, required=True)
@options.on
@options.as_json
@click.option(
    "--sex", type=click.Choice(["female", "male"]), help="For cut-offs by sex."
)
def command(what: tuple[str, ...], on: date, json_: bool, sex: str | None) -> None:
    """Score questionnaires: `score phq9 2 2 3 2 1 2 2 1 0`, or `score FILE...`.

    Answers are given in the order of the questions, or by name (self_harm=0); leave one
    out with `-`.
    """
    knowledge = standard()
    name = what[0].lower().replace("-", "")
    if name in knowledge.instruments:
        instrument = knowledge.instruments[name]
        response = Response(
            instrument=name,
            on=on,
            answers=_answers(what[1:], [item.id for item in instrument.items]),
            provenance=Provenance(source="command line"),
        )
        scores = [score(instrument, response, sex=sex)]
        record = Record(person=Person(id="command line"), responses=(response,))
    else:
        record = _record_of(what, on)
        scores = [
            one
            for instrument in knowledge.instruments.values()
            for one in history(instrument, record.responses, on=on)
        ]
    say_help(look(record, knowledge, on=on, with_questions=False), knowledge)
    if json_:
        click.echo(dumps([plain(one) for one in scores]), nl=False)
        return
    for one in scores:
        click.echo(_line(one))
        _say_problems(one)


def _answers(given: tuple[str, ...], items: list[str]) -> dict[str, float]:
    answers: dict[str, float] = {}
    for place, word in enumerate(given):
        name, equals, number = word.partition("=")
        if not equals:
            if place >= len(items):
                raise click.UsageError(f"there are only {len(items)} questions")
            name, number = items[place], word
        if name not in items:
            raise click.UsageError(
                f"{name!r} is not one of the questions: {', '.join(items)}"
            )
        if number == "-":
            continue
        try:
            answers[name] = float(number)
        except ValueError:
            raise click.UsageError(f"{word!r} is not a number") from None
    return answers


def _say_problems(one: Score) -> None:
    """On standard error: an answer that cannot be one was left out, not guessed."""
    for problem in one.problems:
        click.echo(
            f"not taken: {one.instrument} {one.on} {problem.subject}: "
            f"{problem.value:g} ({problem.kind.value.replace('_', ' ')}; it runs from "
            f"{problem.lowest:g} to {problem.highest:g})",
            err=True,
        )


def _record_of(what: tuple[str, ...], on: date) -> Record:
    knowledge = standard()
    paths = [Path(one) for one in what]
    for path in paths:
        if not path.is_file():
            raise Failure(
                f"{path} is neither a questionnaire nor a file. Questionnaires: "
                + ", ".join(sorted(knowledge.instruments)),
                ExitCode.NOT_FOUND,
            )
    record, outcomes = read_record(paths, knowledge=knowledge, on=on)
    say_refusals(outcomes)
    return record


def _line(one: Score) -> str:
    instrument = standard().instruments[one.instrument]
    total = (
        f"not known, between {one.possible[0]:g} and {one.possible[1]:g}; missing: "
        + ", ".join(sorted(one.total.missing))
        if isinstance(one.total, Unknown)
        else f"{one.total:g} of {instrument.scoring.maximum:g}"
    )
    band = "" if isinstance(one.band, Unknown) else f" · {one.band.label}"
    screen = (
        " · screen not known"
        if isinstance(one.screen, Unknown)
        else f" · screen {'positive' if one.screen else 'negative'}"
    )
    shown = screen if instrument.screen is not None else ""
    return f"{one.on}  {instrument.short_name}: {total}{band}{shown}"
