"""All staging models over one record, with what is still open before any of them."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import Record
from heartsease.core.safety.facts import Facts
from heartsease.core.staging import (
    counting,
    dm_trd,
    ema,
    maudsley,
    mgh_s,
    thase_rush,
)
from heartsease.core.staging.adequacy import OF_MEDICINES, AdequacyRules, assess
from heartsease.core.staging.counting import Assessed, Tally
from heartsease.core.staging.fact_rules import FactRules
from heartsease.core.staging.infer_rules import InferRules
from heartsease.core.staging.result import Stage
from heartsease.core.staging.treatment import Treatment
from heartsease.core.values.unknown import Answer, Unknown, all_of, unknown

TRIALS = "trials"  # the key of the whole list
TRIALS_COMPLETE = "trials_complete_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Sentences; `{count}`, `{lowest}` and `{highest}` are filled in."""

    none: str
    one: str
    many: str
    between: str
    none_listed: str
    list_may_be_short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingKnowledge:
    """Everything staging needs to know, read from knowledge/staging."""

    rules: Mapping[str, AdequacyRules]
    treatments: Mapping[str, Treatment]
    facts: FactRules
    infer: InferRules
    words: Words
    thase_rush: thase_rush.ThaseRush
    mgh_s: mgh_s.MghS
    maudsley: maudsley.Maudsley
    ema: ema.Ema
    dm_trd: dm_trd.DmTrd


class Status(StrEnum):
    """What may be said before any stage is."""

    PSEUDO_RESISTANCE_NOT_EXCLUDED = "pseudo_resistance_not_excluded"
    TRIALS_SETTLED = "trials_settled"  # dose, time, adherence and diagnosis are known


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """Trials judged by each rule set, and the models that count them.

    A stage is provisional while `status` is PSEUDO_RESISTANCE_NOT_EXCLUDED.
    `failures` and `adequate` are different antidepressants of this episode.
    """

    on: date
    status: Status
    missing: frozenset[str]
    says: str
    adequate: Tally
    failures: Tally
    assessed: Mapping[str, tuple[Assessed, ...]]  # by rule set
    stages: tuple[Stage, ...]
    ema_reached: Answer
    dm_trd: tuple[dm_trd.SeenFlag, ...]
    list_is_complete: bool

    def stage(self, model: str) -> Stage:
        """The stage of one model, by its id."""
        return next(one for one in self.stages if one.model == model)


def assess_all(
    record: Record,
    *,
    rules: AdequacyRules,
    formulary: Formulary,
    treatments: Mapping[str, Treatment],
    on: date,
) -> tuple[Assessed, ...]:
    """Every trial of the record by one rule set, in the order of their ids."""
    return tuple(
        Assessed(
            trial=trial,
            adequacy=assess(
                trial,
                rules=rules,
                formulary=formulary,
                treatments=treatments,
                on=on,
                episode_started_on=record.episode_started_on,
            ),
        )
        for trial in sorted(record.trials, key=lambda one: one.id)
    )


def stage_all(
    record: Record,
    *,
    on: date,
    formulary: Formulary,
    knowledge: StagingKnowledge,
    facts: Facts | None = None,
    confirmed_severity: str | None = None,
    diagnosis: Answer | None = None,
) -> Staging:
    """All models over one record.

    `facts` gives scores and conditions where a model asks for them.
    `confirmed_severity` and `diagnosis` are what a clinician said; both may be open.
    """
    known = facts if facts is not None else Facts({})
    by_rules = {
        id_: assess_all(
            record,
            rules=rules,
            formulary=formulary,
            treatments=knowledge.treatments,
            on=on,
        )
        for id_, rules in knowledge.rules.items()
    }
    began = record.episode_started_on
    k = knowledge
    judged = (
        ema.stage(k.ema, by_rules[k.ema.adequacy_rules]),
        thase_rush.stage(
            k.thase_rush, by_rules[k.thase_rush.adequacy_rules], formulary=formulary
        ),
        mgh_s.stage(k.mgh_s, by_rules[k.mgh_s.adequacy_rules]),
        maudsley.stage(
            k.maudsley,
            by_rules[k.maudsley.adequacy_rules],
            on=on,
            episode_started_on=began,
            facts=known,
            confirmed_severity=confirmed_severity,
        ),
    )
    stages = tuple(_as_far_as_listed(one, record) for one in judged)
    main = by_rules[k.facts.adequacy_rules]
    open_ = _open(main, unknown("diagnosis") if diagnosis is None else diagnosis)
    if not record.trials:
        open_ |= {TRIALS}
    adequate = counting.different(main, question=counting.adequate_antidepressant)
    return Staging(
        on=on,
        status=_status(open_),
        missing=open_,
        says=_says(k.words, adequate, record),
        adequate=adequate,
        failures=counting.different(main, question=counting.counts_as_failure),
        assessed=by_rules,
        stages=stages,
        ema_reached=ema.reached(k.ema, stages[0]),
        dm_trd=dm_trd.items(
            k.dm_trd,
            by_rules[k.dm_trd.adequacy_rules],
            on=on,
            episode_started_on=began,
            facts=known,
        ),
        list_is_complete=record.trials_complete_on is not None,
    )


def _as_far_as_listed(stage: Stage, record: Record) -> Stage:
    """A stage over a list that may be short says so; over no list it says nothing."""
    complete = record.trials_complete_on is not None
    if complete:
        return dataclasses.replace(stage, list_is_complete=True)
    missing = stage.missing | {TRIALS_COMPLETE}
    if record.trials:
        return dataclasses.replace(stage, missing=missing)
    return dataclasses.replace(
        stage,
        lowest=None,
        highest=None,
        lowest_label="",
        highest_label="",
        missing=missing | {TRIALS},
    )


def _open(assessed: tuple[Assessed, ...], diagnosis: Answer) -> frozenset[str]:
    """What is not known about diagnosis, or a medicine's dose, time or adherence."""
    answers = [diagnosis]
    for one in assessed:
        judged = one.adequacy
        if judged.role not in OF_MEDICINES or judged.this_episode is False:
            continue
        answers.append(all_of((judged.dose, judged.time, judged.adherence)))
    return frozenset[str]().union(
        *(answer.missing for answer in answers if isinstance(answer, Unknown))
    )


def _status(open_: frozenset[str]) -> Status:
    if open_:
        return Status.PSEUDO_RESISTANCE_NOT_EXCLUDED
    return Status.TRIALS_SETTLED


def _says(words: Words, adequate: Tally, record: Record) -> str:
    complete = record.trials_complete_on is not None
    if not record.trials and not complete:
        return words.none_listed
    low, high = adequate.lowest, adequate.highest
    if low != high:
        text = words.between.format(lowest=low, highest=high)
    elif low == 0:
        text = words.none
    elif low == 1:
        text = words.one
    else:
        text = words.many.format(count=low)
    return text if complete else f"{text} {words.list_may_be_short}"
