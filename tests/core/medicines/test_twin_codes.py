"""A code that two medicines share would make one of them the wrong answer."""

from datetime import date

import pytest

from heartsease.core.medicines.definition import Medicine, MedicineCode
from heartsease.core.medicines.names import Formulary
from heartsease.core.sources.source import Checked, Citation
from heartsease.core.values.code import ATC, Code

A_CITATION = Citation(
    source="made-up", checked=Checked.UNVERIFIED, checked_on=date(2026, 11, 23)
)
ONE_CODE = (MedicineCode(code=Code(system=ATC, code="N06AB06"), citation=A_CITATION),)


def test_two_medicines_may_not_share_a_code():
    sertraline = Medicine(id="sertraline", name="Sertraline", codes=ONE_CODE)
    other = Medicine(id="other", name="Other", codes=ONE_CODE)

    with pytest.raises(ValueError, match="N06AB06 names both sertraline and other"):
        Formulary([sertraline, other], [])
