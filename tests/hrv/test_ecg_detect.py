"""R peaks are found where they are, whatever the recorder, and never where none is."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.ecg import a_lead, a_rhythm

from heartsease.hrv.ecg import bands, detect
from heartsease.hrv.ecg.quality import Reason
from heartsease.hrv.errors import EcgError

RATES = [100.0, 125.0, 128.0, 130.0, 250.0, 256.0, 360.0, 500.0, 977.0, 1000.0, 4000.0]


def the_beats(beats_s, **changes):
    changes = {"rate_hz": 250.0, "seconds": 60.0} | changes
    return detect.find_beats(a_lead(beats_s, **changes), rate_hz=changes["rate_hz"])


def reasons(found):
    return {stretch.reason for stretch in found.unusable}


@pytest.mark.parametrize("rate_hz", RATES)
def test_every_beat_is_found_within_a_millisecond_at_any_rate(rate_hz):
    beats = a_rhythm(seconds=60)

    found = the_beats(beats, rate_hz=rate_hz)

    assert len(found.times_s) == len(beats)
    errors_ms = (found.times_s - beats) * 1000
    assert np.std(errors_ms) < 1.0
    assert abs(np.median(errors_ms)) < 1.5
    assert found.unusable == ()
    assert found.confidence.min() > 0.9
    assert len(found.beats.nn_ms) == len(beats) - 1


@pytest.mark.parametrize("bpm", [32, 45, 120, 190, 210])
def test_slow_and_fast_hearts_are_followed(bpm):
    beats = a_rhythm(seconds=60, bpm=bpm, swing=0.02)

    shrunk = [(h, o * min(1, 60 / bpm), w) for h, o, w in FAST] if bpm > 100 else None
    found = the_beats(beats, **({"waves": shrunk} if shrunk else {}))

    assert len(found.times_s) == len(beats)
    assert np.abs(found.times_s - beats).max() < 0.005


FAST = ((0.1, -0.11, 0.015), (1.0, 0.0, 0.011), (-0.2, 0.03, 0.01), (0.2, 0.2, 0.025))


def test_a_t_wave_taller_than_the_r_peak_is_no_beat():
    beats = a_rhythm(seconds=60)
    tall = (
        (0.12, -0.17, 0.022),
        (0.7, 0.0, 0.012),
        (-0.2, 0.03, 0.01),
        (0.9, 0.28, 0.05),
    )

    found = the_beats(beats, waves=tall)

    assert len(found.times_s) == len(beats)
    assert np.abs(found.times_s - beats).max() < 0.01


def test_a_sharp_inverted_p_wave_is_no_beat():
    beats = a_rhythm(seconds=60)
    sharp = (
        (-0.45, -0.16, 0.016),
        (0.8, 0.0, 0.011),
        (-0.2, 0.03, 0.01),
        (0.2, 0.27, 0.05),
    )

    found = the_beats(beats, waves=sharp)

    assert len(found.times_s) == len(beats)
    assert np.abs(found.times_s - beats).max() < 0.01


def two_peaks(second):
    return (
        (0.1, -0.19, 0.022),
        (1.0, -0.02, 0.009),
        (-0.3, 0.0, 0.007),
        (second, 0.02, 0.009),
        (0.25, 0.27, 0.045),
    )


@pytest.mark.parametrize("rate_hz", [250.0, 360.0, 500.0])
@pytest.mark.parametrize("second", [0.95, 1.0, 1.05])
def test_of_two_peaks_of_one_height_every_beat_has_the_same(rate_hz, second):
    beats = a_rhythm(seconds=120)

    found = the_beats(
        beats, rate_hz=rate_hz, seconds=120.0, waves=two_peaks(second), noise_mv=0.06
    )

    assert len(found.times_s) == len(beats)
    assert np.std(found.times_s - beats) < 0.001


@pytest.mark.parametrize("second", [0.95, 1.05])
def test_at_the_rate_of_a_strap_nearly_equal_peaks_do_not_take_turns(second):
    beats = a_rhythm(seconds=120)

    found = the_beats(
        beats, rate_hz=130.0, seconds=120.0, waves=two_peaks(second), noise_mv=0.05
    )

    assert len(found.times_s) == len(beats)
    assert np.std(found.times_s - beats) < 0.001


def test_early_wide_beats_keep_their_own_peak_beside_two_peaked_ones():
    beats = a_rhythm(seconds=120)
    early = list(range(7, len(beats) - 1, 9))
    for place in early:
        beats[place] -= 0.30

    low = [(0.6 * height, at, width) for height, at, width in two_peaks(1.0)]
    found = the_beats(beats, seconds=120.0, waves=low, wide=set(early), noise_mv=0.02)

    assert len(found.times_s) == len(beats)
    off = found.times_s - beats
    assert np.std(np.delete(off, early)) < 0.001
    assert np.abs(off[early]).max() < 0.010


def test_a_beat_with_one_clearly_higher_peak_is_not_moved_by_the_others():
    beats = a_rhythm(seconds=60)
    lead = a_lead(beats, rate_hz=250, seconds=60, waves=two_peaks(1.0), noise_mv=0.02)
    usual = np.median(detect.find_beats(lead, rate_hz=250).times_s - beats)
    other = 0.02 if usual < 0 else -0.02
    lone = beats[30] + other
    at = np.arange(len(lead)) / 250
    lead += 0.4 * np.exp(-0.5 * ((at - lone) / 0.009) ** 2)

    found = detect.find_beats(lead, rate_hz=250)

    assert found.times_s[30] == pytest.approx(lone, abs=0.003)
    off = np.delete(found.times_s - beats, 30)
    assert np.abs(off - usual).max() < 0.005


def test_early_wide_beats_are_beats_too():
    beats = a_rhythm(seconds=120)
    early = range(7, len(beats) - 1, 9)
    for place in early:
        beats[place] -= 0.30

    found = the_beats(beats, seconds=120.0, wide=set(early))

    assert len(found.times_s) == len(beats)
    assert np.abs(found.times_s - beats).max() < 0.02


def test_a_lead_that_shrinks_to_a_sixth_is_followed():
    beats = a_rhythm(seconds=120)
    lead = a_lead(beats, rate_hz=250, seconds=120, noise_mv=0.003)
    lead[60 * 250 :] /= 6

    found = detect.find_beats(lead, rate_hz=250)

    missed = [b for b in beats if np.abs(found.times_s - b).min() > 0.02]
    assert len(missed) <= 2


def test_dropped_beats_leave_a_long_interval_and_nothing_in_it():
    beats = a_rhythm(seconds=60)
    left = np.delete(beats, [20, 21, 40])

    found = the_beats(left)

    assert len(found.times_s) == len(left)
    assert np.abs(found.times_s - left).max() < 0.005


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.floats(0.0, 3.0))
def test_no_two_beats_are_closer_than_a_heart_can_beat(seed, noise_mv):
    lead = a_lead(a_rhythm(seconds=20), rate_hz=130, seconds=20, noise_mv=noise_mv)
    lead += np.random.default_rng(seed).normal(0, noise_mv, len(lead))

    found = detect.find_beats(lead, rate_hz=130)

    assert (np.diff(found.times_s) >= 0.2).all()
    assert len(found.confidence) == len(found.heights) == len(found.times_s)
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()


@settings(max_examples=15)
@given(
    gain=st.floats(1e-6, 1e6),
    offset=st.floats(-1e4, 1e4),
    sign=st.sampled_from([-1.0, 1.0]),
)
def test_gain_offset_and_polarity_do_not_matter(gain, offset, sign):
    lead = a_lead(a_rhythm(seconds=20), rate_hz=250, seconds=20, noise_mv=0.05)
    plain = detect.find_beats(lead, rate_hz=250)

    changed = detect.find_beats((lead + offset) * gain * sign, rate_hz=250)

    assert np.allclose(changed.times_s, plain.times_s, atol=1e-4)
    assert np.allclose(changed.heights, plain.heights * gain * sign, rtol=1e-2)
    assert changed.is_upside_down is (sign < 0)


@settings(max_examples=15)
@given(st.integers(0, 500))
def test_what_comes_later_moves_the_beats_by_as_much(samples):
    lead = a_lead(a_rhythm(seconds=30), rate_hz=250, seconds=30, noise_mv=0.02)
    plain = detect.find_beats(lead, rate_hz=250)
    still = np.full(samples, lead[0])
    still += np.random.default_rng(1).normal(0, 0.02, samples)

    later = detect.find_beats(np.concatenate((still, lead)), rate_hz=250)

    mine = later.times_s[later.times_s > samples / 250 + 1.5] - samples / 250
    assert np.allclose(mine, plain.times_s[plain.times_s > 1.5], atol=2e-3)


def test_ten_hours_are_read_in_the_memory_of_two():
    lead = np.tile(a_lead(a_rhythm(seconds=60), rate_hz=100, seconds=60), 600)
    tracemalloc.start()

    found = detect.find_beats(lead, rate_hz=100)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.times_s) > 38_000
    assert peak < 2 * lead.nbytes


def test_a_long_recording_read_in_pieces_gives_the_same(monkeypatch):
    beats = a_rhythm(seconds=600)
    lead = a_lead(beats, rate_hz=128, seconds=600, noise_mv=0.03)
    lead[200 * 128 : 210 * 128] = np.nan  # across the border of two pieces
    lead[395 * 128 : 425 * 128] += np.random.default_rng(2).normal(0, 1, 30 * 128)
    whole = detect.find_beats(lead, rate_hz=128)
    monkeypatch.setattr(detect, "PIECE_S", 205.0)

    pieces = detect.find_beats(lead, rate_hz=128)

    quiet = (whole.times_s < 380) | (whole.times_s > 440)
    assert np.isin(np.round(whole.times_s[quiet], 4), np.round(pieces.times_s, 4)).all()
    assert reasons(pieces) == reasons(whole)
    assert pieces.usable_share == pytest.approx(whole.usable_share, abs=0.02)
    assert pieces.beats.gaps == whole.beats.gaps == 1


def test_missing_samples_are_a_gap_and_no_beat_is_made_up_in_it():
    beats = a_rhythm(seconds=60)
    lead = a_lead(beats, rate_hz=250, seconds=60)
    lead[20 * 250 : 23 * 250] = np.nan
    lead[40 * 250 : 40 * 250 + 5] = np.inf  # 20 ms: drawn over

    found = detect.find_beats(lead, rate_hz=250)

    outside = beats[(beats < 19.9) | (beats > 23.1)]
    assert len(found.times_s) == len(outside)
    assert reasons(found) == {Reason.MISSING}
    assert found.beats.gaps == 1
    assert found.usable_share == pytest.approx(1 - 3.2 / 60)


def test_a_lead_that_comes_off_is_flat_and_one_at_the_rail_saturated():
    beats = a_rhythm(seconds=60)
    lead = np.round(a_lead(beats, rate_hz=250, seconds=60) * 200)
    lead[15 * 250 : 20 * 250] = 0
    lead[40 * 250 : 41 * 250] = 2047

    found = detect.find_beats(lead, rate_hz=250)

    assert reasons(found) >= {Reason.FLAT, Reason.SATURATED}
    inside = ((found.times_s > 15) & (found.times_s < 20)) | (
        (found.times_s > 40) & (found.times_s < 41)
    )
    assert not inside.any()
    outside = [b for b in beats if not 14.8 < b < 20.2 and not 39.8 < b < 41.5]
    assert sum(np.abs(found.times_s - b).min() > 0.02 for b in outside) <= 1
    assert found.beats.gaps == 2


@pytest.mark.parametrize("kind", ["white", "brown", "mains", "slow wave"])
def test_noise_without_a_heart_gives_no_interval_that_counts(kind):
    rng = np.random.default_rng(4)
    count = 60 * 250
    at = np.arange(count) / 250
    lead = {
        "white": rng.normal(size=count),
        "brown": np.cumsum(rng.normal(size=count)),
        "mains": np.sin(2 * np.pi * 50 * at),
        "slow wave": np.sin(2 * np.pi * at) + 0.05 * rng.normal(size=count),
    }[kind]

    found = detect.find_beats(lead, rate_hz=250)

    assert len(found.beats.nn_ms) < 5
    assert found.usable_share < 0.1


def test_a_burst_of_noise_is_named_and_its_intervals_are_not_kept():
    beats = a_rhythm(seconds=120)
    lead = a_lead(beats, rate_hz=250, seconds=120)
    lead[50 * 250 : 70 * 250] += np.random.default_rng(5).normal(0, 1.0, 20 * 250)

    found = detect.find_beats(lead, rate_hz=250)

    assert Reason.NOISE in reasons(found)
    kept = found.beats.kept
    middle = (found.times_s > 52) & (found.times_s < 68)
    assert not kept[middle].any()
    clean = (found.times_s < 40) | (found.times_s > 80)
    assert kept[clean][1:].mean() > 0.95
    truth = np.diff(beats) * 1000
    assert found.beats.nn_ms.std() < 1.3 * truth.std()


def test_noise_in_the_last_seconds_is_named_too():
    beats = a_rhythm(seconds=60)
    lead = a_lead(beats, rate_hz=250, seconds=60)[: int(59.9 * 250)]
    lead[int(57.4 * 250) :] = np.random.default_rng(5).normal(0, 1.0, 625)

    found = detect.find_beats(lead, rate_hz=250)

    assert not found.beats.kept[found.times_s > 57.4].any()
    assert found.beats.kept[found.times_s < 45][1:].all()


@pytest.mark.parametrize("height_mv", [-160.0, 1e4, 1e6, 1e9])
def test_a_knock_at_the_lead_is_named_and_does_not_count(height_mv):
    beats = a_rhythm(seconds=120)
    lead = a_lead(beats, rate_hz=250, seconds=120)
    lead[60 * 250 : 60 * 250 + 3] = height_mv

    found = detect.find_beats(lead, rate_hz=250)

    assert reasons(found) == {Reason.NOISE}
    assert found.usable_share > 0.7
    shortest, longest = np.diff(beats).min() * 1000, np.diff(beats).max() * 1000
    assert found.beats.nn_ms.min() > shortest - 15
    assert found.beats.nn_ms.max() < longest + 15


@pytest.mark.parametrize("height_mv", [-2.0, 2.0, 5.0, 10.0])
def test_a_lead_that_was_pulled_gives_no_interval_of_its_own(height_mv):
    beats = a_rhythm(seconds=120)
    lead = a_lead(beats, rate_hz=250, seconds=120)
    at = np.arange(len(lead)) / 250
    for pull in np.arange(10.0, 110.0, 10.37):
        lead += height_mv * (at > pull) * np.exp(-np.maximum(at - pull, 0) / 1.5)

    found = detect.find_beats(lead, rate_hz=250)

    assert found.usable_share > 0.6
    shortest, longest = np.diff(beats).min() * 1000, np.diff(beats).max() * 1000
    kept = found.beats.nn_ms
    wrong = (kept < shortest - 15) | (kept > longest + 15)
    assert wrong.sum() <= 1


def test_mains_hum_adds_no_beat_not_even_at_the_ends():
    beats = a_rhythm(seconds=120)
    at = np.arange(120 * 250) / 250
    lead = a_lead(beats, rate_hz=250, seconds=120) + 0.5 * np.sin(100 * np.pi * at)

    found = detect.find_beats(lead, rate_hz=250)

    assert len(found.times_s) == len(beats)
    assert np.std(found.times_s - beats) < 0.003


@pytest.mark.parametrize("mains_hz", [49.8, 50.0, 60.0])
@pytest.mark.parametrize("rate_hz", [130.0, 250.0, 1000.0])
def test_mains_hum_twice_as_tall_as_the_beats_hides_none_of_them(rate_hz, mains_hz):
    beats = a_rhythm(seconds=120)
    clean = a_lead(beats, rate_hz=rate_hz, seconds=120)
    at = np.arange(len(clean)) / rate_hz

    found = detect.find_beats(
        clean + 2.0 * np.sin(2 * np.pi * mains_hz * at), rate_hz=rate_hz
    )

    inner = slice(1, -1)  # at the ends nobody knows how the hum goes on
    assert len(found.times_s) == len(beats)
    assert np.std(found.times_s[inner] - beats[inner]) < 0.001
    assert found.usable_share > 0.95


def test_a_little_mains_hum_changes_no_beat_by_a_millisecond():
    beats = a_rhythm(seconds=60)
    clean = a_lead(beats, rate_hz=250, seconds=60)
    at = np.arange(len(clean)) / 250

    found = detect.find_beats(clean + 0.05 * np.sin(100 * np.pi * at), rate_hz=250)

    assert np.abs(found.times_s - beats).max() < 0.001


def test_muscle_noise_is_not_taken_for_mains_hum():
    noise = np.random.default_rng(3).normal(0.0, 0.2, 60 * 250)

    split = bands.split(noise, rate_hz=250)

    spectrum = np.abs(np.fft.rfft(split.sharp)) ** 2
    hz = np.fft.rfftfreq(len(split.sharp), 1 / split.rate_hz)
    at_mains = spectrum[(hz > 49.5) & (hz < 50.5)].mean()
    beside = spectrum[((hz > 46) & (hz < 48)) | ((hz > 52) & (hz < 54))].mean()
    assert at_mains > 0.5 * beside


def test_atrial_fibrillation_is_followed_beat_by_beat():
    steps = np.random.default_rng(0).gamma(12, 0.055, 260)
    beats = 0.5 + np.cumsum(np.maximum(steps, 0.34))
    beats = beats[beats < 119.4]
    no_p = ((1.0, 0.0, 0.011), (-0.2, 0.03, 0.01), (0.2, 0.25, 0.04))

    found = the_beats(beats, seconds=120.0, waves=no_p, noise_mv=0.03)

    assert len(found.times_s) == len(beats)
    assert np.abs(found.times_s - beats).max() < 0.005


def test_flutter_is_named_and_its_waves_do_not_count():
    beats = a_rhythm(seconds=60)
    lead = a_lead(beats, rate_hz=250, seconds=60)
    at = np.arange(20 * 250) / 250
    lead[20 * 250 : 40 * 250] = np.sin(2 * np.pi * 4.6 * at + np.sin(at))

    found = detect.find_beats(lead, rate_hz=250)

    assert Reason.FLUTTER in reasons(found)
    middle = (found.times_s > 21) & (found.times_s < 39)
    assert not found.beats.kept[middle].any()


def test_flutter_is_not_seen_in_a_steady_rhythm():
    found = the_beats(a_rhythm(seconds=60, bpm=150, swing=0.0), waves=FAST)

    assert Reason.FLUTTER not in reasons(found)


def test_a_flat_line_has_no_beats():
    found = detect.find_beats(np.full(2500, 3.3), rate_hz=250)

    assert len(found.times_s) == 0
    assert Reason.FLAT in reasons(found)
    assert found.usable_share == 0.0
    assert len(found.beats) == 0
    assert found.is_upside_down is False


@pytest.mark.parametrize("rate_hz", [0.0, -250.0, 99.0, 5000.0, np.nan])
def test_an_impossible_rate_is_named(rate_hz):
    with pytest.raises(EcgError, match="sampling rate of"):
        detect.find_beats(np.zeros(5000), rate_hz=rate_hz)


def test_too_short_a_recording_is_named():
    with pytest.raises(EcgError, match=r"4\.0 s of ECG is too short"):
        detect.find_beats(np.zeros(1000), rate_hz=250)


def test_nothing_but_holes_is_named():
    with pytest.raises(EcgError, match="Only 0 of 2500 samples are numbers"):
        detect.find_beats(np.full(2500, np.nan), rate_hz=250)


def test_two_leads_at_once_are_named():
    with pytest.raises(EcgError, match="One lead at a time"):
        detect.find_beats(np.zeros((2500, 2)), rate_hz=250)


def test_words_are_named():
    with pytest.raises(EcgError, match="Not every sample"):
        detect.find_beats(["a"] * 2500, rate_hz=250)


def test_importing_the_detector_does_not_import_scipy():
    import subprocess
    import sys

    code = "import sys, heartsease.hrv.ecg.detect; print('scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("p_height", [-0.5, 0.5, 0.7, 0.9, 1.2, -1.2])
def test_a_p_wave_that_rivals_the_qrs_never_counts_in_silence(p_height):
    beats = a_rhythm(seconds=60)
    rivals = ((p_height, -0.17, 0.016), (0.8, 0.0, 0.012), (0.2, 0.27, 0.05))

    found = the_beats(beats, waves=rivals, noise_mv=0.02)

    # A P wave twice as tall as the QRS may be followed instead: the intervals are the same.
    made = found.beats
    ends = made.times_s[made.kept]
    starts = ends - made.nn_ms / 1000
    lead_s = np.median([t - beats[np.abs(beats - t).argmin()] for t in found.times_s])
    true = [
        np.abs(beats + lead_s - start).min() < 0.02
        and np.abs(beats + lead_s - end).min() < 0.02
        for start, end in zip(starts, ends, strict=True)
    ]
    assert sum(true) >= 0.98 * len(true)
