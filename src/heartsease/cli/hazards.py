"""`heartsease hazards`: which steps made people worse, for whoever runs the site."""

import importlib

import click

from heartsease.cli.accounts import open_site
from heartsease.cli.options import today


@click.command(name="hazards")
def command() -> None:
    """Count the reports of harm for each step, without any person or word of theirs.

    A number below five is written as "under 5": on a small site it could point to
    somebody.
    """
    open_site()
    hazards = importlib.import_module("heartsease.web.record.queries")
    lines = hazards.harm_counts(on=today())
    if not lines:
        click.echo("No step was told to have made anybody worse.")
        return
    click.echo("step\treports\tlast 28 days\tvery bad\tpractised worse")
    for one in lines:
        counts = (one.reports, one.lately, one.very_bad, one.after_worse)
        click.echo("\t".join((one.intervention, *map(_said, counts))))


def _said(count: int) -> str:
    return f"under {FEWEST}" if 0 < count < FEWEST else str(count)


FEWEST = 5  # smaller groups are not counted out, as is usual for health statistics
