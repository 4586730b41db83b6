"""Live heart rhythm on recordings of real people."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import breathing
from heartsease.hrv.beats import Beats
from heartsease.hrv.ecg import detect
from heartsease.hrv.stream import check, events
from heartsease.hrv.stream.intake import Packet
from heartsease.hrv.stream.session import Stream

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "hrv"
HOME = SHARED / "joegle_biofeedback"
pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared recordings are absent"
)


def intervals_of(file):
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return [float(one) for one in lines if one.strip() and not one.startswith("#")]


def streamed(intervals, size=10):
    stream = Stream()
    told = [
        event
        for first in range(0, len(intervals), size)
        for event in stream.push(Packet(intervals_ms=intervals[first : first + size]))
    ]
    told.extend(stream.finish())
    return stream.totals, told


def test_home_sessions_with_many_artefacts_give_the_numbers_of_the_whole_series():
    for file in sorted(HOME.glob("*.txt"))[::10]:
        intervals = intervals_of(file)

        totals, told = streamed(intervals)

        seen = [one for one in told if isinstance(one, events.Beat)]
        kept = np.array([one.kept for one in seen])
        ms = np.array([one.interval_ms for one in seen])
        pairs = np.diff(ms)[kept[1:] & kept[:-1]]
        refused = [one for one in told if isinstance(one, events.Refused)]
        assert totals.beats == len(intervals) + 1, file.name
        assert totals.mean_nn_ms == pytest.approx(ms[kept].mean())
        assert totals.sdnn_ms == pytest.approx(ms[kept].std(ddof=1))
        assert totals.rmssd_ms == pytest.approx(np.sqrt(np.mean(pairs**2)))
        assert totals.gaps == sum(one > 4000 for one in intervals)
        assert len(refused) == sum(one > 64000 or one <= 0 for one in intervals)
        assert all(300 <= one <= 2000 for one in ms[kept])


def test_no_score_is_ever_given_for_a_minute_of_which_much_is_missing():
    for file in sorted(HOME.glob("*.txt"))[::25]:
        _, told = streamed(intervals_of(file))

        scored = [one.window for one in told if isinstance(one, events.Scored)]
        frozen = [one for one in told if isinstance(one, events.Frozen)]
        assert all(one.left_out <= 0.05 for one in scored)
        assert all(one.left_out > 0.05 for one in frozen)


def column(file, name):
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        rows = csv.reader(opened)
        place = [one.strip() for one in next(rows)].index(name)
        return np.array([float(row[place] or "nan") for row in rows])


def answered(lead, rate_hz, breaths):
    """The true and the found rate of every minute that had an answer."""
    heart = detect.find_beats(lead, rate_hz=rate_hz).beats
    kept = np.concatenate(([False], check.kept(heart.intervals_ms[1:]))) & heart.kept
    heart = Beats(times_s=heart.times_s, intervals_ms=heart.intervals_ms, kept=kept)
    for start in np.arange(heart.times_s[0], heart.times_s[-1] - 60, 30):
        found = breathing.from_rhythm(heart, start_s=start, end_s=start + 60)
        inside = breaths[(breaths > start) & (breaths < start + 60)]
        if not isinstance(found, Unknown) and len(inside) > 2:
            yield 60 * (len(inside) - 1) / np.ptp(inside), found.rate_per_min


def test_breathing_in_intensive_care_is_told_rightly_or_not_at_all():
    pairs = []
    for file in sorted((SHARED / "bidmc").glob("*_Signals.csv.gz")):
        notes = Path(str(file).replace("_Signals.csv.gz", "_Breaths.csv"))
        with notes.open(encoding="utf-8") as opened:
            rows = list(csv.reader(opened))[1:]
        marks = [int(r[0]) for r in rows if r[0].strip() not in ("", "NaN")]
        pairs.extend(answered(column(file, "II"), 125.0, np.array(marks) / 125.0))

    errors = [abs(true - found) for true, found in pairs]
    assert len(pairs) >= 4
    assert np.mean(errors) < 1.0
    assert max(errors) < 2.5
