"""Each row of the table of gates, from an entry of a record to the verdict on a step.

Written down once more and apart from the rules: what is added to somebody who was asked
everything and answered no, which rule has to speak, about which step, and how strictly.
"""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from tests.support.builders import (
    A_PERSON,
    TODAY,
    a_condition,
    a_medicine,
    a_response,
    an_observation,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.rule import Expectation
from heartsease.library.knowledge import standard

BLOCK, CLINICIAN, CAUTION = (
    Expectation.BLOCKED,
    Expectation.CLINICIAN,
    Expectation.CAUTION,
)


def has(*names):
    return tuple(a_condition(name) for name in names)


def taking(*names):
    return tuple(a_medicine(name) for name in names)


def result(measure, value, unit):
    return (an_observation(measure, value, unit),)


def answers(instrument, **given):
    return (a_response(instrument, **given),)


SCOFF = answers("scoff", total=2)
THIN_18 = result("bmi", 18.4, "kg/m2")
THIN_17 = result("bmi", 17.4, "kg/m2")
NOSAS = answers("nosas", total=8)
MAOI = ("phenelzine", "tranylcypromine", "isocarboxazid", "selegiline", "linezolid")


def each(rule, step, verdict, *alternatives):
    return [(rule, step, verdict, entries) for entries in alternatives]


ROWS = [
    *each("S008", "mediterranean_diet", BLOCK, SCOFF, THIN_18),
    *each("S008", "mediterranean_diet", BLOCK, has("recent_weight_loss")),
    *each("S009", "mediterranean_diet", CAUTION, taking("warfarin")),
    *each("S009", "mediterranean_diet", CAUTION, taking("acenocoumarol")),
    *(
        row
        for name in MAOI
        for row in each("S010", "mediterranean_diet", CLINICIAN, taking(name))
    ),
    *each("S011", "mediterranean_diet", CAUTION, taking("lithium")),
    *each("S012", "mediterranean_diet", CAUTION, taking("empagliflozin")),
    *each("S012", "mediterranean_diet", CAUTION, taking("insulin_glargine")),
    *each("S012", "less_sugar_trans_fat", CAUTION, taking("gliclazide")),
    *each("S012", "less_sugar_trans_fat", CAUTION, has("diabetes_on_insulin")),
    *each("S020", "walking", CAUTION, has("diabetes_on_insulin")),
    *each("S013", "mediterranean_diet", CLINICIAN, has("severe_kidney_disease")),
    *each(
        "S013",
        "mediterranean_diet",
        CLINICIAN,
        result("egfr", 29, "mL/min/{1.73_m2}"),
        result("potassium", 5.1, "mmol/L"),
    ),
    *(
        row
        for name in ("quetiapine", "buspirone", "simvastatin", "amlodipine")
        for row in each("S014", "grapefruit", CAUTION, taking(name))
    ),
    *each("S014", "grapefruit", CAUTION, taking("cyclosporine")),
    *each("S015", "less_sugar_trans_fat", BLOCK, SCOFF),
    *each(
        "S016",
        "cbt_i",
        CLINICIAN,
        has("bipolar_disorder"),
        has("epilepsy"),
        has("unsafe_shift_work"),
        has("sleepy_driving"),
        has("parasomnia"),
        answers("bipolar_history_own", hypomania_ever=1.0),
    ),
    *each("S017", "cbt_i", CAUTION, has("sleep_apnoea_untreated"), NOSAS),
    *each(
        "S018",
        "structured_exercise",
        CLINICIAN,
        has("chest_pain_or_fainting"),
        has("recent_heart_attack_or_stroke"),
        has("uncontrolled_hypertension"),
        has("arrhythmia"),
        has("heart_failure"),
        has("aneurysm"),
    ),
    *each(
        "S019",
        "structured_exercise",
        BLOCK,
        has("eating_disorder", "compulsive_exercise"),
        THIN_17,
    ),
    *each(
        "S020",
        "structured_exercise",
        CAUTION,
        taking("insulin_glargine"),
        taking("gliclazide"),
        taking("metoprolol"),
        taking("citalopram", "haloperidol"),
    ),
    *each(
        "S021",
        "structured_exercise",
        CAUTION,
        has("acute_infection"),
        has("postpartum_under_6_weeks"),
    ),
    *each(
        "S022",
        "yoga",
        CAUTION,
        has("glaucoma"),
        has("osteoporosis"),
        has("retinal_disease"),
        has("hypertension"),
    ),
    *each("S023", "yoga", CAUTION, has("past_trauma", "severe_dissociation")),
    *each("S024", "magnesium", BLOCK, result("egfr", 29, "mL/min/{1.73_m2}")),
    *each(
        "S025",
        "magnesium",
        CAUTION,
        result("egfr", 30, "mL/min/{1.73_m2}"),
        result("egfr", 59, "mL/min/{1.73_m2}"),
    ),
    *each(
        "S026",
        "magnesium",
        CAUTION,
        taking("levothyroxine"),
        taking("alendronate"),
        taking("doxycycline"),
        taking("ciprofloxacin"),
        taking("iron_supplement"),
    ),
    *each("S027", "magnesium", BLOCK, has("myasthenia_gravis")),
    *each("S027", "magnesium", BLOCK, has("severe_heart_block")),
    *each("S028", "omega_3", CLINICIAN, has("atrial_fibrillation")),
    *each(
        "S029",
        "omega_3",
        CAUTION,
        taking("warfarin"),
        taking("apixaban"),
        taking("clopidogrel"),
    ),
    *each("S030", "omega_3", CAUTION, has("fish_allergy")),
    *each("S031", "folate", CLINICIAN, result("vitamin_b12", 100, "pmol/L")),
    *each("S032", "l_methylfolate", CLINICIAN, has("bipolar_disorder")),
    *each("S032", "l_methylfolate", CLINICIAN, has("antidepressant_switch")),
    *each(
        "S033",
        "vitamin_d",
        BLOCK,
        has("sarcoidosis"),
        has("tuberculosis"),
        has("hyperparathyroidism"),
        has("kidney_stones"),
        has("granulomatous_disease"),
        result("calcium", 2.8, "mmol/L"),
    ),
    *each("S034", "vitamin_d", CLINICIAN, taking("vitamin_d_supplement")),
    *each(
        "S035",
        "vitamin_d",
        CAUTION,
        taking("hydrochlorothiazide"),
        taking("digoxin"),
        taking("calcium_supplement"),
    ),
    *each(
        "S036",
        "iron",
        BLOCK,
        result("ferritin", 151, "ug/L"),
        result("transferrin_saturation", 46, "%"),
        has("iron_overload"),
    ),
    *each("S037", "iron", CLINICIAN, has("peptic_ulcer"), has("ibd_flare")),
    *each("S038", "iron", CLINICIAN, has("postmenopausal")),
    *each(
        "S039",
        "iron",
        CAUTION,
        taking("levothyroxine"),
        taking("levodopa"),
        taking("ciprofloxacin"),
        taking("doxycycline"),
        taking("omeprazole"),
    ),
    *each("S040", "zinc", CLINICIAN, taking("zinc_supplement")),
    *(
        row
        for name in (
            "sertraline",
            "venlafaxine",
            "amitriptyline",
            "phenelzine",
            "sumatriptan",
            "oxycodone",
            "lithium",
            "ethinyl_estradiol",
            "warfarin",
            "apixaban",
            "dolutegravir",
            "tacrolimus",
            "lamotrigine",
            "digoxin",
            "linezolid",
        )
        for row in each("S041", "st_johns_wort", BLOCK, taking(name))
    ),
    *each("S042", "same", BLOCK, has("bipolar_disorder")),
    *(
        row
        for name in ("sertraline", "venlafaxine", "phenelzine")
        for row in each("S043", "same", CLINICIAN, taking(name))
    ),
    *(
        row
        for name in (
            "sertraline",
            "venlafaxine",
            "phenelzine",
            "sumatriptan",
            "tramadol",
            "lithium",
            "linezolid",
            "trazodone",
            "vortioxetine",
            "dextromethorphan",
            "methylene_blue",
        )
        for row in each("S044", "5_htp", BLOCK, taking(name))
    ),
    *each("S045", "kava_and_hepatotoxic_herbs", CLINICIAN, has("liver_disease")),
    *each(
        "S046",
        "elimination_diet",
        BLOCK,
        SCOFF,
        THIN_18,
        has("recent_weight_loss"),
        has("past_eating_disorder"),
    ),
    *each(
        "S047",
        "elimination_diet",
        BLOCK,
        has("pregnant"),
        has("breastfeeding"),
        has("frail"),
        has("diabetes_on_insulin"),
        taking("insulin_glargine"),
    ),
    *each("S049", "elimination_diet", CLINICIAN, ()),
    *each("S050", "probiotics", CLINICIAN, has("heart_valve_disease")),
    *each("S050", "probiotics", CLINICIAN, has("recent_major_surgery")),
    *each(
        "S051",
        "probiotics",
        BLOCK,
        has("central_line"),
        has("severe_immunosuppression"),
        has("neutropenia"),
        has("critical_illness"),
        has("severe_pancreatitis"),
        has("short_bowel"),
    ),
    *each(
        "S052",
        "probiotics",
        BLOCK,
        has("preterm_infant_carer"),
        has("recent_transplant"),
    ),
    *(
        row
        for name in (*MAOI, "tedizolid", "moclobemide")
        for row in each("S053", "fermented_foods", BLOCK, taking(name))
    ),
    *each(
        "S054",
        "fermented_foods",
        CAUTION,
        has("histamine_intolerance"),
        has("mast_cell_disease"),
    ),
    *each(
        "S055", "fermented_foods", CAUTION, has("hypertension"), has("heart_failure")
    ),
    *each(
        "S056",
        "prebiotic_fibre",
        CLINICIAN,
        has("ibs"),
        has("ibd"),
        has("bowel_obstruction_risk"),
        has("gastroparesis"),
    ),
    *(
        row
        for step in ("emdr", "trauma_focused_therapy")
        for row in each(
            "S057",
            step,
            CLINICIAN,
            has("psychosis_now"),
            has("severe_dissociation"),
            has("substance_withdrawal"),
            answers("phq9", self_harm=1.0),
        )
    ),
    *each(
        "S058",
        "mbct",
        CAUTION,
        has("past_psychosis"),
        has("complex_ptsd", "severe_dissociation"),
        has("recent_bereavement"),
    ),
    *each("S059", "somatic_experiencing", CLINICIAN, has("severe_dissociation")),
    *each(
        "S060",
        "slow_breathing",
        CAUTION,
        has("pregnant"),
        has("copd"),
        has("asthma"),
        has("uncontrolled_hypertension"),
        has("recent_eye_surgery"),
        has("panic_disorder"),
    ),
    *each(
        "S061",
        "breathing_4_7_8",
        CAUTION,
        has("copd"),
        has("heart_failure"),
        has("panic_disorder"),
        has("recent_major_surgery"),
    ),
    *each(
        "S062",
        "fast_breathwork",
        BLOCK,
        has("epilepsy"),
        has("ischaemic_heart_disease"),
        has("panic_disorder"),
        has("pregnant"),
        has("glaucoma"),
        has("aneurysm"),
        has("recent_major_surgery"),
        has("psychosis_now"),
        has("mania_now"),
    ),
    *each(
        "S063",
        "bright_light",
        CLINICIAN,
        has("bipolar_disorder"),
        has("past_hypomania"),
        has("antidepressant_switch"),
        answers("bipolar_history_own", switch_ever=1.0),
    ),
    *each(
        "S064",
        "bright_light",
        BLOCK,
        has("retinal_disease"),
        has("recent_eye_surgery"),
        has("macular_degeneration"),
        has("diabetic_retinopathy"),
    ),
    *(
        row
        for name in (
            "doxycycline",
            "sulfamethoxazole",
            "amiodarone",
            "methotrexate",
            "isotretinoin",
            "st_johns_wort",
            "chlorpromazine",
            "hydrochlorothiazide",
        )
        for row in each("S065", "bright_light", CLINICIAN, taking(name))
    ),
    *each(
        "S066",
        "bright_light",
        CAUTION,
        has("migraine_light_sensitive"),
        has("epilepsy"),
        has("skin_cancer"),
        has("lupus"),
    ),
    *each(
        "S067",
        "morning_sunlight",
        CAUTION,
        has("lupus"),
        has("porphyria"),
        has("skin_cancer"),
        taking("doxycycline"),
    ),
    *each(
        "S068",
        "cold_exposure",
        BLOCK,
        has("ischaemic_heart_disease"),
        has("arrhythmia"),
        has("heart_failure"),
        has("stroke"),
        has("hypertension"),
        has("aneurysm"),
    ),
    *each(
        "S069",
        "cold_exposure",
        BLOCK,
        has("raynaud"),
        has("cold_urticaria"),
        has("cryoglobulinaemia"),
        has("peripheral_vascular_disease"),
        has("neuropathy"),
    ),
    *each(
        "S070",
        "cold_exposure",
        BLOCK,
        has("pregnant"),
        has("eating_disorder"),
        THIN_18,
        has("daily_drinking"),
        has("epilepsy"),
        has("asthma"),
        has("open_water_alone"),
    ),
    *each("S071", "cold_exposure", CLINICIAN, taking("metoprolol"), taking("diazepam")),
    *each("S072", "cold_exposure", CAUTION, ()),
    *each("S073", "nature_time", CAUTION, has("open_water_alone")),
    *each(
        "S074",
        "hrv_biofeedback",
        CAUTION,
        has("arrhythmia"),
        has("pacemaker"),
        has("panic_disorder"),
    ),
    *each(
        "S075",
        "digital_program",
        CLINICIAN,
        has("psychosis_now"),
        has("partner_violence", "monitored_phone"),
    ),
    *(
        row
        for step in ("meaning_therapy", "values_reflection")
        for row in each(
            "S076",
            step,
            CAUTION,
            has("recent_bereavement"),
            has("strong_guilt"),
            has("spiritual_crisis"),
            answers("phq9", self_harm=1.0),
        )
    ),
]


@cache
def seen_all_clear():
    return seen(everything_clear())


def seen(record):
    return look(record, standard(), on=TODAY, with_questions=False)


def candidate_of(picture, step):
    plan = picture.plan
    every = (*plan.steps, *plan.to_raise, *plan.left_out)
    return next(one for one in every if one.intervention.id == step)


def without(entries):
    """Everything is clear but what these entries speak of."""
    clear = everything_clear()
    measures = {getattr(one, "measure", None) for one in entries}
    asked = {getattr(one, "instrument", None) for one in entries}
    return replace(
        clear,
        observations=tuple(o for o in clear.observations if o.measure not in measures),
        responses=tuple(r for r in clear.responses if r.instrument not in asked),
    )


@pytest.mark.parametrize(("rule", "step", "verdict", "entries"), ROWS)
def test_one_entry_of_a_record_makes_the_rule_speak(rule, step, verdict, entries):
    gate = candidate_of(seen(with_more(without(entries), *entries)), step).gate
    spoke = {one.id for one in gate.deciding}
    warned = {one.id for one in gate.cautions}

    if verdict is BLOCK:
        assert gate.verdict is BLOCK
        assert rule in spoke
    elif verdict is CLINICIAN and rule not in warned:
        # A conversation with a professional is warned about and not held back.
        assert gate.verdict in (CLINICIAN, BLOCK)
        assert rule in spoke or "S001" in spoke
    else:
        assert rule in warned


@pytest.mark.parametrize(("rule", "step"), sorted({row[:2] for row in ROWS}))
def test_without_the_entry_the_rule_is_silent(rule, step):
    always = {"S049", "S072"}
    gate = candidate_of(seen_all_clear(), step).gate
    said = {one.id for one in (*gate.deciding, *gate.cautions)}

    assert (rule in said) is (rule in always)


def test_iron_is_for_a_man_a_thing_to_raise_with_a_doctor():
    man = replace(everything_clear(), person=replace(A_PERSON, sex="male"))
    full = with_more(
        without(result("ferritin", 1, "ug/L")), *result("ferritin", 201, "ug/L")
    )
    full_man = replace(full, person=man.person)

    assert "S038" in {o.id for o in candidate_of(seen(man), "iron").gate.cautions}
    assert candidate_of(seen(full_man), "iron").gate.verdict is BLOCK


def test_a_diet_that_leaves_foods_out_waits_for_the_coeliac_test():
    clear = everything_clear()
    rest = tuple(
        c for c in clear.conditions if c.condition != "coeliac_tested_negative"
    )
    untested = with_more(
        replace(clear, conditions=rest), a_condition("coeliac_tested_negative", False)
    )

    gate = candidate_of(seen(untested), "elimination_diet").gate

    assert "S048" in {one.id for one in gate.deciding}


# --- what concerns everybody ----------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ("S001", answers("phq9", self_harm=1.0)),
        ("S001", answers("asq", wish_dead=1.0)),
        ("S001", has("self_harm_words")),
        ("S001", answers("epds", q10=1.0)),
        ("S002", answers("asq", thoughts=1.0, acuity=1.0)),
        ("S002", answers("c_ssrs", intent=1.0)),
        ("S002", has("recent_suicidal_behaviour")),
        ("S002", has("plan_or_means")),
        ("S003", has("mania_now")),
        ("S003", answers("asrm", total=6)),
        ("S003", has("psychosis_now")),
        ("S005", has("pregnant")),
        ("S005", has("breastfeeding")),
        ("S006", has("cognitive_decline")),
        ("S006", has("unexplained_weight_loss")),
        ("S006", has("fever_or_night_sweats")),
        ("S006", has("new_neurological_signs")),
        ("S007", has("about_to_stop_medicine")),
    ],
)
def test_a_rule_for_everybody_speaks(rule, entries):
    picture = seen(with_more(without(entries), *entries))

    assert rule in {one.rule.id for one in picture.safety.fired}
    if rule == "S001":
        assert picture.safety.mode is Mode.FLOW
    if rule == "S002":
        assert picture.safety.mode is Mode.EMERGENCY


@pytest.mark.parametrize(
    ("born", "is_young"),
    [(date(2008, 11, 23), False), (date(2008, 11, 24), True)],
    ids=["eighteen today", "eighteen tomorrow"],
)
def test_nothing_but_a_talk_is_for_somebody_under_eighteen(born, is_young):
    record = replace(everything_clear(), person=replace(A_PERSON, born_on=born))

    picture = seen(record)

    assert ("S004" in {one.rule.id for one in picture.safety.fired}) is is_young
    assert (picture.plan.steps == ()) is is_young


def test_a_first_depression_after_sixty_goes_to_a_doctor():
    old = replace(
        with_more(everything_clear(), *has("first_depression_after_60")),
        person=replace(A_PERSON, born_on=date(1960, 1, 1)),
    )

    assert "S006" in {one.rule.id for one in seen(old).safety.fired}


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        *(
            ("S077", ("sertraline", name))
            for name in (
                "venlafaxine",
                "amitriptyline",
                "phenelzine",
                "linezolid",
                "tramadol",
                "sumatriptan",
                "lithium",
                "dextromethorphan",
                "methylene_blue",
            )
        ),
        *(
            ("S214", ("tranylcypromine", name))
            for name in (
                "sertraline",
                "venlafaxine",
                "clomipramine",
                "bupropion",
                "sumatriptan",
                "tramadol",
                "meperidine",
                "dextromethorphan",
                "methylphenidate",
                "pseudoephedrine",
                "5_htp",
            )
        ),
        ("S214", ("linezolid", "fluoxetine")),
        ("S078", ("citalopram", "haloperidol")),
        ("S080", ("lithium", "ibuprofen")),
        ("S080", ("lithium", "ramipril")),
        ("S080", ("lithium", "furosemide")),
    ],
)
def test_medicines_that_meet_are_said_beside_the_list(rule, names):
    picture = seen(with_more(everything_clear(), *taking(*names)))

    assert rule in {one.rule.id for one in picture.safety.medicines}


@pytest.mark.parametrize(
    ("days", "speaks"), [(13, True), (14, False)], ids=["washing out", "washed out"]
)
def test_an_mao_inhibitor_that_was_stopped_clashes_until_it_is_washed_out(days, speaks):
    record = with_more(
        everything_clear(),
        a_medicine("phenelzine", stopped_on=days_ago(days)),
        a_medicine("venlafaxine", started_on=days_ago(1)),
    )

    assert ("S214" in {one.rule.id for one in seen(record).safety.medicines}) is speaks


def test_nobody_is_told_that_an_mao_inhibitor_with_another_is_planned_and_safe():
    record = with_more(everything_clear(), *taking("tranylcypromine", "sertraline"))

    said = " ".join(one.rule.says for one in seen(record).safety.medicines)

    assert "safe" not in said
    assert "today" in said


@pytest.mark.parametrize("name", ["citalopram", "escitalopram"])
def test_citalopram_from_sixty_on_is_said(name):
    record = with_more(everything_clear(), *taking(name))
    older = replace(record, person=replace(A_PERSON, born_on=date(1966, 11, 23)))

    assert "S078" in {one.rule.id for one in seen(older).safety.medicines}
    assert "S078" not in {one.rule.id for one in seen(record).safety.medicines}


def test_daily_heavy_drinking_is_not_ended_alone():
    entries = (*answers("audit_c", total=8), *has("daily_drinking"))

    picture = seen(with_more(without(entries), *entries))

    assert "S079" in {one.rule.id for one in picture.safety.fired}


# --- answers that ran out, were taken back or lie ahead -------------------------------


@pytest.mark.parametrize("name", ["pregnant", "mania_now", "epilepsy"])
def test_a_no_that_ran_out_or_lies_ahead_clears_nothing(name):
    clear = everything_clear()
    rest = tuple(one for one in clear.conditions if one.condition != name)
    days = standard().terms[name].quiet_days
    old = with_more(
        replace(clear, conditions=rest), a_condition(name, False, on=days_ago(days + 1))
    )
    ahead = with_more(
        replace(clear, conditions=rest), a_condition(name, False, on=days_ago(-1))
    )

    for record in (old, ahead):
        gate = candidate_of(seen(record), "fast_breathwork").gate
        assert gate.verdict is Expectation.ASK
        assert f"has:{name}" in gate.missing
