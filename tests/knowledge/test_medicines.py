"""The medicines, classes and rule sets are whole, sourced and agree with each other."""

import pytest
from tests.support.trials import KNOWLEDGE, formulary, knowledge

from heartsease.core.medicines.definition import MoodStrength, Role
from heartsease.core.sources.source import Checked
from heartsease.core.values.code import ATC, RXNORM
from heartsease.core.values.quantity import same_dimension
from heartsease.library import sources

# Classes that safety rules, findings and measures speak of.
SPOKEN_OF = """
antidepressant ssri snri tca tetracyclic maoi rima tyramine_restricted sga
augmentation_agent vka doac antiplatelet anticoagulant serotonergic photosensitising
qt_prolonging beta_blocker sedative benzodiazepine thiazide loop_diuretic
calcium_supplement bisphosphonate tetracycline quinolone ppi h2_blocker insulin
sulfonylurea sglt2_inhibitor triptan opioid oral_contraceptive antiepileptic
hiv_antiviral transplant_immunosuppressant nsaid ace_inhibitor arb cyp3a4_substrate
cyp2d6_inhibitor_strong cyp2c19_inhibitor enzyme_inducer hepatotoxic_herb
glucocorticoid stimulant phenothiazine sulfonamide mood_lowering_strong
mood_lowering_moderate mood_lowering_weak b12_lowering vitamin_d_lowering
folate_lowering magnesium_lowering thyroid_affecting
"""
SUPPLEMENTS = """
fish_oil magnesium_supplement iron_supplement vitamin_d_supplement calcium_supplement
vitamin_b12_supplement folic_acid l_methylfolate zinc_supplement biotin st_johns_wort
5_htp same kava green_tea_extract probiotic_supplement
"""
MEDICINES = sorted(formulary().medicines.values(), key=lambda one: one.id)


@pytest.mark.parametrize("class_id", SPOKEN_OF.split())
def test_a_class_that_is_spoken_of_has_members(class_id):
    assert formulary().members(class_id)


@pytest.mark.parametrize("id_", SUPPLEMENTS.split())
def test_a_supplement_that_is_spoken_of_is_known(id_):
    assert id_ in formulary().medicines


def test_every_class_is_used_by_a_medicine():
    empty = [one for one in formulary().classes if not formulary().members(one)]

    assert empty == []


@pytest.mark.parametrize("medicine", MEDICINES, ids=lambda one: one.id)
def test_a_medicine_is_found_by_each_of_its_names(medicine):
    for name in (medicine.name, *medicine.other_names):
        assert formulary().resolve(name) == (medicine.id,), name


def test_every_code_was_compared_and_has_the_shape_of_its_system():
    for medicine in MEDICINES:
        for entry in medicine.codes:
            code = entry.code.code
            assert entry.citation.checked is not Checked.UNVERIFIED
            assert entry.code.system in (ATC, RXNORM)
            assert code.isdigit() if entry.code.system == RXNORM else len(code) == 7


def test_a_mood_effect_and_its_class_say_the_same():
    for medicine in MEDICINES:
        named = {c for c in medicine.classes if c.startswith("mood_lowering_")}
        strength = medicine.mood.strength if medicine.mood else None
        supported = strength not in (None, MoodStrength.NOT_SUPPORTED)

        assert named == ({f"mood_lowering_{strength}"} if supported else set())


def test_every_adequacy_row_names_a_rule_set_and_a_daily_dose():
    for medicine in MEDICINES:
        for row in medicine.adequacy:
            assert row.rules in knowledge().rules
            if row.minimum_daily_dose is not None:
                assert same_dimension(row.minimum_daily_dose.unit, "mg/d")
                assert row.minimum_daily_dose.value > 0


def test_an_antidepressant_has_a_least_dose_under_both_rule_sets_or_neither():
    for medicine in MEDICINES:
        alone = [row for row in medicine.adequacy if row.role is Role.ANTIDEPRESSANT]

        assert {row.rules for row in alone} in (set(), set(knowledge().rules))


def test_the_questionnaire_never_asks_for_less_than_the_history_form():
    for medicine in MEDICINES:
        least = {
            row.rules: row.minimum_daily_dose.value
            for row in medicine.adequacy
            if row.role is Role.ANTIDEPRESSANT and row.minimum_daily_dose
        }
        if least:
            assert least["mgh_atrq"] >= least["athf_sf"], medicine.id


def test_a_usual_range_runs_upwards():
    for medicine in MEDICINES:
        if usual := medicine.usual_range:
            assert usual.low.value <= usual.high.value, medicine.id
            assert usual.low.unit == usual.high.unit


def test_supplements_never_count_as_antidepressant_trials():
    for id_ in ("st_johns_wort", "same", "5_htp"):
        assert formulary().medicines[id_].counts_as_trial is False


def test_every_source_that_a_medicine_or_class_names_exists():
    known = sources.load(KNOWLEDGE)
    cited = {
        citation.source
        for one in (*MEDICINES, *formulary().classes.values())
        for citation in _citations(one)
    }

    assert cited <= known.keys()


def _citations(one):
    rows = [*getattr(one, "codes", ()), *getattr(one, "adequacy", ())]
    rows += [getattr(one, name, None) for name in ("washout", "mood", "usual_range")]
    found = [row.citation for row in rows if row is not None]
    return [*found, one.citation] if hasattr(one, "citation") else found
