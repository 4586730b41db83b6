"""Counts different treatments over trials, as a lowest and a highest number."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from heartsease.core.record.record import Trial
from heartsease.core.staging.adequacy import Adequacy, TrialRole
from heartsease.core.values.unknown import Answer, Unknown, all_of, any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A trial beside what a rule set says of it."""

    trial: Trial
    adequacy: Adequacy


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Between `lowest` and `highest` different treatments; `missing` would settle it.

    `trials` are those that count for certain.
    """

    lowest: int
    highest: int
    trials: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


Question = Callable[[Assessed], Answer]


def different(assessed: Iterable[Assessed], *, question: Question) -> Tally:
    """How many different treatments have a trial for which the answer is yes.

    The same treatment twice counts once; a name we do not recognise may be any.
    """
    by_treatment: dict[str, list[Assessed]] = {}
    for one in assessed:
        key = one.trial.treatment or f"?{one.trial.id}"
        by_treatment.setdefault(key, []).append(one)
    answers = [any_of(map(question, group)) for group in by_treatment.values()]
    certain = [
        one.trial.id
        for group in by_treatment.values()
        for one in group
        if question(one) is True
    ]
    return _tally(answers, tuple(sorted(certain)))


def each(assessed: Iterable[Assessed], *, question: Question) -> Tally:
    """How many trials there are for which the answer is yes."""
    listed = list(assessed)
    certain = tuple(sorted(o.trial.id for o in listed if question(o) is True))
    return _tally([question(one) for one in listed], certain)


def groups(
    assessed: Iterable[Assessed],
    *,
    question: Question,
    group_of: Mapping[str, str],
) -> Tally:
    """How many different groups; a treatment in no group is a group of its own."""
    by_group: dict[str, list[Answer]] = {}
    for one in assessed:
        name = one.trial.treatment or f"?{one.trial.id}"
        by_group.setdefault(group_of.get(name, name), []).append(question(one))
    return _tally([any_of(answers) for answers in by_group.values()], ())


def counts_as_failure(one: Assessed) -> Answer:
    """An adequate antidepressant of this episode that helped too little."""
    return one.adequacy.counts_as_failure


def adequate_antidepressant(one: Assessed) -> Answer:
    """An adequate antidepressant of this episode, whatever came of it."""
    return _in_episode(one, TrialRole.ANTIDEPRESSANT, one.adequacy.adequate)


def adequate_augmentation(one: Assessed) -> Answer:
    """An adequate augmentation or combination of this episode."""
    return _in_episode(one, TrialRole.AUGMENTATION, one.adequacy.adequate)


def failed_augmentation(one: Assessed) -> Answer:
    """The same, when it helped too little."""
    return _in_episode(one, TrialRole.AUGMENTATION, one.adequacy.failed)


def failed_psychotherapy(one: Assessed) -> Answer:
    """An adequate psychotherapy of this episode that helped too little."""
    return _in_episode(one, TrialRole.PSYCHOTHERAPY, one.adequacy.failed)


def adequate_treatment(treatment: str) -> Question:
    """An adequate course of one treatment, in this episode."""

    def question(one: Assessed) -> Answer:
        if one.trial.treatment != treatment:
            return False
        return all_of((one.adequacy.adequate, one.adequacy.this_episode))

    return question


def failed_treatment(treatment: str) -> Question:
    """An adequate course of one treatment, in this episode, that helped too little."""

    def question(one: Assessed) -> Answer:
        if one.trial.treatment != treatment:
            return False
        return all_of((one.adequacy.failed, one.adequacy.this_episode))

    return question


def _in_episode(one: Assessed, role: TrialRole, answer: Answer) -> Answer:
    if one.adequacy.role is not role:
        return False
    return all_of((answer, one.adequacy.this_episode))


def _tally(answers: list[Answer], trials: tuple[str, ...]) -> Tally:
    return Tally(
        lowest=sum(answer is True for answer in answers),
        highest=sum(answer is not False for answer in answers),
        trials=trials,
        missing=frozenset[str]().union(
            *(answer.missing for answer in answers if isinstance(answer, Unknown))
        ),
    )
