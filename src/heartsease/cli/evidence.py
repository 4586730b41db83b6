"""`heartsease evidence`: the library of what may help, with honest tiers."""

import click

from heartsease.cli import options
from heartsease.cli.errors import ExitCode, Failure
from heartsease.core.interventions.definition import Intervention
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.map import DOMAINS
from heartsease.exchange.explain import explain
from heartsease.exchange.plain import dumps, plain
from heartsease.library.knowledge import standard


@click.command(name="evidence")
@click.argument("topic", nargs=-1)
@options.as_json
def command(topic: tuple[str, ...], json_: bool) -> None:
    """Show what is known about a TOPIC: a step, a part of the map, or any word.

    Without a topic, the whole library, strongest first.
    """
    knowledge = standard()
    words = " ".join(topic).lower()
    found = _found(knowledge, words)
    if not found:
        raise Failure(f"Nothing in the library matches {words!r}.", ExitCode.NOT_FOUND)
    if json_:
        click.echo(dumps([plain(_data(one)) for one in found]), nl=False)
        return
    if len(found) == 1:
        text = explain(found[0].id, knowledge, None)
        click.echo(text, nl=False)
        return
    for one in found:
        click.echo(f"{one.grade:<3} {one.id:<27} {DOMAINS[one.domain]}")
        click.echo(f"    {one.honest}")


def _found(knowledge: Knowledge, words: str) -> list[Intervention]:
    every = sorted(
        knowledge.interventions.values(), key=lambda one: (one.tier.value, one.id)
    )
    exact = [one for one in every if one.id == words.replace(" ", "_")]
    if exact or not words:
        return exact or every
    return [one for one in every if words in _searched(one)]


def _searched(one: Intervention) -> str:
    parts = (
        one.id.replace("_", " "),
        one.name,
        one.domain,
        DOMAINS[one.domain],
        one.what,
        one.honest,
        *one.also_called,
        *one.from_article,
        *(row.topic for row in one.evidence),
    )
    return " ".join(parts).lower()


def _data(one: Intervention) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "domain": one.domain,
        "tier": one.tier,
        "grade": one.grade,
        "honest": one.honest,
        "tested_in_trd": one.tested_in_trd,
        "evidence": one.evidence,
    }
