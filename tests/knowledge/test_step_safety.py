"""The gates that matter most, said once more: one fact, one step, one verdict.

The worked cases stand beside the rules and can be changed together with them.
This table is kept apart on purpose, so that loosening a gate takes two changes.
"""

from importlib.resources import files

import pytest
from tests.support.intervention_cases import gate_of

from heartsease.core.interventions.definition import Case
from heartsease.core.safety.rule import Expectation
from heartsease.library import instruments, interventions
from heartsease.library.condition_table import ConditionTables

TABLES = ConditionTables(lambda measure, number, unit: number)
KNOWLEDGE = files("heartsease.knowledge")
STEPS = interventions.load(KNOWLEDGE, TABLES)

BLOCKED = {
    "5_htp": ["taking:ssri", "taking:snri", "taking:maoi", "taking:lithium"],
    "bright_light": ["has:retinal_disease", "has:macular_degeneration"],
    "cold_exposure": [
        "has:ischaemic_heart_disease",
        "has:arrhythmia",
        "has:heart_failure",
        "has:stroke",
        "has:pregnant",
        "has:epilepsy",
        "has:raynaud",
    ],
    "elimination_diet": [
        "screen:scoff",
        "has:past_eating_disorder",
        "has:pregnant",
        "has:breastfeeding",
    ],
    "fast_breathwork": ["has:epilepsy", "has:panic_disorder", "has:pregnant"],
    "fermented_foods": ["taking:tyramine_restricted"],
    "less_sugar_trans_fat": ["screen:scoff"],
    "magnesium": ["has:myasthenia_gravis", "has:severe_heart_block"],
    "mediterranean_diet": ["screen:scoff", "has:recent_weight_loss"],
    "probiotics": [
        "has:central_line",
        "has:severe_immunosuppression",
        "has:neutropenia",
    ],
    "same": ["has:bipolar_disorder"],
    "st_johns_wort": ["taking:ssri", "taking:snri", "taking:oral_contraceptive"],
    "vitamin_d": ["has:sarcoidosis", "has:hyperparathyroidism"],
}
CLINICIAN = {
    "bright_light": ["has:past_hypomania", "has:bipolar_disorder"],
    "cbt_i": ["has:epilepsy", "has:bipolar_disorder", "has:sleepy_driving"],
    "emdr": ["has:severe_dissociation", "has:substance_withdrawal"],
    "omega_3": ["has:atrial_fibrillation"],
    "structured_exercise": [
        "has:chest_pain_or_fainting",
        "has:recent_heart_attack_or_stroke",
    ],
    "trauma_focused_therapy": ["has:severe_dissociation"],
}
CAUTION = {
    "breathing_4_7_8": ["has:panic_disorder", "has:copd"],
    "mbct": ["has:past_psychosis", "has:recent_bereavement"],
    "slow_breathing": ["has:panic_disorder"],
    "yoga": ["has:glaucoma"],
}
BY_BAND = [
    ("magnesium", {"state:egfr": "very_low"}, Expectation.BLOCKED),
]


def rows(table, expected):
    return [
        pytest.param(step, {key: True}, expected, id=f"{step}, {key}")
        for step, keys in table.items()
        for key in keys
    ]


@pytest.mark.parametrize(
    ("step", "given", "expected"),
    [
        *rows(BLOCKED, Expectation.BLOCKED),
        *rows(CLINICIAN, Expectation.CLINICIAN),
        *rows(CAUTION, Expectation.CAUTION),
        *BY_BAND,
    ],
)
def test_one_fact_is_enough_to_hold_a_step(step, given, expected):
    case = Case(says="", given=given, otherwise="clear", expect=expected)

    gate = gate_of(case, interventions.rules_of(STEPS[step]))

    assert gate.verdict is expected


@pytest.mark.parametrize("id_", ["ace", "pc_ptsd_5", "pcl5", "asq", "scoff"])
def test_a_questionnaire_that_can_hurt_is_only_asked_when_it_is_opened(id_):
    assert instruments.load(KNOWLEDGE)[id_].sensitive


def test_what_is_advised_against_is_never_a_step():
    against = [one for one in STEPS.values() if one.tier.value == "X"]

    assert against
    assert {one.kind.value for one in against} == {"explain"}
