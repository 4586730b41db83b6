"""Reads the whole knowledge folder into one `Knowledge`, with its fingerprint.

Everything is cross-checked here: an id that one file uses and no file defines is an
error before anybody sees a result.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from heartsease.core.instruments.definition import Wording
from heartsease.core.interventions.definition import Intervention
from heartsease.core.labs.definition import Measure, in_canonical_unit
from heartsease.core.plan.daily_rules import DailyRules
from heartsease.core.plan.finding import FindingDefinition
from heartsease.core.plan.knowledge import Knowledge, rules_for
from heartsease.core.plan.ranking import Ranking
from heartsease.core.record.record import Arousal
from heartsease.core.safety.condition import Condition, keys_of
from heartsease.core.values.quantity import Quantity
from heartsease.library import (
    article,
    conditions,
    crisis_lines,
    findings,
    food,
    futility,
    instruments,
    interventions,
    measures,
    medicines,
    priors,
    safety,
    sleep,
    sources,
    staging,
    words,
)
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, read
from heartsease.library.words import Words

OVERLAYS = "HEARTSEASE_OVERLAYS"

_FACTS = frozenset(
    """adequate_failures trials_listed dose_or_time_short adequacy_unknown
    adherence_in_doubt stopped_early_for_side_effects psychotherapy_tried
    psychotherapy_adequate augmentation_tried esketamine_tried rtms_tried ect_tried
    on_antidepressant current_dose_below_minimum current_time_below_minimum
    early_non_response no_response_by_week_8 episode_months serotonergic_count qt_count
    mood_lowering_count stopped_on_no_sure_day""".split()  # noqa: SIM905 - a list of words reads best as words
)


def root() -> File:
    """The knowledge folder that comes with the program."""
    return resources.files("heartsease") / "knowledge"


@cache
def standard() -> Knowledge:
    """The knowledge that comes with the program and the site's overlays, read once.

    A site names the folders of its overlays in HEARTSEASE_OVERLAYS, separated as PATH
    is: wordings of licensed questionnaires that it has the right to use.
    """
    named = os.environ.get(OVERLAYS, "")
    return load(root(), overlays=[Path(one) for one in named.split(os.pathsep) if one])


@cache
def standard_words(language: str = "en") -> Words:
    """The fixed sentences in one language, read once; English when it has none."""
    file = root() / "words" / language / "screen.toml"
    return words.load(file if file.is_file() else root() / "words/en/screen.toml")


def load(folder: File, *, overlays: Sequence[Path] = ()) -> Knowledge:
    """Everything under `folder`; raises `KnowledgeError` naming the file and field.

    `overlays` complete questionnaires whose wording may not be shipped.
    """
    measured = measures.load(folder)
    tables = tables_for(measured)
    formulary = medicines.load(folder)
    cards = conditions.load(folder)
    asked = instruments.load(folder, overlays)
    offered = interventions.load(folder, tables)
    found = findings.load(folder, tables)
    shared = safety.load(folder, tables)
    ranking = read(folder / "plan" / "ranking.toml", Ranking)
    known_sources = sources.load(folder)
    rules_of = {one.id: rules_for(one, shared) for one in offered.values()}
    knowledge = Knowledge(
        instruments=asked,
        measures=measured,
        formulary=formulary,
        staging=staging.load(folder),
        cards=cards,
        terms={term.id: term for card in cards for term in card.terms},
        findings=found,
        interventions=offered,
        global_rules=shared,
        rules_of=rules_of,
        crisis_lines=crisis_lines.load(folder),
        sources=known_sources,
        ranking=ranking,
        priors=priors.load(
            folder,
            assumed=ranking.chance,
            cards=cards,
            instruments=asked,
            measures=measured,
        ),
        futility=futility.load(folder),
        food=food.load(
            folder,
            rules={
                name: frozenset(rule.id for rule in rules)
                for name, rules in rules_of.items()
            },
            sources=frozenset(known_sources),
        ),
        sleep=sleep.load(folder, sources=frozenset(known_sources)),
        daily=read(folder / "plan" / "daily.toml", DailyRules),
        rotation=futility.load_rotation(folder),
        claims=article.load(folder),
        fingerprint=fingerprint(folder, *overlays),
    )
    check(knowledge)
    return knowledge


def tables_for(measured: Mapping[str, Measure]) -> ConditionTables:
    """Condition reading with bounds converted to each measure's own unit."""

    def to_measure_unit(measure: str, number: float, unit: str) -> float:
        return in_canonical_unit(measured[measure], Quantity(number, unit)).value

    return ConditionTables(to_measure_unit)


def fingerprint(*folders: File) -> str:
    """SHA-256 over the path and bytes of every TOML file, in path order."""
    digest = hashlib.sha256()
    for folder in folders:
        for path, file in sorted(_files(folder, ""), key=lambda pair: pair[0]):
            content = file.read_bytes()
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def check(knowledge: Knowledge) -> None:
    """Every id that is used is defined; raises `KnowledgeError` with all that are not."""
    problems = sorted(
        {
            *_unknown_keys(knowledge),
            *_unknown_findings(knowledge),
            *_unknown_rules(knowledge),
            *_unknown_measures(knowledge),
            *_unknown_sources(knowledge),
            *_twice_with_other_words(knowledge),
            *_unanswered_claims(knowledge),
            *_unknown_in_daily(knowledge),
            *_not_askable(knowledge),
        }
    )
    if problems:
        raise KnowledgeError("; ".join(problems))


def _files(folder: File, path: str) -> Iterator[tuple[str, File]]:
    for one in folder.iterdir():
        name = f"{path}/{one.name}"
        if one.is_dir():
            yield from _files(one, name)
        elif one.name.endswith(".toml"):
            yield name, one


def _conditions(knowledge: Knowledge) -> Iterator[tuple[str, Condition]]:
    for finding in knowledge.findings.values():
        yield f"findings/{finding.id}", finding.when
    for one in knowledge.interventions.values():
        for rule in (*one.stop_if, *one.watch):
            yield f"interventions/{one.id} {rule.id}", rule.when
    for shared in knowledge.global_rules:
        yield f"safety {shared.rule.id}", shared.rule.when


def _unknown_keys(knowledge: Knowledge) -> Iterator[str]:
    for where, condition in _conditions(knowledge):
        for key in keys_of(condition):
            if not _is_defined(key, knowledge):
                yield f"{where}: {key} is not defined anywhere"


def _is_defined(key: str, knowledge: Knowledge) -> bool:
    kind, _, name = key.partition(":")
    match kind:
        case "has":
            return name in knowledge.terms
        case "taking":
            formulary = knowledge.formulary
            return name in formulary.medicines or name in formulary.classes
        case "value" | "state":
            return name in knowledge.measures
        case "score" | "screen":
            return name in knowledge.instruments
        case "days_since":
            return name in knowledge.terms or name in knowledge.instruments
        case "item":
            instrument, _, item = name.partition(".")
            known = knowledge.instruments.get(instrument)
            return known is not None and item in {one.id for one in known.items}
        case "fact":
            return name in _FACTS
        case _:
            return key in ("age", "sex")


def _unknown_findings(knowledge: Knowledge) -> Iterator[str]:
    for one in knowledge.interventions.values():
        for help_ in one.helps:
            if help_.finding not in knowledge.findings:
                yield f"interventions/{one.id}: {help_.finding} is not a finding"


def _unknown_rules(knowledge: Knowledge) -> Iterator[str]:
    for one in knowledge.findings.values():
        step, _, id_ = one.left_out_by.partition(":")
        rules = knowledge.rules_of.get(step, ())
        if one.left_out_by and id_ not in {rule.id for rule in rules}:
            yield f"findings/{one.id}: left_out_by {one.left_out_by} is not a rule"


def _unknown_measures(knowledge: Knowledge) -> Iterator[str]:
    known = {*knowledge.instruments, *knowledge.measures}
    for one in knowledge.interventions.values():
        if one.judge.measure not in known:
            yield f"interventions/{one.id}: judge.measure {one.judge.measure}"


def _unknown_sources(knowledge: Knowledge) -> Iterator[str]:
    for where, source in _cited(knowledge):
        if source not in knowledge.sources:
            yield f"{where}: source {source} has no file"


def _unanswered_claims(knowledge: Knowledge) -> Iterator[str]:
    known = {*knowledge.interventions, *knowledge.findings}
    for claim in knowledge.claims:
        for one in claim.answered_by:
            if one not in known:
                yield f"article {claim.id}: {one} is neither a step nor a finding"


def _unknown_in_daily(knowledge: Knowledge) -> Iterator[str]:
    rules = knowledge.daily
    asked = knowledge.instruments.get(rules.arousal_instrument)
    items = {item.id: item for item in asked.items} if asked else {}
    if asked is None or rules.arousal_item not in items:
        yield f"plan/daily: {rules.arousal_instrument}.{rules.arousal_item}"
    if rules.arousal_codes.keys() != {str(one) for one in Arousal}:
        yield f"plan/daily: arousal_codes has to hold {', '.join(Arousal)}"
    if rules.fish_tag not in knowledge.food.tags:
        yield f"plan/daily: {rules.fish_tag} is not a food tag"
    if rules.citation.source not in knowledge.sources:
        yield f"plan/daily: source {rules.citation.source} has no file"


def _cited(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    described: Iterable[Intervention | FindingDefinition] = (
        *knowledge.interventions.values(),
        *knowledge.findings.values(),
    )
    for one in described:
        for row in one.evidence:
            yield one.id, row.source
    for finding in knowledge.findings.values():
        for citation in finding.citations:
            yield finding.id, citation.source
    for intervention in knowledge.interventions.values():
        for rule in (*intervention.stop_if, *intervention.watch):
            for citation in rule.citations:
                yield f"{intervention.id} {rule.id}", citation.source
    for shared in knowledge.global_rules:
        for citation in shared.rule.citations:
            yield shared.rule.id, citation.source
    for rules in knowledge.futility.rules:
        for look in rules.looks:
            for citation in look.citations:
                yield f"plan/futility {rules.kind}", citation.source


def _not_askable(knowledge: Knowledge) -> Iterator[str]:
    """What is asked every two weeks has words that may be shown."""
    turns = (one.instrument for one in knowledge.rotation.turns)
    rotation = knowledge.rotation
    for id_ in (rotation.main, *rotation.always, *turns):
        known = knowledge.instruments.get(id_)
        if known is None or known.wording is Wording.ABSENT:
            yield f"plan/fortnight: {id_} cannot be asked"
    followed = knowledge.instruments.get(knowledge.futility.measure)
    if followed is None or followed.course is None:
        yield f"plan/futility: {knowledge.futility.measure} has no course"


def _twice_with_other_words(knowledge: Knowledge) -> Iterator[str]:
    """One rule id may guard several steps, but it says one thing everywhere."""
    seen: dict[str, Condition] = {}
    rules = [
        *(one.rule for one in knowledge.global_rules),
        *(
            rule
            for one in knowledge.interventions.values()
            for rule in (*one.stop_if, *one.watch)
        ),
    ]
    for rule in rules:
        if seen.setdefault(rule.id, rule.when) != rule.when:
            yield f"{rule.id}: stands with two different conditions"
