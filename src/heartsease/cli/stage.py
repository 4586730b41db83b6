"""`heartsease stage`: how far treatment has truly been tried."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options
from heartsease.cli.reading import read_record, say_help, say_refusals
from heartsease.core.plan.look import look
from heartsease.exchange.history import history
from heartsease.exchange.plain import dumps, plain
from heartsease.library.knowledge import standard, standard_words


@click.command(name="stage")
@options.files
@options.on
@options.date_order
@options.as_json
def command(
    files: tuple[Path, ...], on: date, date_order: str | None, json_: bool
) -> None:
    """Say which trials in FILES were a fair try, and every published stage."""
    knowledge = standard()
    record, outcomes = read_record(
        files, knowledge=knowledge, on=on, date_order=date_order
    )
    picture = look(record, knowledge, on=on)
    say_refusals(outcomes)
    say_help(picture, knowledge)
    if json_:
        click.echo(dumps(plain(picture.staging)), nl=False)
        return
    words = standard_words()
    said = history(picture, knowledge, words)
    for sentence in said.sentences:
        click.echo(sentence)
    for row in said.trials:
        click.echo(f"- {row.name}: {row.details}")
        click.echo(f"    {row.verdict}")
    for stage in said.stages:
        click.echo(f"{stage.name}: {stage.value}")
