"""Laws of scoring that hold for every questionnaire we ship."""

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st
from tests.support.instrument_cases import A_DAY, a_response

from heartsease.core.instruments.definition import (
    Instrument,
    Item,
    Method,
    choices_of,
    range_of,
)
from heartsease.core.instruments.score import Score, latest, score
from heartsease.core.instruments.trajectory import follow
from heartsease.core.values.unknown import Unknown
from heartsease.library import instruments

ALL = instruments.load(files("heartsease.knowledge"))
WITH_ITEMS = [one for one in ALL.values() if one.items]
ADDED_UP = [one for one in WITH_ITEMS if one.scoring.method is not Method.NONE]
SEX = st.sampled_from([None, "female", "male"])


def an_answer(instrument: Instrument, item: Item) -> st.SearchStrategy[float]:
    if choices := choices_of(instrument, item):
        return st.sampled_from([choice.value for choice in choices])
    low, high = range_of(instrument, item)
    return st.integers(int(low), int(high)).map(float)


@st.composite
def filled_in(
    draw: st.DrawFn, pool: list[Instrument]
) -> tuple[Instrument, dict[str, float]]:
    instrument = draw(st.sampled_from(pool))
    answers = {i.id: draw(an_answer(instrument, i)) for i in instrument.items}
    return instrument, answers


@given(filled_in(WITH_ITEMS), st.randoms(use_true_random=False), SEX)
def test_the_order_of_answers_does_not_matter(filled, random, sex) -> None:
    instrument, answers = filled
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    one = score(instrument, a_response(instrument.id, answers), sex=sex)
    other = score(instrument, a_response(instrument.id, dict(shuffled)), sex=sex)

    assert one == other


@given(filled_in(ADDED_UP), SEX)
def test_a_filled_in_questionnaire_has_a_total_within_its_range(filled, sex) -> None:
    instrument, answers = filled

    got = score(instrument, a_response(instrument.id, answers), sex=sex)

    assert not isinstance(got.total, Unknown)
    scoring = instrument.scoring
    assert scoring.minimum - 1e-9 <= got.total <= scoring.maximum + 1e-9
    assert not got.problems


@given(filled_in(ADDED_UP), st.data(), SEX)
def test_the_total_always_lies_in_what_was_possible_before(filled, data, sex) -> None:
    instrument, answers = filled
    kept = data.draw(st.sets(st.sampled_from(sorted(answers))))
    some = {name: answers[name] for name in kept}

    whole = score(instrument, a_response(instrument.id, answers), sex=sex)
    part = score(instrument, a_response(instrument.id, some), sex=sex)

    assert not isinstance(whole.total, Unknown)
    if not part.prorated and not closes(instrument, answers):
        low, high = part.possible
        assert low - 1e-6 <= whole.total <= high + 1e-6


@given(filled_in(ADDED_UP), st.data(), SEX)
def test_a_missing_answer_never_lowers_the_total_in_silence(filled, data, sex) -> None:
    instrument, answers = filled
    gone = data.draw(st.sampled_from(sorted(answers)))
    fewer = {name: value for name, value in answers.items() if name != gone}

    whole = score(instrument, a_response(instrument.id, answers), sex=sex)
    part = score(instrument, a_response(instrument.id, fewer), sex=sex)

    assert not isinstance(whole.total, Unknown)
    if not isinstance(part.total, Unknown) and not closes(instrument, answers):
        assert part.prorated or abs(part.total - whole.total) < 1e-6


@given(filled_in(WITH_ITEMS), st.data(), SEX)
def test_a_settled_screen_is_never_turned_by_one_more_answer(filled, data, sex) -> None:
    instrument, answers = filled
    kept = data.draw(st.sets(st.sampled_from(sorted(answers))))
    some = {name: answers[name] for name in kept}

    whole = score(instrument, a_response(instrument.id, answers), sex=sex)
    part = score(instrument, a_response(instrument.id, some), sex=sex)

    settled = not isinstance(part.screen, Unknown)
    if settled and not part.prorated and not closes(instrument, answers):
        assert part.screen == whole.screen


@given(
    st.sampled_from([one for one in ALL.values() if one.bands]),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_a_higher_total_is_never_in_a_lower_band(instrument, one, other) -> None:
    scoring = instrument.scoring
    span = scoring.maximum - scoring.minimum
    low, high = sorted(scoring.minimum + share * span for share in (one, other))

    bands = [
        score(instrument, a_response(instrument.id, total=total)).band
        for total in (low, high)
    ]

    names = [band.name for band in instrument.bands]
    places = [names.index(band.name) for band in bands if not isinstance(band, Unknown)]
    assert len(places) == 2
    assert places == sorted(places)


@given(
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 27)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_matter(rows, random) -> None:
    phq9 = ALL["phq9"]
    responses = [
        a_response("phq9", total=total, on=A_DAY.fromordinal(A_DAY.toordinal() + day))
        for day, total in rows
    ]
    shuffled = list(responses)
    random.shuffle(shuffled)
    on = A_DAY.fromordinal(A_DAY.toordinal() + 120)

    assert latest(phq9, responses, on=on) == latest(phq9, shuffled, on=on)
    assert follow(phq9, responses, on=on) == follow(phq9, shuffled, on=on)


@given(filled_in(WITH_ITEMS), st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_makes_scoring_fail(filled, wild) -> None:
    instrument, answers = filled
    answers = answers | {"nonsense": wild, instrument.items[0].id: wild}

    got = score(instrument, a_response(instrument.id, answers, total=wild))

    assert isinstance(got, Score)
    assert any(problem.subject == "nonsense" for problem in got.problems)


def closes(instrument: Instrument, answers: dict[str, float]) -> bool:
    """A closed gate beside answers that contradict it: the gate wins when it is there.

    Such a response cannot come from our form, so a part of it may look different.
    """
    gate = instrument.scoring.gate
    return gate is not None and answers.get(gate.item) == gate.closed_at
