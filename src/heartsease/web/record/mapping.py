"""Between rows and the record as a value; the record file's schema is the only form."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heartsease.core.record.record import Record
from heartsease.core.values import text
from heartsease.library import record_json
from heartsease.web.record.models import Kind

_LISTS: Mapping[str, str] = {
    Kind.CONDITION: "conditions",
    Kind.MEDICINE: "medicines",
    Kind.TRIAL: "trials",
    Kind.RESPONSE: "responses",
    Kind.OBSERVATION: "observations",
    Kind.CHECK_IN: "check_ins",
    Kind.PREFERENCE: "preferences",
    Kind.SAFETY_PLAN: "safety_plan",
    Kind.CHOSEN_STEP: "chosen_steps",
    Kind.PRACTICE: "practices",
    Kind.ADVERSE_REPORT: "adverse_reports",
    Kind.DECISION: "decisions",
    Kind.MEAL: "meals",
    Kind.NIGHT: "nights",
    Kind.LESSON: "lessons",
}
_SUBJECT: Mapping[str, str] = {
    Kind.CONDITION: "condition",
    Kind.MEDICINE: "text",
    Kind.TRIAL: "treatment",
    Kind.RESPONSE: "instrument",
    Kind.OBSERVATION: "measure",
    Kind.CHECK_IN: "",
    Kind.PREFERENCE: "subject",
    Kind.SAFETY_PLAN: "part",
    Kind.CHOSEN_STEP: "intervention",
    Kind.PRACTICE: "intervention",
    Kind.ADVERSE_REPORT: "intervention",
    Kind.DECISION: "treatment",
    Kind.MEAL: "moment",
    Kind.NIGHT: "",
    Kind.LESSON: "lesson",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact ready to be stored."""

    kind: str
    subject: str
    on: date | None
    payload: dict[str, Any]
    digest: str


def facts_of(record: Record) -> Iterator[Fact]:
    """Every fact of a record, in the form it is stored in."""
    data = record_json.write(record)
    for kind, name in _LISTS.items():
        for payload in data.get(name, []):
            yield fact(kind, payload)
    for name in record_json.PERSON:
        if name in data["person"]:
            yield statement(name, data["person"][name])
    for name in record_json.ONCE:
        if name in data:
            yield statement(name, data[name])


def fact(kind: str, payload: dict[str, Any]) -> Fact:
    """One fact from its JSON; raises `RecordError` naming the field that is wrong.

    What is stored is how the record itself would write it, so that 3 and 3.0, or a
    field at its default and one that was left out, are one fact and not two.
    """
    if kind == Kind.STATEMENT:
        return statement(payload["name"], payload["value"])
    name = _LISTS[kind]
    read = record_json.read(_whole("check", {name: [_kept(payload)]}))
    payload = record_json.write(read)[name][0]
    day = payload.get("on") or payload.get("started_on")
    field = _SUBJECT[kind]
    return Fact(
        kind=str(kind),
        subject=str(payload.get(field) or "")[:120] if field else "",
        on=date.fromisoformat(day) if day else None,
        payload=payload,
        digest=_digest(kind, payload),
    )


def statement(name: str, value: Any) -> Fact:
    """A fact the record holds only once, such as the birth date."""
    value = _kept(value)
    where = {"person": {name: value}} if name in record_json.PERSON else {name: value}
    read = record_json.write(record_json.read(_whole("check", where)))
    said = read["person"] if name in record_json.PERSON else read
    payload = {"name": name, "value": said.get(name, value)}
    return Fact(
        kind=str(Kind.STATEMENT),
        subject=name,
        on=None,
        payload=payload,
        digest=_digest(Kind.STATEMENT, payload),
    )


def to_record(person: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Record:
    """The record that kinds and payloads of standing facts make up, oldest first.

    The latest statement of a name counts.
    """
    data: dict[str, Any] = {"person": {}}
    for kind, payload in rows:
        if kind == Kind.STATEMENT:
            name, value = payload["name"], payload["value"]
            (data["person"] if name in record_json.PERSON else data)[name] = value
        else:
            data.setdefault(_LISTS[kind], []).append(payload)
    return record_json.read(_whole(person, data))


def _kept(value: Any) -> Any:
    """The same value; a sign that no database holds is shown as missing."""
    if isinstance(value, str):
        return text.whole(value)
    if isinstance(value, Mapping):
        return {_kept(name): _kept(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_kept(one) for one in value]
    return value


def _whole(person: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "heartsease_record": record_json.VERSION,
        **data,
        "person": {**data.get("person", {}), "id": person},
    }


def _digest(kind: str, payload: Mapping[str, Any]) -> str:
    said = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{kind}\0{said}".encode()).hexdigest()
