"""Reads when treatments are looked at, and what is asked every two weeks."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from heartsease.core.plan.fortnight import Rotation
from heartsease.core.plan.futility import Futility, LookRules
from heartsease.core.plan.running import RunningKind
from heartsease.core.record.record import Choice
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import read


def load(root: Path | Traversable) -> Futility:
    """The looks of every kind of treatment; `KnowledgeError` names what is missing."""
    found = read(root / "plan" / "futility.toml", Futility)
    kinds = [one.kind for one in found.rules]
    if sorted(kinds) != sorted(RunningKind):
        raise KnowledgeError("futility.toml: each kind of treatment needs its looks")
    problems = [problem for one in found.rules for problem in _problems(one)]
    if problems:
        raise KnowledgeError("futility.toml: " + "; ".join(problems))
    return found


def load_rotation(root: Path | Traversable) -> Rotation:
    """What is asked every two weeks; at least one measure takes turns."""
    found = read(root / "plan" / "fortnight.toml", Rotation)
    if not found.turns:
        raise KnowledgeError("fortnight.toml: no measure takes turns")
    return found


def _problems(rules: LookRules) -> Iterator[str]:
    weeks = [look.week for look in rules.looks]
    counted = [week for week in weeks if week is not None]
    if counted != sorted(set(counted)):
        yield f"{rules.kind}: its weeks are not in order"
    if None in weeks[:-1]:
        yield f"{rules.kind}: the look without a week is not the last"
    for look in rules.looks:
        limits = [band.below_percent for band in look.bands]
        known = [limit for limit in limits if limit is not None]
        if (
            limits[-1:] != [None]
            or known != sorted(known)
            or len(known) < len(limits[:-1])
        ):
            yield f"{rules.kind} week {look.week}: its bands do not cover every change"
    if any(band.answer is Choice.GIVE_UNTIL for band in rules.looks[-1].bands):
        yield f"{rules.kind}: after its last look there is no day to give it until"
    if rules.kind is not RunningKind.STEP and any(
        band.answer is Choice.STOP_AND_TALK
        for look in rules.looks
        for band in look.bands
    ):
        yield f"{rules.kind}: only a step of one's own is answered with a stop"
