"""Each other kind of recording: what it gives, and what it refuses by name."""

import re
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from heartsease.importers.errors import FileRefused
from heartsease.importers.recordings.channels import kind_of
from heartsease.importers.recordings.read import read_file
from heartsease.importers.recordings.recording import Options, SignalKind
from heartsease.importers.recordings.sources import (
    apple_beats,
    ble_heart_rate,
    polar_pmd,
)

SAMPLES = Path(__file__).parents[1] / "samples/recordings"
SHARED = Path(__file__).parents[4] / "shared/data"
CAPTURE = SHARED / "hrv/polar_ble_capture/captured.ts"
MS = [int(line) for line in (SAMPLES / "elite_hrv.txt").read_text().split()]

shared = pytest.mark.skipif(
    not CAPTURE.exists(), reason="the shared recordings are not here"
)


def only(read):
    assert read.refused == ()
    (recording,) = read.recordings
    return recording


def reason_of(read):
    assert read.recordings == ()
    return read.refused[-1].reason


def test_a_polar_recorder_gives_its_beats_and_when_it_started():
    recording = only(read_file(SAMPLES / "recorder.hrm"))

    assert recording.source == "polar_hrm"
    assert recording.beats.nn_ms.tolist() == MS
    assert recording.started_at.isoformat() == "2026-03-06T08:50:31"


def test_a_polar_recorder_that_averaged_is_refused(read_):
    text = (SAMPLES / "recorder.hrm").read_text().replace("=238", "=5")
    cut = (SAMPLES / "recorder.hrm").read_text().partition("[HRData]")[0]

    assert "every 5 s" in reason_of(read_(text, "a.hrm"))
    assert "stops before its heartbeats" in reason_of(read_(cut, "b.hrm"))


def test_hrvas_times_and_intervals_are_read_and_have_to_agree(read_):
    good = only(read_file(SAMPLES / "hrvas.ibi"))
    text = (SAMPLES / "hrvas.ibi").read_text().splitlines()
    text[10] = "99.000," + text[10].partition(",")[2]
    bad = read_("\n".join(text), "bad.ibi")

    assert np.allclose(good.beats.nn_ms, MS)
    assert [one.row for one in bad.refused] == ["line 11", "line 12"]
    assert len(bad.recordings[0].beats.nn_ms) == 60


def test_intervals_in_ms_in_a_file_of_seconds_are_refused(read_):
    text = "".join(f"{one}\n" for one in MS)

    assert reason_of(read_(text, "ms.ibi")).startswith("An .ibi file says")


def test_a_strap_that_lost_beats_has_a_gap_where_the_clock_ran_on():
    recording = only(read_file(SAMPLES / "polar_sensor_logger.txt"))

    assert recording.source == "polar_stream"
    assert recording.beats.gaps == 1
    assert len(recording.beats.nn_ms) == 59
    assert recording.beats.duration_s == pytest.approx(sum(MS) / 1000 + 12, abs=1.5)
    assert "of the time is covered" in recording.notes[0]


def test_arrivals_in_seconds_beside_intervals_are_understood():
    recording = only(read_file(SAMPLES / "arrivals.csv"))

    assert recording.source == "polar_stream"
    assert np.allclose(recording.beats.nn_ms, MS)


def test_beats_that_were_sent_again_are_refused(read_):
    rows = "".join(f"{n * 0.3:.3f},{one}\n" for n, one in enumerate(MS))
    logger = "Phone timestamp;RR-interval [ms]\n" + "".join(
        f"2026-03-06T08:00:{n * 0.3:06.3f};{one}\n" for n, one in enumerate(MS)
    )

    assert "sent more than once" in reason_of(read_(logger, "log.txt"))
    assert "do not fit" in reason_of(read_(rows, "rows.csv"))


def test_lines_of_a_logger_that_cannot_be_are_named(read_):
    text = (SAMPLES / "polar_sensor_logger.txt").read_text().splitlines()
    text[5], text[8], text[9] = "soon;800", text[2], text[9].split(";")[0] + ";-3"

    read = read_("\n".join(text), "log.txt")

    assert [one.row for one in read.refused] == ["line 6", "line 9", "line 10"]


def test_packets_keep_fractions_of_a_millisecond():
    one = ble_heart_rate.parse(bytes.fromhex("104B3B035903"))

    assert one.rate_bpm == 75
    assert one.intervals_ms == (827 * 1000 / 1024, 857 * 1000 / 1024)
    assert (one.contact, one.energy_kj) == (None, None)


def test_every_flag_of_a_packet_is_read():
    packet = bytes([0b11111, 0x2C, 0x01, 0x10, 0x27, 0x00, 0x04])

    one = ble_heart_rate.parse(packet)

    assert one.rate_bpm == 300
    assert one.contact is True
    assert one.energy_kj == 10_000
    assert one.intervals_ms == (1000.0,)
    assert ble_heart_rate.parse(bytes([0b00100, 60])).contact is False
    assert ble_heart_rate.parse(bytes([0, 60])).intervals_ms == ()


@pytest.mark.parametrize(
    "text", ["", "10", "01 3C", "18 3C 01", "10 3C 00", "00 3C 01"]
)
def test_a_packet_that_is_cut_or_too_long_is_refused(text):
    with pytest.raises(ble_heart_rate.PayloadError):
        ble_heart_rate.parse(bytes.fromhex(text))


def test_a_log_of_packets_is_one_recording(read_):
    recording = only(read_file(SAMPLES / "strap_packets.txt"))
    packets = (SAMPLES / "strap_packets.txt").read_text().splitlines()
    at, timed = 0.0, []
    for packet in packets:
        at += sum(ble_heart_rate.parse(bytes.fromhex(packet)).intervals_ms) / 1000
        timed.append(f"{at:.3f};{packet}")
    broken = read_("\n".join([*timed, f"{at + 1:.3f};10 4B 3"]), "log.txt")

    assert recording.source == "ble_heart_rate"
    assert len(recording.beats.nn_ms) == 16
    assert "lost packets cannot be seen" in recording.notes[0]
    assert [one.row for one in broken.refused] == ["line 13"]
    assert len(broken.recordings[0].beats.nn_ms) == 16
    assert broken.recordings[0].notes == ()


@shared
def test_the_captured_packets_decode_to_the_captured_values():
    text = CAPTURE.read_text(encoding="utf-8")
    told = re.search(r"HR_EXPECTED = \[(.*?)\];", text, re.DOTALL)[1]
    raw = [
        [int(one) for one in row.split(",")]
        for row in re.findall(r"rrRaw: \[(.*?)\]", told)
    ]
    rates = [int(one) for one in re.findall(r"hr: (\d+)", told)]
    packets = (SAMPLES / "strap_packets.txt").read_text().splitlines()

    decoded = [ble_heart_rate.parse(bytes.fromhex(one)) for one in packets]

    assert [one.rate_bpm for one in decoded] == rates
    assert [[ms * 1024 / 1000 for ms in one.intervals_ms] for one in decoded] == raw


@shared
def test_the_captured_ecg_decodes_to_the_captured_values():
    text = CAPTURE.read_text(encoding="utf-8")
    block = re.search(r"ECG_FRAMES[^\[]*\[\] = \[(.*?)\];", text, re.DOTALL)[1]
    told = re.search(r"ECG_EXPECTED = \{(.*?)\n\};", text, re.DOTALL)[1]
    values = re.findall(r"microVolts: (-?\d+), timeStampNs: (\d+)n", told)

    frames = [
        polar_pmd.parse(bytes.fromhex(one))
        for one in re.findall(r"'([0-9A-F ]+)'", block)
    ]
    signal = polar_pmd.joined(frames)

    assert len(signal.samples) == 1241
    assert (signal.samples.min(), signal.samples.max()) == (-5942, 7906)
    assert signal.samples.mean() == pytest.approx(839.788, abs=0.001)
    assert signal.samples[:20].tolist() == [float(one) for one, _ in values[:20]]
    assert signal.samples[-3:].tolist() == [float(one) for one, _ in values[20:]]
    stamps = np.array([int(ns) for _, ns in values], dtype=np.int64)
    ours = np.concatenate((signal.times_s[:20], signal.times_s[-3:])) * 1e9
    assert np.allclose(ours - ours[0], stamps - stamps[0], atol=2.0)


def test_a_log_of_ecg_packets_is_a_signal_and_lost_ones_are_seen(read_):
    recording = only(read_file(SAMPLES / "ecg_packets.txt"))
    packets = (SAMPLES / "ecg_packets.txt").read_text().splitlines()
    lost = only(read_("\n".join([packets[0], packets[2]]), "lost.txt"))
    again = read_("\n".join([packets[0], packets[0], packets[1][:-1]]), "again.txt")

    (signal,) = recording.signals
    assert (signal.kind, signal.unit, signal.rate_hz) == (SignalKind.ECG, "uV", 130.0)
    assert len(signal.samples) == 219
    assert np.diff(signal.times_s) == pytest.approx(1 / 130, rel=1e-3)
    assert recording.started_at.tzinfo is UTC
    assert np.diff(lost.signals[0].times_s).max() == pytest.approx(74 / 130, rel=0.01)
    assert [one.row for one in again.refused] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("packet", "part"),
    [
        (bytes(5), "too short"),
        (bytes([2]) + bytes(12), "of kind 2"),
        (bytes(9) + bytes([0x80]) + bytes(3), "frame type 128"),
        (bytes(10) + bytes(4), "cut"),
    ],
)
def test_a_packet_that_is_no_ecg_is_refused(packet, part):
    with pytest.raises(polar_pmd.FrameError, match=part):
        polar_pmd.parse(packet)


def test_beat_lists_of_a_watch_are_read_past_a_broken_head(read_):
    read = read_file(SAMPLES / "apple_export.xml")
    dirty = (SAMPLES / "apple_export.xml").read_bytes().replace(
        b'sourceName="Watch"', b'sourceName="W\x0batch&#11;"'
    )  # fmt: skip
    again = read_(dirty, "export.xml")

    first, over_one = read.recordings
    assert first.started_at == datetime(
        2026, 3, 6, 7, 30, tzinfo=timezone(timedelta(hours=2))
    )
    for one in (first, over_one):
        assert one.beats.nn_ms == pytest.approx(MS[1:20], abs=10.1)
        assert one.beats.gaps == 0
    assert [one.row for one in read.refused] == [
        "beat list 3, 2026-03-07 07:30:00 +0200"
    ]
    assert len(again.recordings) == 2


def test_beats_that_a_watch_left_out_are_a_gap(read_):
    text = (SAMPLES / "apple_export.xml").read_text()
    beats = re.findall(r" *<Instantaneous.*\n", text)

    read = read_(text.replace(beats[9], ""), "export.xml")

    assert read.recordings[0].beats.gaps == 1
    assert len(read.recordings[0].beats.nn_ms) == 17


def test_an_export_that_is_cut_or_has_no_beats_is_refused(read_):
    whole = (SAMPLES / "apple_export.xml").read_bytes()

    cut = read_(whole[: len(whole) // 2], "cut.xml")
    none = read_(whole.replace(b"InstantaneousBeats", b"Other"), "none.xml")

    assert "cannot be read any further" in reason_of(cut)
    assert "no list of beats" in reason_of(none)


def test_columns_of_opensignals_are_named_by_their_sensor():
    recording = only(read_file(SAMPLES / "opensignals.txt"))

    (signal,) = recording.signals
    assert (signal.name, signal.kind, signal.rate_hz) == ("ECG", SignalKind.ECG, 100.0)
    assert signal.times_s is None


def test_a_camera_keeps_the_time_of_every_frame():
    recording = only(read_file(SAMPLES / "camera.csv"))

    assert [one.name for one in recording.signals] == ["R", "G", "B"]
    red = recording.signals[0]
    assert red.kind is SignalKind.PPG
    assert red.rate_hz == pytest.approx(30, abs=1)
    assert red.times_s[1] == pytest.approx(0.040)


def test_an_ecg_of_polar_sensor_logger_takes_the_clock_of_the_strap(read_):
    rows = "".join(
        f"2026-03-06T08:00:{n / 130:06.3f};{599 * 10**15 + n * 7692307};"
        f"{n * 1000 / 130:.1f};{n % 40}\n"
        for n in range(300)
    )
    header = "Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]\n"

    (signal,) = only(read_(header + rows, "ecg.txt")).signals

    assert (signal.name, signal.kind, signal.unit) == ("ecg", SignalKind.ECG, "uv")
    assert signal.rate_hz == pytest.approx(130, rel=1e-3)


def test_a_wrong_sampling_rate_is_refused_by_name(read_):
    opensignals = (SAMPLES / "opensignals.txt").read_text()
    camera = (SAMPLES / "camera.csv").read_text()
    slow = "time,ECG\n" + "".join(f"{n},{n % 7}\n" for n in range(100))

    assert "you say 250 Hz, and the header says 100 Hz" in reason_of(
        read_(opensignals, "os.txt", rate_hz=250)
    )
    assert "and the times give" in reason_of(read_(camera, "cam.csv", rate_hz=60))
    assert "not possible" in reason_of(read_(opensignals, "os.txt", rate_hz=-1))
    assert "the times give" in reason_of(
        read_(slow.replace("time", "time [s]"), "s.csv")
    )
    assert "you say 3 Hz" in reason_of(read_("5\n6\n5\n" * 50, "x.txt", rate_hz=3))


def test_a_missing_sample_without_times_refuses_the_file(read_):
    text = (SAMPLES / "opensignals.txt").read_text().replace("\t595\t", "\tx\t", 1)
    camera = (SAMPLES / "camera.csv").read_text().replace("0.0,0.01\n", "?,0.01\n", 1)

    assert "moves all that follow" in reason_of(read_(text, "os.txt"))
    assert len(read_(camera, "cam.csv").refused) == 1


def test_an_edf_file_gives_its_signals_and_a_cut_one_is_refused(tmp_path, read_):
    import edfio

    wave = np.sin(np.arange(1000) / 10)
    edf = edfio.Edf(
        [
            edfio.EdfSignal(wave, 100, label="ECG", physical_dimension="mV"),
            edfio.EdfSignal(wave[:250], 25, label="Resp thorax"),
        ]
    )
    edf.write(tmp_path / "night.edf")
    whole = (tmp_path / "night.edf").read_bytes()

    recording = only(read_file(tmp_path / "night.edf"))

    ecg, breath = recording.signals
    assert (ecg.kind, ecg.rate_hz, ecg.unit) == (SignalKind.ECG, 100.0, "mV")
    assert (breath.kind, breath.rate_hz) == (SignalKind.BREATH, 25.0)
    assert ecg.samples == pytest.approx(wave, abs=1e-3)
    assert "cut short" in reason_of(read_(whole[:-400], "cut.edf"))
    assert "damaged" in reason_of(read_(whole[:300], "head.edf"))
    assert "You say 250 Hz" in reason_of(read_file(tmp_path / "night.edf", rate_hz=250))


@shared
def test_a_wfdb_record_gives_its_signal_and_its_normal_beats(tmp_path):
    folder = SHARED / "hrv/mitdb_flac_ch0"
    recording = only(read_file(folder / "119.hea"))
    (tmp_path / "119.hea").write_bytes((folder / "119.hea").read_bytes())
    (tmp_path / "119.dat").write_bytes((folder / "119.dat").read_bytes()[:9000])
    alone = read_file(tmp_path / "119.hea")
    (tmp_path / "119.atr").write_bytes((folder / "119.atr").read_bytes()[:-501])

    (signal,) = recording.signals
    assert (signal.name, signal.rate_hz, signal.unit) == ("MLII", 360.0, "mV")
    assert len(signal.samples) == 650_000
    assert len(recording.beats) == 1987
    assert 1000 < np.count_nonzero(recording.beats.kept) < 1200  # 444 are ectopic
    assert "damaged or cut short" in reason_of(alone)
    assert "without its header" in reason_of(read_file(folder / "119.dat"))
    assert "You say 250 Hz" in reason_of(read_file(folder / "119.hea", rate_hz=250))


@shared
def test_annotations_without_a_header_need_their_rate(tmp_path):
    folder = SHARED / "hrv/mitdb_orig"
    (tmp_path / "203.atr").write_bytes((folder / "203.atr").read_bytes())

    assert "how many samples a second" in reason_of(read_file(tmp_path / "203.atr"))
    said = only(read_file(tmp_path / "203.atr", rate_hz=360))
    assert said.beats.duration_s == pytest.approx(1805, abs=2)


@shared
def test_fit_files_give_their_beats_or_say_that_there_are_none():
    folder = SHARED / "wearables/fit"
    recording = read_file(folder / "fitdecode_garmin-fenix-5-run.fit").recordings[0]

    assert len(recording.beats.nn_ms) > 70
    assert recording.started_at == datetime(2017, 6, 11, 14, 34, 9, tzinfo=UTC)
    assert "no heartbeat intervals" in reason_of(
        read_file(folder / "fitdecode_Activity.fit")
    )
    for name in ("filecrc", "unexpected-eof", "settings-corruptheader"):
        refused = read_file(folder / f"fitdecode_activity-{name}.fit")
        assert "damaged or cut short" in reason_of(refused)


def test_a_clock_that_jumps_by_years_is_refused(read_):
    rows = "".join(f"{1 + 0.8 * n:.1f},800.0\n" for n in range(60))

    assert "jumps ahead by 49,710 days" in reason_of(
        read_(rows + "4294967296.0,800.0\n" + "4294967297.0,800.0\n", "rows.csv")
    )


def test_a_day_before_all_clocks_is_a_line_refused_and_no_end(read_):
    head = "Phone timestamp;RR-interval [ms]\n"
    rows = "".join(f"2026-03-06T08:00:{n:02}.000;1000\n" for n in range(30))

    read = read_(head + "0001-01-01T00:00:00.000;1000\n" + rows, "strap.txt")

    assert [one.row for one in read.refused] == ["line 2"]
    assert len(read.recordings[0].beats.nn_ms) == 30


def test_a_last_line_that_was_cut_costs_itself_only(read_):
    rows = "".join(f"{0.8 * n:.1f},0.8{n % 10}\n" for n in range(40))

    read = read_(rows + "32.8", "rows.csv")

    assert len(read.recordings[0].beats.nn_ms) == 40


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_of_thousands_of_digits_is_answered(read_, digits):
    read = read_("0,845\n" * 30 + f"{'1' * digits},{'1' * digits}\n", "rr.txt")

    assert read.recordings or read.refused


def test_times_that_were_rounded_are_those_of_an_even_clock(read_):
    rows = "".join(f"{n * 0.008:.5g},{n % 50}\n" for n in range(20_000))

    (signal,) = only(read_("Time [s],II\n" + rows, "icu.csv")).signals

    assert signal.times_s is None
    assert signal.rate_hz == pytest.approx(125.0, rel=1e-4)


def test_a_sample_that_is_missing_from_rounded_times_is_still_seen(read_):
    kept = [n for n in range(20_000) if not 9_000 <= n < 9_100]
    rows = "".join(f"{n * 0.008:.5g},{n % 50}\n" for n in kept)

    (signal,) = only(read_("Time [s],II\n" + rows, "icu.csv")).signals

    assert signal.times_s is not None


def test_a_header_without_names_is_answered(tmp_path, read_):
    (tmp_path / "a.dat").write_bytes(bytes(range(12)) * 200)
    read = read_("a 1 360 1600\na.dat 212 200 11 1024\n", "a.hea")

    (signal,) = read.recordings[0].signals
    assert (signal.name, signal.kind) == ("signal 1", SignalKind.OTHER)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("MLIII", SignalKind.ECG),
        ("ML5", SignalKind.ECG),
        ("MV2", SignalKind.ECG),
        ("D3", SignalKind.ECG),
        ("PLETH", SignalKind.PPG),
        ("ABP", SignalKind.OTHER),
    ],
)
def test_the_leads_of_the_archives_are_known(label, kind):
    assert kind_of(label) is kind


def swollen(tmp_path, inside):
    """An export in its zip, which gets far larger than the zip is."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export.xml", inside)
    return path


RECORD_OF_BEATS = (
    '<Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" startDate="x">'
)


@pytest.mark.parametrize(
    "inside",
    [
        f'<HealthData locale="{"0" * (apple_beats.LONGEST_PIECE * 2)}"></HealthData>',
        "<HealthData>" + "<a>" * 100_000 + "</a>" * 100_000 + "</HealthData>",
        "<HealthData>" + RECORD_OF_BEATS
        + '<InstantaneousBeatsPerMinute bpm="1" time="1"/>' * (apple_beats.MOST_BEATS + 1)
        + "</Record></HealthData>",
    ],
    ids=["one long piece", "too deep", "too many beats"],
)  # fmt: skip
def test_an_export_that_swells_is_refused_and_fills_no_memory(tmp_path, inside):
    path = swollen(tmp_path, inside)

    with pytest.raises(FileRefused, match="too long or nested too deeply"):
        list(apple_beats.read(path, Options()))


def test_an_entity_that_names_others_again_and_again_is_not_followed(tmp_path):
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    inside = (
        f'<!DOCTYPE HealthData [<!ENTITY e0 "x">{names}]><HealthData>&e8;</HealthData>'
    )

    with pytest.raises(FileRefused, match="cannot be read any further"):
        list(apple_beats.read(swollen(tmp_path, inside), Options()))


def test_a_beat_that_is_missing_from_times_of_beats_is_a_gap(read_):
    at = np.cumsum(MS) / 1000
    rows = [f"{one:.3f},{ms}" for one, ms in zip(at, MS, strict=True)]

    recording = only(read_("\n".join(rows[:20] + rows[21:]) + "\n", "strap.csv"))

    assert recording.source == "polar_stream"
    assert recording.beats.gaps == 1
    assert len(recording.beats.nn_ms) == len(MS) - 1
