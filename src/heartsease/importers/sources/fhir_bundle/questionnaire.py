"""Answers to questionnaires: QuestionnaireResponse, and single Observations joined."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from heartsease.core.instruments import score
from heartsease.core.instruments.definition import Instrument
from heartsease.core.labs.definition import fold_name
from heartsease.core.record.record import Certainty, Provenance, Response
from heartsease.core.values.code import LOINC, OWN_QUESTIONNAIRE, Code
from heartsease.importers.moments import Moment
from heartsease.importers.outcome import Event, Taken
from heartsease.importers.sources.fhir_bundle.observation import Part
from heartsease.importers.sources.fhir_bundle.pieces import (
    Json,
    Located,
    codes_of,
    extensions,
    first_moment,
    last_segment,
    number,
    objects,
    table,
    text_of,
)
from heartsease.importers.vocabulary import Question, Vocabulary, question_of

_UNFINISHED = ("in-progress",)
_DEEPEST = 32  # groups within groups; real questionnaires have three or four
_ORDINAL = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
_VALUES = (
    "valueInteger",
    "valueDecimal",
    "valueBoolean",
    "valueString",
    "valueQuantity",
)


def read_response(one: Located, *, vocabulary: Vocabulary, on: date) -> Iterator[Event]:
    """The answers of one QuestionnaireResponse.

    Questions are known by their LOINC code: as linkId, in `definition` or `code`, or in
    a Questionnaire of the same file.
    """
    resource = one.resource
    status = text_of(resource.get("status"))
    if status == "entered-in-error":
        yield one.refused(
            "The sender withdrew these answers (entered-in-error).",
            advice="Nothing to do.",
            field="status",
        )
        return
    if status in _UNFINISHED:
        yield one.refused(
            "The questionnaire was not finished when the file was made.",
            advice="Import it again when it is finished.",
            field="status",
        )
        return
    moment = first_moment(resource.get("authored"), latest=on)
    if moment is None:
        yield one.refused(
            "It does not say when the answers were given.",
            advice="Ask for an export with dates.",
            field="authored",
        )
        return
    own = text_of(resource.get("questionnaire")).partition("|")[0]
    if own.startswith(OWN_QUESTIONNAIRE):
        name = own.removeprefix(OWN_QUESTIONNAIRE)
        yield from _of_ours(one, name, moment=moment, vocabulary=vocabulary)
        return
    codes = _codes_by_link(one)
    found = list(_items(resource, codes, vocabulary))
    known = [(code, item, questions) for code, item, questions in found if questions]
    totals = [
        (vocabulary.totals_by_loinc[code], value)
        for code, item, _ in found
        if code in vocabulary.totals_by_loinc
        and (value := _number_in(objects(item.get("answer")))) is not None
    ]
    if not known and not totals:
        yield _unknown(one, found)
        return
    wanted = {q.instrument for _, _, questions in known for q in questions}
    instrument = _instrument(
        [questions for _, _, questions in known],
        [name for name, _ in totals],
        vocabulary,
    )
    answers: dict[str, float] = {}
    for code, item, questions in known:
        mine = next((q for q in questions if q.instrument == instrument), None)
        if mine is None:
            yield one.refused(
                f"The question {code} belongs to another questionnaire "
                f"({', '.join(sorted(wanted))}).",
                advice="Send each questionnaire as a resource of its own.",
                field=f"item {code}",
            )
            continue
        value = _answer_of(mine, objects(item.get("answer")))
        if value is None and not item.get("answer"):
            continue  # passed over: missing, and stays so
        if value is None:
            yield one.refused(
                f"{mine.instrument}.{mine.item}: the answer is not one of its answers.",
                advice="Answer this question in the program instead.",
                field=f"item {code}",
            )
            continue
        answers[mine.item] = value
    strange = [
        code
        for code, item, questions in found
        if item.get("answer")
        and not questions
        and vocabulary.totals_by_loinc.get(code) != instrument
    ]
    if strange:
        yield one.not_used(
            f"Not questions of {instrument}: {', '.join(strange)}.",
            kind="QuestionnaireResponse (further questions)",
        )
    total = next((value for name, value in totals if name == instrument), None)
    yield from _checked(
        vocabulary.instruments[instrument],
        answers,
        total,
        moment=moment,
        located=[one],
        confirmed=False,
    )


def _of_ours(
    one: Located, name: str, *, moment: Moment, vocabulary: Vocabulary
) -> Iterator[Event]:
    """A file of ours says which questionnaire it is; its ids are our own."""
    instrument = vocabulary.instruments.get(name)
    if instrument is None:
        yield one.refused(
            f"The questionnaire {name!r} is not known here.",
            advice="Bring the record back from its zip, or answer it in the program.",
            field="questionnaire",
        )
        return
    links = {f"{name}.{item.id}": item for item in instrument.items}
    codes = [item.loinc for item in instrument.items]
    links |= {i.loinc: i for i in instrument.items if codes.count(i.loinc) == 1}
    answers: dict[str, float] = {}
    total: float | None = None
    for given in objects(one.resource.get("item")):
        link = text_of(given.get("linkId"))
        said = objects(given.get("answer"))
        if link == f"{name}.total":
            total = _number_in(said)
            continue
        item = links.get(link) if link else None
        value = _answer_of(question_of(instrument, item), said) if item else None
        if item is None or value is None:
            yield one.refused(
                f"{name}: the answer to {link or 'a question'} cannot be read.",
                advice="Answer this question in the program instead.",
                field=f"item {link}",
            )
            continue
        answers[item.id] = value
    yield from _checked(
        instrument, answers, total, moment=moment, located=[one], confirmed=False
    )


def join_parts(parts: Iterable[Part], *, vocabulary: Vocabulary) -> Iterator[Event]:
    """Answers and totals sent as Observations, as one response per sitting.

    Parts belong together when they are of one questionnaire at one moment.
    """
    sittings: dict[tuple[date, str], list[Part]] = {}
    for part in parts:
        sittings.setdefault((part.moment.on, part.moment.at), []).append(part)
    for together in sittings.values():
        yield from _sitting(together, vocabulary)


def _sitting(parts: list[Part], vocabulary: Vocabulary) -> Iterator[Event]:
    waiting = list(parts)
    while waiting:
        instrument = _instrument(
            [part.questions for part in waiting if part.questions],
            [part.instrument for part in waiting if part.instrument],
            vocabulary,
        )
        mine = [part for part in waiting if _belongs(part, instrument)]
        waiting = [part for part in waiting if not _belongs(part, instrument)]
        yield from _joined(mine, vocabulary.instruments[instrument], vocabulary)


def _belongs(part: Part, instrument: str) -> bool:
    return part.instrument == instrument or any(
        question.instrument == instrument for question in part.questions
    )


def _joined(
    parts: list[Part], instrument: Instrument, vocabulary: Vocabulary
) -> Iterator[Event]:
    answers: dict[str, float] = {}
    total: float | None = None
    used: list[Located] = []
    approximate = False
    for part in parts:
        question = next(
            (q for q in part.questions if q.instrument == instrument.id), None
        )
        name = question.item if question else "total"
        value = (
            _value_for(question, part.value, part.label)
            if question
            else _as_number(part.value)
        )
        before = answers.get(name) if question else total
        if value is None:
            yield part.located.refused(
                f"{instrument.id}.{name}: the answer is not one of its answers.",
                advice="Answer this question in the program instead.",
                field="value",
            )
        elif before is not None and before != value:
            yield part.located.refused(
                f"{instrument.id}.{name}: two different answers at the same moment "
                f"({before:g} and {value:g}).",
                advice="Look up which one is right; the first was kept.",
                field="value",
            )
        else:
            used.append(part.located)
            approximate = approximate or part.moment.approximate
            if question:
                answers[name] = value
            else:
                total = value
    if used:
        yield from _checked(
            instrument,
            answers,
            total,
            moment=parts[0].moment,
            located=used,
            confirmed=not approximate,
        )


def _checked(
    instrument: Instrument,
    answers: Mapping[str, float],
    total: float | None,
    *,
    moment: Moment,
    located: list[Located],
    confirmed: bool,
) -> Iterator[Event]:
    """The response without the parts that cannot be true, which are refused."""
    first = located[0]
    certainty = Certainty.CONFIRMED if confirmed else Certainty.REPORTED
    if moment.approximate:
        certainty = Certainty.APPROXIMATE
    rows = tuple(dict.fromkeys(one.row for one in located))
    provenance = Provenance(source=first.file, row=", ".join(rows), certainty=certainty)
    response = Response(
        instrument=instrument.id,
        on=moment.on,
        answers=MappingProxyType(dict(answers)),
        total=total,
        provenance=provenance,
    )
    problems = score.score(instrument, response).problems
    for problem in problems:
        yield first.refused(
            f"{instrument.id}.{problem.subject}: {problem.value:g} is not possible; "
            f"it can be {problem.lowest:g} to {problem.highest:g}.",
            advice="Look at the original; the rest of the answers was taken.",
            field=problem.subject,
        )
    wrong = {problem.subject for problem in problems}
    kept = {name: value for name, value in answers.items() if name not in wrong}
    total = None if "total" in wrong else total
    if not kept and total is None:
        if not problems:
            yield first.refused(
                f"{instrument.id}: nothing was answered.",
                advice="Answer it in the program.",
                field="item",
            )
        return
    fact = Response(
        instrument=instrument.id,
        on=moment.on,
        answers=MappingProxyType(kept),
        total=total,
        provenance=provenance,
    )
    yield Taken(fact=fact, provenance=provenance, rows=rows, at=moment.at)


def _instrument(
    asked: list[tuple[Question, ...]], totals: list[str], vocabulary: Vocabulary
) -> str:
    """The instrument that explains most of the questions.

    Of equals the one that is complete, such as PHQ-2 with its two questions, else the
    longest: a lone question of PHQ-2 is also one of PHQ-9.
    """
    votes: dict[str, int] = dict.fromkeys(totals, 0)
    for questions in asked:
        for question in questions:
            votes[question.instrument] = votes.get(question.instrument, 0) + 1
    for name in totals:
        votes[name] += 1

    def rank(name: str) -> tuple[bool, int, int, str]:
        items = vocabulary.instruments[name].items
        scored = sum(item.scored for item in items)
        return votes[name] < scored, -votes[name], -len(items), name

    most = max(votes.values())
    return min((name for name in votes if votes[name] == most), key=rank)


def _items(
    resource: Json, codes: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary
) -> Iterator[tuple[str, Json, tuple[Question, ...]]]:
    """Every item at any depth with the LOINC code it answers to, or its linkId."""
    waiting: list[tuple[int, Json]] = [(0, resource)]
    while waiting:
        depth, holder = waiting.pop(0)
        for item in objects(holder.get("item")):
            yield _coded(item, codes, vocabulary)
            if depth < _DEEPEST:
                waiting.append((depth + 1, item))
                waiting += [
                    (depth + 1, answer) for answer in objects(item.get("answer"))
                ]


def _coded(
    item: Json, codes: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary
) -> tuple[str, Json, tuple[Question, ...]]:
    link = text_of(item.get("linkId"))
    own = [code.code for code in codes_of({"coding": item.get("code")})]
    definition = text_of(item.get("definition")).replace("#", "/")
    tried = [link, last_segment(link), last_segment(definition)]
    for code in (*codes.get(link, ()), *own, *tried):
        questions = vocabulary.item_of(Code(system=LOINC, code=code))
        if questions or code in vocabulary.totals_by_loinc:
            return code, item, questions
    return link, item, ()


def _codes_by_link(one: Located) -> dict[str, tuple[str, ...]]:
    """linkId to item codes, from the Questionnaire when the file holds it."""
    url = text_of(one.resource.get("questionnaire")).partition("|")[0]
    form = one.bundle.find(url, inside=one.resource)
    codes: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[int, Json]] = [(0, form)] if form else []
    while waiting:
        depth, holder = waiting.pop()
        for item in objects(holder.get("item")):
            link = text_of(item.get("linkId"))
            found = codes_of({"coding": item.get("code")})
            codes[link] = tuple(code.code for code in found if code.system == LOINC)
            if depth < _DEEPEST:
                waiting.append((depth + 1, item))
    return codes


def _unknown(
    one: Located, found: list[tuple[str, Json, tuple[Question, ...]]]
) -> Event:
    url = text_of(one.resource.get("questionnaire"))
    answered = [link for link, item, _ in found if item.get("answer")]
    if not answered:
        return one.not_used("It holds no answers.")
    return one.refused(
        f"The questionnaire {last_segment(url) or 'without a name'} is not known here: "
        f"none of its questions ({', '.join(answered[:3])} ...) carries a LOINC code "
        "we use.",
        advice="Send it together with its Questionnaire, or answer it in the program.",
        field="item",
    )


def _answer_of(question: Question, answers: list[Json]) -> float | None:
    if len(answers) != 1:
        return None
    answer = answers[0]
    coding = table(answer.get("valueCoding"))
    if coding:
        for holder in (coding, answer):
            if (weight := _ordinal(holder)) is not None:
                return weight if question.allows(weight) else None
        return _value_for(
            question, text_of(coding.get("code")), text_of(coding.get("display"))
        )
    return _value_for(question, _number_in(answers))


def _ordinal(holder: Json) -> float | None:
    for url in _ORDINAL:
        for extension in extensions(holder, url):
            return number(extension.get("valueDecimal"))
    return None


def _number_in(answers: list[Json]) -> float | None:
    for key in _VALUES:
        for answer in answers:
            if key in answer:
                return _as_number(answer[key])
    return None


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return number(value.get("value"))
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return number(value)


def _value_for(
    question: Question | None, value: float | str | None, label: str = ""
) -> float | None:
    """A number that is an answer of the question, from a number, a code or a label."""
    if question is None or value is None:
        return None
    if isinstance(value, str):
        if value in question.by_code:
            return question.by_code[value]
        return question.by_label.get(fold_name(label)) if label else None
    return value if question.allows(value) else None
