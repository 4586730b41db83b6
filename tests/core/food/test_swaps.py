"""Small swaps: at most three, nearest to the own week, and never past a safety rule."""

from datetime import date, timedelta

from heartsease.core.food.swaps import swaps
from heartsease.core.food.week import week
from heartsease.core.record.record import Meal, Provenance
from heartsease.core.safety.facts import Fact, Facts
from heartsease.library.knowledge import standard

SUNDAY = date(2026, 11, 22)
FOOD = standard().food
# Everything that any swap asks, answered no.
CLEAR = {
    "taking:tyramine_restricted": False,
    "taking:vka": False,
    "taking:lithium": False,
    "taking:sglt2_inhibitor": False,
    "taking:insulin": False,
    "taking:sulfonylurea": False,
    "has:severe_kidney_disease": False,
    "has:ibs": False,
    "has:ibd": False,
    "has:ibd_flare": False,
    "has:bowel_obstruction_risk": False,
    "has:gastroparesis": False,
    "has:fish_allergy": False,
}


def a_week(*meals):
    """Each meal is its tags; two a day, the same on every day."""
    return week(
        [
            Meal(
                on=SUNDAY - timedelta(days=back),
                moment=moment,
                tags=tags,
                provenance=Provenance(source="test"),
            )
            for back in range(7)
            for moment, tags in zip(("lunch", "dinner"), meals, strict=True)
        ],
        until=SUNDAY,
        known=FOOD,
    )


def offered(seen, **changed):
    given = CLEAR | {key.replace("__", ":"): value for key, value in changed.items()}
    facts = Facts(
        {key: Fact(value=one) for key, one in given.items() if one is not None}
    )
    return swaps(seen, known=FOOD, rules_of=standard().rules_of, facts=facts)


def ids(found):
    return [one.line.component.id for one in found.offered]


POOR = a_week(("ultra_processed", "added_sugar"), ("ultra_processed",))
# Everything is met but beans and nuts.
GOOD = a_week(
    ("leafy_greens", "whole_grains", "olive_oil", "fatty_fish"),
    ("vegetables", "berries"),
)


def test_at_most_three_are_offered_and_none_that_is_met():
    found = offered(POOR)

    assert len(found.offered) == FOOD.swaps == 3
    assert not found.missing
    assert all(not one.line.met for one in found.offered)
    assert ids(offered(GOOD)) == ["beans", "nuts_and_seeds"]


def test_the_nearest_to_the_own_week_comes_first():
    away = [one.line.away for one in offered(POOR).offered]

    assert away == sorted(away)
    assert ids(offered(POOR))[0] == "sweet"  # seven times, where fewer than seven count
    assert away[0] == 1


def test_a_met_line_is_not_away():
    assert all(line.away <= 0 for line in GOOD.lines if line.met)


def test_with_an_mao_inhibitor_neither_tinned_fish_nor_beans_are_offered():
    found = offered(GOOD, taking__tyramine_restricted=True)

    assert ids(found) == ["nuts_and_seeds"]


def test_with_bad_kidneys_no_plant_full_of_potassium_is_offered():
    found = offered(POOR, has__severe_kidney_disease=True)

    assert set(ids(found)) <= {"grains", "oil", "fish", "sweet", "factory"}
    assert len(found.offered) == 3


def test_with_a_blood_thinner_more_greens_are_not_offered_even_for_a_caution():
    greens = {"leafy", "greens_and_vegetables"}
    poor_in_greens = a_week(
        ("berries", "legumes", "nuts", "whole_grains", "olive_oil"), ("fatty_fish",)
    )

    assert greens <= set(ids(offered(poor_in_greens)))
    assert not greens & set(ids(offered(poor_in_greens, taking__vka=True)))


def test_an_open_question_that_is_grave_lets_the_swap_wait_and_is_named():
    found = offered(GOOD, taking__tyramine_restricted=None)

    assert ids(found) == ["nuts_and_seeds"]
    assert found.missing == {"taking:tyramine_restricted"}


def test_an_open_caution_goes_along_with_the_swap():
    found = offered(POOR, taking__insulin=None)

    sweet = next(one for one in found.offered if one.line.component.id == "sweet")
    assert [rule.id for rule in sweet.perhaps] == ["S012"]
    assert not found.missing


def test_a_week_that_is_not_known_offers_nothing():
    thin = week([], until=SUNDAY, known=FOOD)

    assert offered(thin).offered == ()
    assert offered(thin).missing == frozenset()


def test_every_swap_is_short_and_speaks_of_no_weight_and_no_calories():
    for one in FOOD.components:
        assert len(one.swap.split()) <= 14
        for word in ("calor", "kcal", "weight", "fat ", "slim", "portion", "must"):
            assert word not in one.swap.lower()
