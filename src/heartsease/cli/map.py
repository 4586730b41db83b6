"""`heartsease map`: the main job, from files to map, plan and questions."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options, writing
from heartsease.cli.reading import read_record, say_refusals
from heartsease.core.plan.look import look


@click.command(name="map")
@options.files
@options.on
@options.date_order
@options.as_json
@click.option("--html", type=options.WRITTEN, help="Write the visit page as HTML.")
@click.option("--pdf", type=options.WRITTEN, help="Write the visit page as PDF.")
@click.option("--svg", type=options.WRITTEN, help="Write the drawing of the map.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also list every step that was left out, and why.",
)
def command(
    files: tuple[Path, ...],
    on: date,
    date_order: str | None,
    json_: bool,
    html: Path | None,
    pdf: Path | None,
    svg: Path | None,
    everything: bool,
) -> None:
    """Draw one person's map from their FILES.

    Prints the map, or its data with --json.
    The visit page is one A4 side for any doctor.
    """
    from heartsease.exchange.picture_json import picture_json
    from heartsease.exchange.plain import dumps
    from heartsease.exchange.present import present
    from heartsease.exchange.text_page import text_page
    from heartsease.library.knowledge import standard, standard_words

    knowledge = standard()
    record, outcomes = read_record(
        files, knowledge=knowledge, on=on, date_order=date_order
    )
    picture = look(record, knowledge, on=on)
    words = standard_words()
    page = present(picture, knowledge=knowledge, words=words)
    if html is not None:
        from heartsease.exchange.visit_page.html import visit_html

        writing.write(html, visit_html(page, picture, words))
        click.echo(f"visit page: {html}", err=True)
    if pdf is not None:
        from heartsease.exchange.visit_page.pdf import visit_pdf

        writing.write(pdf, visit_pdf(page, picture, words))
        click.echo(f"visit page: {pdf}", err=True)
    if svg is not None and page.drawn:
        from heartsease.exchange.drawing.flower import flower, standalone

        drawn = flower(
            picture.domains,
            title=words("map.heading"),
            looked_at=words("map.looked", share="{share}"),
        )
        writing.write(svg, standalone(drawn))
        click.echo(f"drawing: {svg}", err=True)
    if json_:
        click.echo(dumps(picture_json(picture)), nl=False)
    elif html is None and pdf is None and svg is None:
        click.echo(text_page(page, words, everything=everything), nl=False)
    say_refusals(outcomes)
