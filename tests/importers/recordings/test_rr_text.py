"""Heartbeat intervals as text: the unit is never guessed against the numbers."""

from pathlib import Path

import numpy as np
import pytest

from heartsease.importers.recordings.read import read_file
from heartsease.importers.recordings.recording import Unit

SAMPLES = Path(__file__).parents[1] / "samples/recordings"
MS = [int(line) for line in (SAMPLES / "elite_hrv.txt").read_text().split()]


def only(read):
    assert not [one for one in read.refused if one.kind == "file"], read.refused
    (recording,) = read.recordings
    return recording


def reason_of(read):
    assert read.recordings == ()
    (refused,) = read.refused
    assert refused.row == "" or refused.kind == "file"
    assert refused.advice
    return refused.reason


def lines(values, end="\n"):
    return end.join(str(one) for one in values) + end


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("elite_hrv.txt", "ms"),
        ("kubios.txt", "ms"),
        ("hrv4training_rr.csv", "s"),
        ("decimal_comma.txt", "s"),
    ],
)
def test_every_known_export_gives_the_same_beats(name, unit):
    recording = only(read_file(SAMPLES / name))

    assert recording.source == "rr_text"
    assert recording.unit == unit
    assert np.allclose(recording.beats.nn_ms, MS)
    assert recording.beats.gaps == 0


def test_a_start_time_and_a_broken_clock_in_a_session_file_are_seen():
    read = read_file(SAMPLES / "session.txt")
    recording = only(read)

    assert recording.started_at.isoformat() == "2026-03-06T17:08:33"
    assert [one.row for one in read.refused] == ["line 33"]
    assert recording.beats.gaps == 1
    assert len(recording.beats.nn_ms) == 60
    assert recording.beats.duration_s < 60


@pytest.mark.parametrize("end", ["\n", "\r\n", "\t\n", ";\n", " ", ", ", "; ", "\t"])
def test_numbers_may_stand_in_lines_or_in_one_line(read_, end):
    assert np.allclose(only(read_(lines(MS, end))).beats.nn_ms, MS)


@pytest.mark.parametrize(
    ("values", "unit", "other"),
    [
        (MS, Unit.S, "They look like ms."),
        ([one / 1000 for one in MS], Unit.MS, "They look like s."),
    ],
)
def test_a_unit_that_contradicts_the_numbers_is_refused(read_, values, unit, other):
    reason = reason_of(read_(lines(values), unit=unit))

    assert reason.startswith(f"You say that the intervals are in {unit.value}")
    assert reason.endswith(other)


def test_a_header_that_contradicts_the_numbers_is_refused(read_):
    by_column = read_("RR [ms]\n" + lines(one / 1000 for one in MS))
    by_comment = read_("# unit: s\n" + lines(MS))

    assert reason_of(by_column).startswith("The name of the column says")
    assert reason_of(by_comment).startswith("The file says")


def test_heart_rates_are_not_intervals(read_):
    assert "looks like a heart rate" in reason_of(read_(lines([61, 62, 64, 63] * 10)))


def test_another_animal_is_refused_by_its_rate(read_):
    reason = reason_of(read_(lines([0.196, 0.193, 0.192, 0.194] * 10)))

    assert "in s 310" in reason or "in s 31" in reason


@pytest.mark.parametrize("row", ["0", "-800", "nan", "inf", "abc", "0.8", "99999999"])
def test_a_row_that_is_no_interval_leaves_a_gap_and_its_name(read_, row):
    read = read_(lines([*MS[:20], row, *MS[20:]]))
    recording = only(read)

    assert [one.row for one in read.refused] == ["line 21"]
    assert np.allclose(recording.beats.nn_ms, MS)
    assert recording.beats.gaps == 1


def test_a_silence_is_a_gap_as_long_as_it_was(read_):
    recording = only(read_(lines([*MS[:20], 9000, *MS[20:]])))

    assert recording.beats.gaps == 1
    assert recording.beats.duration_s == pytest.approx((sum(MS) + 9000) / 1000)


def test_junk_above_the_numbers_is_named_and_passed_over(read_):
    read = read_("My watch, spring\nexported by me\n" + lines(MS))

    assert [one.row for one in read.refused] == ["line 1"]
    assert np.allclose(only(read).beats.nn_ms, MS)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("1;800,5;3\n2;801;4\n3,802,5\n" * 5, "commas and semicolons"),
        ("800,810;820\n830\t840\n" * 10, "separated by"),
        ("812,437\n799,612\n805,380\n" * 10, "can be read two ways"),
        ("800,810 820\n830,840 850\n", "commas in one place and by spaces"),
    ],
)
def test_mixed_separators_are_refused_by_name(read_, content, part):
    assert part in reason_of(read_(content))


def test_numbers_that_only_rise_are_times_and_not_intervals(read_):
    assert "only rise" in reason_of(read_(lines(np.cumsum(MS))))


def test_a_sampled_wave_is_not_taken_for_intervals(read_):
    wave = [round(600 + 200 * np.sin(n / 12)) for n in range(1000)]

    reason = reason_of(read_(lines(wave)))
    read = read_(lines(wave), rate_hz=100.0)

    assert "look like the samples of a signal" in reason
    assert only(read).signals[0].rate_hz == 100.0


def test_slow_deep_breathing_is_not_taken_for_a_wave(read_):
    deep = [round(700 + 120 * np.sin(n * 2 * np.pi / 15)) for n in range(400)]

    assert len(only(read_(lines(deep))).beats.nn_ms) == 400


def test_a_table_of_days_and_columns_without_names_are_refused(read_):
    days = "date,HR,rMSSD\n2026-03-01,60,40\n2026-03-02,61,41\n"

    assert "one a day" in reason_of(read_(days, "days.csv"))
    assert "none is named" in reason_of(read_("800,75\n790,76\n810,74\n", "two.csv"))
    assert "No column of a, b" in reason_of(read_("a,b\n800,61\n790,62\n", "x.csv"))


def test_the_column_of_intervals_is_found_by_its_name(read_):
    rows = "".join(f"{n},{60 + n % 3},{one}\n" for n, one in enumerate(MS))

    recording = only(read_("n,hr,RR-interval [ms]\n" + rows, "beats.csv"))

    assert np.allclose(recording.beats.nn_ms, MS)
    assert recording.notes == ()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a text about hearts in 2026\nand no number\nat all\n", "not a list"),
        ("800\n810\n".encode("utf-16"), "UTF-16"),
        (b"800\n81\xff0\n", "not saved as UTF-8"),
        (b"%PDF-1.4 800", "PDF"),
        (b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}", "NumPy array"),
        (b'{"rr": [800]}', "JSON"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_what_is_not_a_list_is_refused_by_name(read_, content, part):
    assert part in reason_of(read_(content))


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    assert "folder" in reason_of(read_file(tmp_path))
    assert "no such file" in reason_of(read_file(tmp_path / "none.txt"))


CLOCK = [sum(MS[: place + 1]) / 1000 for place in range(len(MS))]


@pytest.mark.parametrize(
    "row",
    [
        "{at:.3f} {ms}",
        "{at:.3f}  {s:.3f}",
        "{n} {ms}",
        "08:00:{n:02} {ms}",
        "2026-03-06T08:00:{n:02},{ms}",
        "2026-03-06 08:00:{n:02} {ms}",
        "N {ms}",
    ],
)
def test_what_stands_beside_the_intervals_is_not_read_as_intervals(read_, row):
    text = lines(
        row.format(at=at, ms=ms, s=ms / 1000, n=n)
        for n, (at, ms) in enumerate(zip(CLOCK, MS, strict=True))
    )

    recording = only(read_(text))

    assert np.allclose(recording.beats.nn_ms, MS)
    assert recording.beats.gaps == 0


@pytest.mark.parametrize(
    "row", ["{ms} 75", "75 {ms}", "{at:.3f} {ms} 75", "{n},{ms},75"]
)
def test_columns_of_different_things_without_names_are_refused(read_, row):
    text = lines(
        row.format(at=at, ms=ms, n=n)
        for n, (at, ms) in enumerate(zip(CLOCK, MS, strict=True))
    )

    assert "columns, and none is named" in reason_of(read_(text))


@pytest.mark.parametrize("width", [2, 3, 10])
def test_a_list_that_goes_on_over_the_lines_stays_one_list(read_, width):
    rows = [MS[place : place + width] for place in range(0, len(MS), width)]

    recording = only(read_(lines(" ".join(map(str, row)) for row in rows)))

    assert np.allclose(recording.beats.nn_ms, MS)


def test_names_with_white_space_between_them_are_names(read_):
    rows = [f"{at:.3f} 75 {ms}" for at, ms in zip(CLOCK, MS, strict=True)]

    recording = only(read_(lines(["time HR RR", *rows])))

    assert np.allclose(recording.beats.nn_ms, MS)


def test_a_heart_rate_beside_intervals_is_no_pulse_wave(read_):
    rows = [f"{at:.3f},75,{ms},99" for at, ms in zip(CLOCK, MS, strict=True)]

    recording = only(read_(lines(["time,HR,RR,battery", *rows]), "log.csv"))

    assert np.allclose(recording.beats.nn_ms, MS)


@pytest.mark.parametrize("times", [2, 3, 5])
def test_intervals_that_were_each_written_more_than_once_are_refused(read_, times):
    reason = reason_of(read_(lines(one for one in MS for _ in range(times))))

    assert f"stands there {times} times" in reason


def test_a_paced_heart_and_a_coarse_clock_are_no_repeats(read_):
    paced = ([800] * 9 + [520, 1080] + [800] * 14 + [510, 1090]) * 10
    coarse = [800.0, 800.0, 807.812, 807.812] * 40

    assert len(only(read_(lines(paced))).beats.nn_ms) == len(paced)
    assert len(only(read_(lines(coarse))).beats.nn_ms) == len(coarse)


def a_table(rows, head=""):
    return head + "".join(f"{at:.3f},{interval}\n" for at, interval in rows)


@pytest.mark.parametrize(
    "head", ["1544027337.000000, IBI\n", "time,rr\n", "", "Time [s],RR [s]\n"]
)
def test_rows_that_a_recorder_left_out_are_gaps(read_, head):
    rows = [(at, ms / 1000) for at, ms in zip(CLOCK, MS, strict=True)]
    kept = rows[:20] + rows[23:40] + rows[41:]

    beats = only(read_(a_table(kept, head), "IBI.csv")).beats

    assert beats.gaps == 2
    assert len(beats.nn_ms) == len(MS) - 4
    assert len(beats.differences_ms) == len(MS) - 4 - 3
    assert beats.duration_s == pytest.approx(CLOCK[-1], abs=0.01)


def test_times_at_which_intervals_begin_tell_the_gaps_too(read_):
    begins = [at - ms / 1000 for at, ms in zip(CLOCK, MS, strict=True)]
    rows = list(zip(begins, MS, strict=True))

    beats = only(read_(a_table(rows[:20] + rows[25:], "time,rr\n"))).beats

    assert beats.gaps == 1
    assert beats.duration_s == pytest.approx(CLOCK[-1], abs=0.01)


def test_a_strap_that_lost_contact_has_a_gap_by_its_time_of_arrival(read_):
    late = np.random.default_rng(0).uniform(0, 0.9, len(MS))
    arrived = np.maximum.accumulate(np.array(CLOCK) + late)
    arrived[30:] += 20

    rows = list(zip(arrived.tolist(), MS, strict=True))
    beats = only(read_(a_table(rows, "time,RR (ms)\n"))).beats

    assert beats.gaps == 1
    assert beats.duration_s > 60


@pytest.mark.parametrize("wrong", ["running", "falling", "other"])
def test_times_that_do_not_fit_change_nothing(read_, wrong):
    clock = {
        "running": list(range(len(MS))),
        "falling": CLOCK[::-1],
        "other": [one * 60 for one in CLOCK],
    }[wrong]

    beats = only(read_(a_table(zip(clock, MS, strict=True), "time,rr\n"))).beats

    assert beats.gaps == 0
    assert len(beats.nn_ms) == len(MS)


@pytest.mark.parametrize(("later_s", "gaps"), [(0.0, 0), (0.3, 2)])
def test_an_interval_that_overlaps_the_one_before_does_not_count(read_, later_s, gaps):
    rows = list(zip(CLOCK, MS, strict=True))
    again = (CLOCK[19] + later_s, MS[19])

    beats = only(read_(a_table([*rows[:20], again, *rows[20:]], "time,rr\n"))).beats

    assert beats.gaps == gaps
    assert beats.duration_s == pytest.approx(CLOCK[-1], abs=0.01)


def test_late_packets_are_no_gaps_though_most_times_are_close(read_):
    late = np.where(np.arange(len(MS)) % 9 == 4, 0.4, 0.0)
    rows = list(zip((np.array(CLOCK) + late).tolist(), MS, strict=True))

    beats = only(read_(a_table(rows, "time,rr\n"))).beats

    assert beats.gaps == 0
    assert np.allclose(beats.nn_ms, MS)


def test_rows_that_an_ibi_file_left_out_are_a_gap(read_):
    begins = [at - ms / 1000 for at, ms in zip(CLOCK, MS, strict=True)]
    rows = [f"{at:.3f},{ms / 1000:.3f}" for at, ms in zip(begins, MS, strict=True)]

    read = read_(lines(rows[:20] + rows[22:]), "left.ibi")

    assert [one.row for one in read.refused] == ["line 21"]
    assert read.recordings[0].beats.gaps == 1
