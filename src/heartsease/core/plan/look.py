"""The main job: one record, one day, one knowledge; one picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from heartsease.core.instruments import trajectory as course
from heartsease.core.instruments.trajectory import Trajectory
from heartsease.core.plan import futility, inquiry, plan, question
from heartsease.core.plan import map as drawing
from heartsease.core.plan.daily import with_daily
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.question import Ranked
from heartsease.core.plan.running import running
from heartsease.core.plan.safety import Mode, lifted, view
from heartsease.core.record.record import Record
from heartsease.core.safety.crisis import lines_for
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gather import (
    Definitions,
    Gathered,
    age_on,
    counts_as_whole,
    gather,
    taken_on,
)
from heartsease.core.safety.rule import Rule
from heartsease.core.staging import facts as staging_facts
from heartsease.core.staging.infer import with_inferred
from heartsease.core.staging.stage import Staging, stage_all
from heartsease.core.values.unknown import Answer, Unknown, unknown

FOLLOWED = "phq9"  # the measure whose course tells whether a treatment is helping
ANTIDEPRESSANT = "antidepressant"  # class id in knowledge/medicines


def look(
    record: Record, knowledge: Knowledge, *, on: date, with_questions: bool = True
) -> Picture:
    """Everything that can be said about this record on this day.

    The order of the record's entries makes no difference.
    Trials that only the medicine list shows are taken in, marked as inferred.
    `with_questions=False` leaves the next questions out, which take most of the time.
    """
    record = with_daily(
        record,
        on=on,
        rules=knowledge.daily,
        food=knowledge.food,
        sleep=knowledge.sleep,
    )
    record = _with_trials(record, knowledge, on=on)
    started_on = _treatment_started_on(record, knowledge, on)
    trajectories = _trajectories(record, knowledge, on=on, started_on=started_on)
    gathered = _gathered(record, knowledge, on=on, trajectories=trajectories)
    facts = gathered.facts
    flow_done_on = _done_by(record.safety_flow_done_on, on)
    safety = view(
        knowledge.global_rules,
        facts,
        flow_done_on=flow_done_on,
        crisis_help=lines_for(record.person.country, knowledge.crisis_lines, on=on),
    )
    rules_of = _standing_rules(knowledge, facts, flow_done_on)
    domains, findings = drawing.draw(
        knowledge.findings.values(),
        facts,
        rules_of=knowledge.rules_of,
        enough=knowledge.ranking.map.enough,
    )
    questions = (
        _questions(record, knowledge, rules_of=rules_of, gathered=gathered)
        if with_questions
        else ()
    )
    staging = stage_all(
        record,
        on=on,
        formulary=knowledge.formulary,
        knowledge=knowledge.staging,
        facts=facts,
    )
    return Picture(
        person=record.person,
        on=on,
        age=age_on(record, on),
        energy=record.energy,
        fingerprint=knowledge.fingerprint,
        safety=safety,
        flow_done_on=flow_done_on,
        staging=staging,
        scores=gathered.scores,
        trajectories=trajectories,
        checks=_checks(record, knowledge, staging=staging, on=on),
        readings=gathered.readings,
        set_aside=gathered.set_aside,
        taking=tuple(
            sorted(
                (one for one in record.medicines if taken_on(one, on)),
                key=lambda one: (one.text, one.provenance.source, one.provenance.row),
            )
        ),
        unrecognised=gathered.unrecognised,
        domains=domains,
        findings=findings,
        adverse_reports=tuple(
            sorted(
                (one for one in record.adverse_reports if one.on <= on),
                key=lambda one: (one.on, one.intervention),
                reverse=True,
            )
        ),
        plan=plan.make(
            knowledge.interventions,
            rules_of=rules_of,
            facts=facts,
            findings=findings,
            preferences=record.preferences,
            energy=record.energy,
            ranking=knowledge.ranking,
            chosen=plan.running_steps(record.chosen_steps, on=on),
            made_worse=plan.not_offered_again(record.adverse_reports),
            paused=safety.mode in (Mode.EMERGENCY, Mode.FLOW),
        ),
        questions=questions[: knowledge.ranking.places.questions],
        questions_open=len(questions),
        facts=facts,
    )


def _with_trials(record: Record, knowledge: Knowledge, *, on: date) -> Record:
    """With what the medicine list shows; the list of trials is whole for a while only.

    What it did not hold on the day it was called whole was no trial then, also after
    that time; but one that began since may be missing.
    """
    whole_on = _done_by(record.trials_complete_on, on)
    told = with_inferred(
        replace(record, trials_complete_on=whole_on),
        on=on,
        formulary=knowledge.formulary,
        settings=knowledge.staging.infer,
    )
    days = knowledge.ranking.currency.trials_days
    if counts_as_whole(whole_on, on, days=days):
        return told
    return replace(told, trials_complete_on=None)


def _checks(
    record: Record, knowledge: Knowledge, *, staging: Staging, on: date
) -> tuple[futility.Check, ...]:
    main = knowledge.staging.facts.adequacy_rules
    return futility.check_all(
        running(
            staging.assessed.get(main, ()),
            record.chosen_steps,
            interventions=knowledge.interventions,
            on=on,
        ),
        responses=record.responses,
        decisions=record.decisions,
        practices=record.practices,
        instruments=knowledge.instruments,
        rules=knowledge.futility,
        on=on,
    )


def _done_by(done_on: date | None, on: date) -> date | None:
    """A day by which something was done; one still to come was not done yet."""
    return done_on if done_on is not None and done_on <= on else None


def _gathered(
    record: Record,
    knowledge: Knowledge,
    *,
    on: date,
    trajectories: Mapping[str, Trajectory],
) -> Gathered:
    followed = _Followed.of(trajectories.get(FOLLOWED))
    derived = staging_facts.derive(
        record,
        on=on,
        formulary=knowledge.formulary,
        knowledge=knowledge.staging,
        medicines_days=knowledge.ranking.currency.medicines_days,
        rough_days=knowledge.ranking.currency.rough_days,
        early_non_response=followed.early,
        no_response_by_week_8=followed.late,
    )
    definitions = Definitions(
        instruments=knowledge.instruments,
        measures=knowledge.measures,
        formulary=knowledge.formulary,
        terms=knowledge.terms,
        medicines_days=knowledge.ranking.currency.medicines_days,
        rough_days=knowledge.ranking.currency.rough_days,
    )
    return gather(record, on=on, definitions=definitions, derived=derived)


@dataclass(frozen=True, slots=True)
class _Followed:
    early: Answer
    late: Answer

    @classmethod
    def of(cls, trajectory: Trajectory | None) -> "_Followed":
        if trajectory is None:
            nothing = unknown(f"score:{FOLLOWED}")
            return cls(nothing, nothing)
        return cls(trajectory.early_non_response, trajectory.late_non_response)


def _treatment_started_on(
    record: Record, knowledge: Knowledge, on: date
) -> date | None:
    """When the newest treatment that still runs began: what the scores are read for.

    The trial decides where there is one: a new prescription of the same is no start.
    """
    trials = {
        trial.treatment: trial.started_on
        for trial in sorted(record.trials, key=lambda one: str(one.started_on or ""))
        if trial.ongoing is True
        and trial.started_on is not None
        and trial.started_on <= on
    }
    medicines = [
        entry.started_on
        for entry in record.medicines
        if entry.started_on is not None
        and taken_on(entry, on)
        and any(
            name not in trials
            and ANTIDEPRESSANT in knowledge.formulary.classes_of(name)
            for name in entry.ingredients
        )
    ]
    return max((*medicines, *trials.values()), default=None)


def _trajectories(
    record: Record,
    knowledge: Knowledge,
    *,
    on: date,
    started_on: date | None,
) -> Mapping[str, Trajectory]:
    answered = {one.instrument for one in record.responses}
    followed = {
        id_: course.follow(instrument, record.responses, on=on, started_on=started_on)
        for id_, instrument in knowledge.instruments.items()
        if id_ in answered
    }
    return {id_: one for id_, one in followed.items() if not isinstance(one, Unknown)}


def _standing_rules(
    knowledge: Knowledge, facts: Facts, flow_done_on: date | None
) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each step, without those the safety flow has since dealt with."""
    gone = lifted(knowledge.global_rules, facts, flow_done_on=flow_done_on)
    if not gone:
        return knowledge.rules_of
    return {
        id_: tuple(rule for rule in rules if rule.id not in gone)
        for id_, rules in knowledge.rules_of.items()
    }


def _questions(
    record: Record,
    knowledge: Knowledge,
    *,
    rules_of: Mapping[str, tuple[Rule, ...]],
    gathered: Gathered,
) -> tuple[Ranked, ...]:
    on_board = question.board(
        knowledge.interventions.values(),
        rules_of=rules_of,
        findings=knowledge.findings,
        facts=gathered.facts,
        wishes={
            **plan.wishes_of(record.preferences),
            **dict.fromkeys(plan.not_offered_again(record.adverse_reports), "no"),
        },
        energy=record.energy,
        ranking=knowledge.ranking,
    )
    asked = inquiry.questions(
        on_board=on_board,
        facts=gathered.facts,
        priors=knowledge.priors,
        ranking=knowledge.ranking,
        cards=knowledge.cards,
        instruments=knowledge.instruments,
        measures=knowledge.measures,
        sex=record.person.sex,
        unplaced=tuple(one.text for one in gathered.unplaced),
        undated=tuple(
            sorted(knowledge.formulary.medicines[one].name for one in gathered.undated)
        ),
    )
    return question.rank(
        asked,
        on_board=on_board,
        facts=gathered.facts,
        priors=knowledge.priors,
        ranking=knowledge.ranking,
    )
