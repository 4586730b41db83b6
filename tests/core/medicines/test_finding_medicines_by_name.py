"""Names on packages, prescriptions and in people's own words lead to ingredients."""

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trials import KNOWLEDGE, formulary

from heartsease.core.medicines.definition import Medicine, MedicineClass
from heartsease.core.medicines.names import Formulary
from heartsease.core.values.code import ATC, RXNORM, Code

STRINGS = KNOWLEDGE.parents[3] / "shared" / "data" / "meds"
LONGEST_READ_S = 2.0  # of one text; before it took half a minute
SHARE_PLACED = 0.9  # of the prescriptions in the survey, by how often they occur


def rows(name):
    path = STRINGS / name
    if not path.exists():
        pytest.skip("the survey's list of prescriptions is not beside the repository")
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sertraline", ("sertraline",)),
        ("SERTRALINE 50 mg tablet", ("sertraline",)),
        ("Zoloft", ("sertraline",)),
        ("Sertraline (Zoloft) 50mg", ("sertraline",)),
        ("sertraline hydrochloride 100 MG Oral Tablet [Zoloft]", ("sertraline",)),
        ("Sértraline", ("sertraline",)),
        ("Effexor XR 75mg capsules", ("venlafaxine",)),
        ("lithium carbonate 300 mg ER", ("lithium",)),
        ("divalproex sodium", ("valproic_acid",)),
        ("AMITRIPTYLINE; PERPHENAZINE", ("amitriptyline", "perphenazine")),
        ("olanzapine/fluoxetine 6/25 mg", ("olanzapine", "fluoxetine")),
        ("Symbyax", ("olanzapine", "fluoxetine")),
        ("Calcium/vitamin D3", ("calcium_supplement", "vitamin_d_supplement")),
        ("omega-3 1000 mg", ("fish_oil",)),
        ("vitamin B12 1000 mcg", ("vitamin_b12_supplement",)),
        ("5-HTP 100 mg", ("5_htp",)),
        ("St. John's Wort", ("st_johns_wort",)),
        ("TIMOLOL OPHTHALMIC", ("timolol",)),
        ("my sleeping pill (zolpidem)", ("zolpidem",)),
    ],
)
def test_a_name_leads_to_its_ingredients(text, expected):
    assert formulary().resolve(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nortryptiline",
        "5-ASA",
        "potassium citrate",
        "blue pill",
        "serotonin",
        "100",
    ],
)
def test_an_unknown_name_is_not_guessed(text):
    assert formulary().resolve(text) == ()


@pytest.mark.parametrize(
    "text",
    ["hydrocortisone topical", "HYDROCORTISONE; NEOMYCIN; POLYMYXIN B OTIC"],
)
def test_a_cream_or_drop_is_not_the_medicine_by_mouth(text):
    assert formulary().resolve(text) == ()


def test_two_different_medicines_in_one_name_are_left_open():
    reading = formulary().read("sertraline (Prozac)")

    assert reading.ingredients == ()
    assert reading.unplaced == ("sertraline (prozac)",)


def test_the_part_that_is_not_known_is_named():
    reading = formulary().read("codeine; unobtainium")

    assert reading.ingredients == ("codeine",)
    assert reading.unplaced == ("unobtainium",)


def test_a_code_is_used_when_the_text_says_nothing():
    by_atc = formulary().resolve("", [Code(system=ATC, code="N06AB06")])
    by_rxnorm = formulary().resolve("?", [Code(system=RXNORM, code="36437")])

    assert by_atc == by_rxnorm == ("sertraline",)


def test_a_code_we_do_not_have_says_nothing():
    assert formulary().resolve("", [Code(system=ATC, code="N06AB99")]) == ()


def test_a_text_and_a_code_that_disagree_are_left_open():
    code = [Code(system=ATC, code="N06AB06")]

    assert formulary().resolve("fluoxetine", code) == ()
    assert formulary().resolve("Sertraline 50 mg", code) == ("sertraline",)


def test_classes_include_the_wider_ones():
    classes = formulary().classes_of("phenelzine")

    assert classes >= {"maoi", "antidepressant", "tyramine_restricted", "serotonergic"}


def test_an_unknown_ingredient_is_in_no_class():
    assert formulary().classes_of("unobtainium") == frozenset()


def test_members_of_a_wider_class_include_those_of_the_narrower():
    assert formulary().members("anticoagulant") >= {"warfarin", "apixaban", "heparin"}
    assert formulary().members("calcium_supplement") == {"calcium_supplement"}


def test_washout_is_the_longest_that_applies():
    assert formulary().washout_days("phenelzine") == 14
    assert formulary().washout_days("fluoxetine") == 35
    assert formulary().washout_days("sertraline") == 0


def test_one_name_cannot_mean_two_medicines():
    twins = [Medicine(id="one", name="Same"), Medicine(id="two", name="same")]

    with pytest.raises(ValueError, match="names both"):
        Formulary(twins, [])


def test_a_class_has_to_exist():
    with pytest.raises(ValueError, match="not a medicine class"):
        Formulary([Medicine(id="one", name="One", classes=("nothing",))], [])


def test_classes_may_imply_each_other_in_a_ring():
    maoi = formulary().classes["maoi"]
    ring = [
        MedicineClass(id="a", label="a", implies=("b",), citation=maoi.citation),
        MedicineClass(id="b", label="b", implies=("a",), citation=maoi.citation),
    ]
    ours = Formulary([Medicine(id="one", name="One", classes=("a",))], ring)

    assert ours.classes_of("one") == {"a", "b"}


def test_every_antidepressant_string_of_the_survey_is_placed_whole():
    unplaced = [
        text
        for text, _ in rows("nhanes_rx_antidepressant_strings.csv")
        if not formulary().resolve(text) or formulary().read(text).unplaced
    ]

    assert unplaced == []


def test_most_prescriptions_of_the_survey_are_placed_whole():
    counted = [
        (text, int(n))
        for text, n in rows("nhanes_rx_all_strings.csv")
        if text and not text.isdigit()
    ]
    placed = sum(
        n
        for text, n in counted
        if formulary().resolve(text) and not formulary().read(text).unplaced
    )
    share = placed / sum(n for _, n in counted)

    assert share >= SHARE_PLACED


NAMES = st.sampled_from(sorted(formulary().medicines))
DRESS = st.sampled_from(["{}", "{} 20 mg tablet", "  {}  ", "{} oral capsule", "{} XR"])


@given(NAMES, DRESS)
def test_case_strength_and_form_never_change_the_medicine(id_, dress):
    name = formulary().medicines[id_].name
    plain = formulary().resolve(dress.format(name))

    assert plain == formulary().resolve(dress.format(name).upper()) == (id_,)


@given(st.text(max_size=40))
def test_any_text_gives_known_ingredients_or_none(text):
    assert set(formulary().resolve(text)) <= formulary().medicines.keys()


@pytest.mark.parametrize("row", ["1,", "1 mg/", "()", "1 mg "])
def test_a_long_row_of_numbers_keeps_nobody_waiting(row):
    """Each number was tried to the end of the row, from every place in it."""
    began = time.process_time()

    known = formulary().read(row * 20_000 + "nothing").ingredients

    assert known == ()
    assert time.process_time() - began < LONGEST_READ_S
