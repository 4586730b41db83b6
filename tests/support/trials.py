"""Builders of treatment trials and records, and the knowledge they are judged by."""

import dataclasses
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from heartsease.core.record.record import (
    MedicineEntry,
    Person,
    Provenance,
    Record,
    Stopped,
    Trial,
)
from heartsease.core.staging.stage import assess_all, stage_all
from heartsease.core.values.quantity import Quantity
from heartsease.library import medicines, staging

KNOWLEDGE = Path(str(files("heartsease.knowledge")))
ON = date(2026, 11, 23)
TOLD = Provenance(source="told")


@cache
def formulary():
    return medicines.load(KNOWLEDGE)


@cache
def knowledge():
    return staging.load(KNOWLEDGE)


def mg(amount):
    return Quantity(float(amount), "mg/d")


def a_trial(treatment="sertraline", *, dose=None, weeks=None, **facts):
    """A trial of this episode taken as prescribed and stopped for want of effect."""
    settled = {
        "id": f"{treatment}-{dose}-{weeks}",
        "highest_dose": None if dose is None else mg(dose),
        "days_at_or_above_minimum": None if weeks is None else weeks * 7,
        "taken_percent": 100.0,
        "percent_improvement": 0.0,
        "stopped_because": Stopped.NO_EFFECT,
        "optimised": False,
        "this_episode": True,
        "provenance": TOLD,
    }
    return Trial(treatment=treatment, **{**settled, **facts})


def a_record(*trials, complete=True, began=date(2025, 1, 10), **facts):
    numbered = tuple(
        dataclasses.replace(one, id=f"{n}-{one.id}") for n, one in enumerate(trials)
    )
    return Record(
        person=Person(id="someone"),
        episode_started_on=began,
        trials=numbered,
        trials_complete_on=ON if complete else None,
        **facts,
    )


def taking(ingredient, *, dose=None, **facts):
    return MedicineEntry(
        text=ingredient,
        ingredients=(ingredient,),
        daily_dose=None if dose is None else mg(dose),
        provenance=TOLD,
        **facts,
    )


def staged(record, **said):
    return stage_all(
        record, on=ON, formulary=formulary(), knowledge=knowledge(), **said
    )


def judged(trial, rules="mgh_atrq"):
    """One trial by one rule set."""
    (one,) = assess_all(
        Record(person=Person(id="someone"), trials=(trial,)),
        rules=knowledge().rules[rules],
        formulary=formulary(),
        treatments=knowledge().treatments,
        on=ON,
    )
    return one.adequacy
