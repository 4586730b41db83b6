"""`heartsease explain`: the chain from fact through rule to source, for one id."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options
from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.reading import read_record, say_help, say_refusals
from heartsease.core.plan.look import look
from heartsease.exchange import explain
from heartsease.library.knowledge import standard


@click.command(name="explain")
@click.argument("id_", metavar="ID")
@options.optional_files
@options.on
@options.date_order
@options.as_json
def command(
    id_: str, files: tuple[Path, ...], on: date, date_order: str | None, json_: bool
) -> None:
    """Explain one finding, intervention, safety rule (S001), stage or question.

    With FILES, also which rows of the record decided it.
    """
    knowledge = standard()
    picture = None
    if files:
        record, outcomes = read_record(
            files, knowledge=knowledge, on=on, date_order=date_order
        )
        picture = look(record, knowledge, on=on)
        say_refusals(outcomes)
        say_help(picture, knowledge)
    text = explain.explain(id_, knowledge, picture)
    if text is None:
        close = [one for one in explain.topics(knowledge) if id_.lower() in one.lower()]
        hint = (
            f"Did you mean {', '.join(close)}?"
            if close
            else "`heartsease evidence WORD` finds what there is."
        )
        raise Failure(f"Nothing is called {id_}. {hint}", ExitCode.NOT_FOUND)
    if json_:
        from heartsease.exchange.plain import dumps

        click.echo(dumps({"id": id_, "chain": text.splitlines()}), nl=False)
        return
    click.echo(text, nl=False)
