"""Loads the practices, and refuses one whose sizes, holds or gate do not hang together."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from heartsease.core.practices.definition import Practice, Way
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root, standard
from heartsease.library.reading import File, read

_HOLD = re.compile(r"\bh(o|e)ld", re.IGNORECASE)
LONGEST_TINY_S = 30  # the size for the day on which nothing else is possible


@cache
def standard_practices() -> Mapping[str, Practice]:
    """The practices that come with the program, checked against its knowledge, once."""
    knowledge = standard()
    return load(
        root(),
        interventions=frozenset(knowledge.interventions),
        sources=frozenset(knowledge.sources),
    )


def load(
    folder: File, *, interventions: frozenset[str], sources: frozenset[str]
) -> Mapping[str, Practice]:
    """Every practice by id, in the order of ids; `folder` is the knowledge folder.

    Raises `KnowledgeError` naming the file when an id is not the file's name, when its
    intervention or a source is not defined, when the sizes do not grow, when a breath
    with holds has no variant without, or when stillness leaves no way out.
    """
    files = [
        one for one in (folder / "practices").iterdir() if one.name.endswith(".toml")
    ]
    found = {}
    for file in sorted(files, key=lambda one: one.name):
        practice = read(file, Practice)
        for problem in _problems(practice, file.name, interventions, sources):
            raise KnowledgeError(f"practices/{file.name}: {problem}")
        found[practice.id] = practice
    return MappingProxyType(found)


def _problems(
    practice: Practice,
    name: str,
    interventions: frozenset[str],
    sources: frozenset[str],
) -> Iterable[str]:
    if f"{practice.id}.toml" != name:
        yield f"its id is {practice.id}; they must be equal"
    if practice.intervention not in interventions:
        yield f"intervention {practice.intervention} is not defined"
    if practice.version < 1:
        yield "version counts from 1"
    for citation in practice.citations:
        if citation.source not in sources:
            yield f"source {citation.source} has no file"
    if not practice.citations:
        yield "it cites nothing"
    yield from _size_problems(practice)
    yield from _breath_problems(practice)
    if practice.way is Way.STILLNESS and not (
        len(practice.anchors) > 1 and practice.grounding
    ):
        yield "stillness needs a choice of anchors and a way back (grounding)"


def _size_problems(practice: Practice) -> Iterable[str]:
    lengths = [practice.seconds(size) for size in ("tiny", "usual", "full")]
    if not 0 < lengths[0] <= LONGEST_TINY_S:
        yield f"tiny takes {lengths[0]} s; it has to fit into {LONGEST_TINY_S} s"
    if not lengths[0] < lengths[1] < lengths[2]:
        yield f"the sizes take {lengths} s; each has to be longer than the one before"
    moments = (*practice.tiny, *practice.usual, *practice.full, *practice.grounding)
    if any(one.seconds <= 0 for one in moments):
        yield "a line of a script takes no time"


def _breath_problems(practice: Practice) -> Iterable[str]:
    if practice.way is Way.BREATHING and practice.pacer is None:
        yield "a breathing practice needs a pacer"
    if practice.pacer is not None and practice.pacer.holds:
        if practice.without_holds is None:
            yield "its breath is held, so it needs a variant without_holds"
        elif practice.without_holds.holds:
            yield "without_holds has a hold"
        for one in (*practice.tiny, *practice.usual, *practice.full):
            if _HOLD.search(one.says) and not one.without_holds:
                yield f"a line speaks of a hold and has no without_holds: {one.says}"
            if _HOLD.search(one.without_holds):
                yield f"without_holds still speaks of a hold: {one.without_holds}"
    if practice.own_rate_step is not None and not (
        practice.rates_per_minute and practice.own_rate_step > 0
    ):
        yield "a typed pace needs rates_per_minute to stay within, and a step above 0"
    for pacer in (practice.pacer, practice.without_holds):
        if pacer is not None and min(pacer.breathe_in_s, pacer.breathe_out_s) <= 0:
            yield "a breath goes in and out"
