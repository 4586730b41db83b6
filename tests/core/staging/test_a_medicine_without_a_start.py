"""Without a start nobody can say that the time is short, or long enough."""

from datetime import date

from heartsease.core.plan.look import look
from heartsease.core.record.record import MedicineEntry, Person, Provenance, Record
from heartsease.core.values.quantity import Quantity
from heartsease.library.knowledge import standard

TODAY = date(2026, 11, 23)


def test_the_time_of_a_medicine_without_a_start_is_not_known():
    entry = MedicineEntry(
        text="sertraline 100 mg",
        ingredients=("sertraline",),
        daily_dose=Quantity(100.0, "mg/d"),
        provenance=Provenance(source="test"),
    )
    record = Record(
        person=Person(id="x"), medicines=(entry,), medicines_complete_on=TODAY
    )

    facts = look(record, standard(), on=TODAY).facts

    assert facts.known["fact:on_antidepressant"].value is True
    assert facts.known["fact:current_dose_below_minimum"].value is False
    assert "fact:current_time_below_minimum" not in facts.known


def test_a_medicine_with_weeks_of_its_own_is_judged_by_them():
    entry = MedicineEntry(
        text="gepirone 36.3 mg",
        ingredients=("gepirone",),
        daily_dose=Quantity(36.3, "mg/d"),
        started_on=date(2026, 10, 19),  # five weeks ago, one short of its six
        provenance=Provenance(source="test"),
    )
    record = Record(
        person=Person(id="x"), medicines=(entry,), medicines_complete_on=TODAY
    )

    facts = look(record, standard(), on=TODAY).facts

    assert facts.known["fact:current_time_below_minimum"].value is True
