"""`heartsease labs`: every result of a record, read with its caveats."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options
from heartsease.cli.reading import read_record, say_help, say_refusals
from heartsease.core.plan.look import look
from heartsease.exchange.plain import dumps, plain
from heartsease.exchange.present import present
from heartsease.library.knowledge import standard, standard_words


@click.command(name="labs")
@options.files
@options.on
@options.date_order
@options.as_json
def command(
    files: tuple[Path, ...], on: date, date_order: str | None, json_: bool
) -> None:
    """Read the laboratory results in FILES: unit, range used, caveats, age."""
    knowledge = standard()
    record, outcomes = read_record(
        files, knowledge=knowledge, on=on, date_order=date_order
    )
    picture = look(record, knowledge, on=on)
    say_refusals(outcomes)
    say_help(picture, knowledge)
    if json_:
        readings = plain(picture.readings)
        aside = plain(picture.set_aside)
        click.echo(dumps({"readings": readings, "set_aside": aside}), nl=False)
        return
    words = standard_words()
    for lab in present(picture, knowledge=knowledge, words=words).labs:
        click.echo(f"{lab.name:<28}{lab.value:<24}{lab.band} ({lab.on})")
        for line in (lab.says, *lab.caveats):
            if line:
                click.echo(f"    {line}")
    for one in picture.set_aside:
        click.echo(f"set aside: {one.measure}: {one.says}")
    if not picture.readings:
        click.echo("No current result was found in these files.")
