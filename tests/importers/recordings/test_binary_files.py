"""EDF and WFDB files that are cut, interrupted or lie about their size: never half read."""

import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import numpy as np
import pytest

from heartsease.importers.recordings import annotations
from heartsease.importers.recordings.channels import is_of_a_camera, kind_of
from heartsease.importers.recordings.read import read_file
from heartsease.importers.recordings.recording import SignalKind
from heartsease.importers.recordings.sources import wfdb_record

SHARED = Path(__file__).parents[4] / "shared/data/hrv"
WAVE = np.sin(np.arange(2500) / 20)
# What a person runs: there, a package that only warns goes on.
as_people_run_it = pytest.mark.filterwarnings("ignore")

shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared recordings are not here"
)


def reason_of(read):
    assert read.recordings == ()
    return read.refused[-1].reason


@pytest.fixture(scope="module")
def edf(tmp_path_factory):
    """Ten seconds at 250 Hz in ten data records, with a channel of annotations."""
    import edfio

    path = tmp_path_factory.mktemp("edf") / "night.edf"
    edfio.Edf(
        [edfio.EdfSignal(WAVE, 250, label="ECG", physical_dimension="mV")],
        annotations=[edfio.EdfAnnotation(1, None, "lights out")],
    ).write(path)
    return path.read_bytes()


@pytest.fixture
def record(tmp_path):
    """A folder with the WFDB record r: one lead, ten seconds at 250 Hz."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wfdb

        wfdb.wrsamp("r", fs=250, units=["mV"], sig_name=["II,"], fmt=["16"],
                    p_signal=WAVE[:, None], write_dir=str(tmp_path))  # fmt: skip
    return tmp_path


def put(data, at, text):
    return data[:at] + text.encode() + data[at + len(text) :]


def header(folder, old, new):
    text = (folder / "r.hea").read_text()
    assert old in text
    (folder / "r.hea").write_text(text.replace(old, new, 1))
    return read_file(folder / "r.hea")


@as_people_run_it
@pytest.mark.parametrize("lost", [1, 20, 114, 700, 5000])
def test_an_edf_file_that_lost_its_end_is_not_read_up_to_there(read_, edf, lost):
    reason = reason_of(read_(edf[:-lost], "night.edf"))

    assert f"{len(edf) - lost:,} bytes" in reason
    assert f"promises {len(edf):,}" in reason


@as_people_run_it
def test_an_edf_file_with_more_than_it_says_is_not_read_as_longer(read_, edf):
    assert "promises" in reason_of(read_(edf + bytes(6000), "night.edf"))
    assert read_(edf + bytes(10), "padded.edf").recordings


@as_people_run_it
def test_an_edf_file_of_unknown_length_says_that_its_end_cannot_be_seen(read_, edf):
    whole = put(edf, 236, "-1      ")

    (recording,) = read_(whole, "night.edf").recordings

    assert len(recording.signals[0].samples) == len(WAVE)
    assert "end that is lost is not seen" in recording.notes[0]
    assert "promises" in reason_of(read_(whole[:-1], "night.edf"))


@as_people_run_it
def test_an_interrupted_edf_recording_is_not_glued_together(read_, edf):
    assert "interrupted" in reason_of(read_(put(edf, 192, "EDF+D"), "night.edf"))


@as_people_run_it
@pytest.mark.parametrize(
    ("at", "text"),
    [
        (184, "0       "),
        (184, "99999999"),
        (236, "99999999"),
        (236, "0       "),
        (236, "1e9     "),
        (252, "9999"),
        (252, "-1  "),
        (252, "0   "),
        (256 + 2 * 216, "99999999"),
        (256 + 2 * 216, "-5      "),
        (256 + 2 * 216, "2.5     "),
    ],
)
def test_an_edf_header_that_cannot_be_is_refused(read_, edf, at, text):
    assert reason_of(read_(put(edf, at, text), "night.edf"))


def test_an_edf_label_in_latin_letters_is_read(read_, edf):
    with_micro = edf.replace(b"mV      ", b"\xb5V      ", 1)

    (recording,) = read_(with_micro, "night.edf").recordings

    assert recording.signals[0].unit == "µV"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("1 250 2500", "1 250 9999999999", "9,999,999,999 samples"),
        ("1 250 2500", "1 250 2501", "damaged"),
        ("1 250 2500", "1 -1 2500", "'-1'"),
        ("1 250 2500", "1 1e300 2500", "'1e300'"),
        ("1 250 2500", "1 0 2500", "'0'"),
        ("1 250 2500", "1 250 2400", ""),
        (" 16 ", " 999 ", "damaged"),
        ("r.dat", "gone.dat", "gone.dat"),
    ],
)
def test_a_wfdb_header_that_cannot_be_is_refused(record, old, new, part):
    read = header(record, old, new)

    if part:
        assert part in reason_of(read)
    else:  # a header may leave samples out
        assert len(read.recordings[0].signals[0].samples) == 2400


def test_a_wfdb_header_that_names_no_length_is_read_whole(record):
    (recording,) = header(record, "1 250 2500", "1 250").recordings

    assert len(recording.signals[0].samples) == len(WAVE)
    assert recording.signals[0].kind is SignalKind.ECG


def test_signals_with_several_samples_in_a_frame_keep_their_own_rate(tmp_path):
    rng = np.random.default_rng(0)
    frames = rng.integers(-900, 900, (100, 6)).astype(
        "<i2"
    )  # 5 of an ECG, 1 of a breath
    (tmp_path / "r.dat").write_bytes(frames.tobytes())
    (tmp_path / "r.hea").write_text(
        "r 2 50 100\nr.dat 16x5 100/mV 16 0 0 0 0 II\nr.dat 16x1 100/mV 16 0 0 0 0 RESP\n"
    )

    ecg, breath = read_file(tmp_path / "r.hea").recordings[0].signals

    assert (ecg.rate_hz, breath.rate_hz) == (250.0, 50.0)
    assert ecg.samples == pytest.approx(frames[:, :5].ravel() / 100)
    assert breath.samples == pytest.approx(frames[:, 5] / 100)


def test_segments_of_a_wfdb_record_are_one_signal_with_its_hole(record):
    (record / "plan.hea").write_text("plan 1 250 0\n~ 0 200/mV 12 0 0 0 0 II,\n")
    (record / "all.hea").write_text(
        "all/4 1 250 6000\nplan 0\nr 2500\n~ 1000\nr 2500\n"
    )

    (recording,) = read_file(record / "all.hea").recordings

    samples = recording.signals[0].samples
    assert len(samples) == 6000
    assert np.isnan(samples[2500:3500]).all()
    assert np.isfinite(samples[3500:]).all()


def test_a_segment_that_is_not_there_is_named(record):
    (record / "all.hea").write_text("all/2 1 250 5000\nr 2500\nfar 2500\n")

    assert "far.hea" in reason_of(read_file(record / "all.hea"))


def test_a_silence_of_years_between_segments_is_not_made(record):
    (record / "all.hea").write_text("all/2 1 250 9000002500\nr 2500\n~ 9000000000\n")

    assert "9,000,002,500 samples" in reason_of(read_file(record / "all.hea"))


def words(*pairs):
    return b"".join((code << 10 | step).to_bytes(2, "little") for code, step in pairs)


def note(text):
    data = text.encode()
    return words((63, len(data))) + data + b"\0" * (len(data) % 2)


MARKED = words((22, 0)) + note("## time resolution: 250") + words(*[(1, 200)] * 12)


def test_an_annotation_file_gives_its_beats_and_its_rate(read_):
    (recording,) = read_(MARKED + b"\0\0", "r.atr").recordings

    assert recording.beats.nn_ms == pytest.approx([800.0] * 11)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (MARKED, "its end is missing"),
        (MARKED[:-3], "its end is missing"),
        (words((1, 200), (59, 0)) + b"\0\0", "stops within a mark"),
        (words((1, 200), (63, 40)) + b"\0\0", "stops within a note"),
        (MARKED + b"\0\0" + MARKED + b"\0\0", "behind its end"),
        (words((59, 0)) + b"\xff\xff\xff\xff" + MARKED + b"\0\0", "before"),
    ],
)
def test_an_annotation_file_that_is_cut_or_damaged_is_refused(read_, data, part):
    assert part in reason_of(read_(data, "r.atr"))


@pytest.mark.parametrize(
    "said", ["## time res", "## of my own", "## time resolution: 9"]
)
def test_a_note_that_the_package_would_wait_on_for_ever_is_passed_over(read_, said):
    twice = words((22, 0)) + note("## time resolution: 250")
    data = twice + words((22, 0)) + note(said) + words(*[(1, 200)] * 12) + b"\0\0"

    (recording,) = read_(data, "r.atr").recordings

    assert len(recording.beats.nn_ms) == 11


def test_annotations_of_many_months_are_not_taken_into_memory(tmp_path):
    with (tmp_path / "r.atr").open("wb") as file:
        file.write(MARKED)
        file.truncate(17 << 20)

    assert "larger than the marks" in reason_of(read_file(tmp_path / "r.atr"))


def test_samples_without_a_number_are_not_taken_into_memory(record):
    with (record / "r.dat").open("r+b") as file:
        file.truncate(300 << 20)

    assert "samples; up to" in reason_of(header(record, "1 250 2500", "1 250"))


@shared
@pytest.mark.parametrize(
    "file", ["mitdb_flac_ch0/203.atr", "mitdb_flac_ch0/207.atr", "ltdb/14134.atr"]
)
def test_annotations_are_those_that_the_package_reads(file):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wfdb

        theirs = wfdb.rdann(str((SHARED / file).with_suffix("")), "atr")
    beats = list(wfdb_record.BEATS)

    ours = annotations.read(SHARED / file)

    is_beat = np.isin(theirs.symbol, beats)
    ours_is = np.isin(ours.symbols, beats)
    assert np.array_equal(ours.samples[ours_is], theirs.sample[is_beat])
    assert np.array_equal(ours.symbols[ours_is], np.array(theirs.symbol)[is_beat])


@shared
def test_a_record_with_marks_says_whose_beats_it_gives(tmp_path):
    for found in (SHARED / "mitdb_orig").glob("203.*"):
        (tmp_path / found.name).write_bytes(found.read_bytes())

    (recording,) = read_file(tmp_path / "203.hea").recordings

    assert recording.notes == ("The beats are those that 203.atr marks.",)


def test_a_header_that_lies_costs_no_memory(record):
    (record / "lies.hea").write_text("lies 40 250 900000000\n" + "r.dat 16\n" * 40)
    limit = 2 << 30  # bytes; what the header promises is 72 GB
    program = f"""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
        from heartsease.importers.recordings.read import read_file
        print(read_file({str(record / "lies.hea")!r}).refused[0].reason)
    """

    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "36,000,000,000 samples" in said.stdout


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        *((one, SignalKind.ECG) for one in ("II,", "AVR,", "V", "mod.V1", "V1-V2")),
        *(
            (one, SignalKind.ECG)
            for one in ("ECG LA-RA", "EKG", "Lead I", "E-S", "CM5")
        ),
        *((one, SignalKind.ECG) for one in ("II+", "MCL1", "ECG II [mV]", "ecg_1")),
        *(
            (one, SignalKind.PPG)
            for one in ("PLETH,", "Pleth wave", "finger_ppg", "BVP")
        ),
        *((one, SignalKind.BREATH) for one in ("RESP,", "Thorax", "Abdo effort")),
        *(
            (one, SignalKind.OTHER)
            for one in ("EEG ECG-ref", "EOG V", "ABP", "MV", "ch1")
        ),
    ],
)
def test_a_channel_is_known_by_its_name_in_every_kind_of_file(label, kind):
    assert kind_of(label) is kind


@pytest.mark.parametrize("name", ["R", "green", "mean_blue", "RedMean", "avg G"])
def test_the_colours_of_a_camera_are_known(name):
    assert is_of_a_camera(name)


@pytest.mark.parametrize("name", ["rr", "ir", "grey", "pleth"])
def test_other_names_are_no_colours(name):
    assert not is_of_a_camera(name)


@pytest.mark.parametrize(
    ("head", "step"),
    [
        ("timestamp_ms,red,green,blue", 33),
        ("Time [s];Red;Green;Blue", 0.033),
        ("elapsed_us,meanR,meanG,meanB", 33_000),
        ("timestamp_ns,r,g,b", 33_000_000),
    ],
)
def test_the_frames_of_other_cameras_keep_all_channels_and_their_clock(
    read_, head, step
):
    mark = ";" if ";" in head else ","
    rows = "".join(
        mark.join((f"{n * step:.10g}", str(n % 7), str(n % 11), str(n % 13))) + "\n"
        for n in range(300)
    )

    (recording,) = read_(head + "\n" + rows, "camera.csv").recordings

    assert [one.kind for one in recording.signals] == [SignalKind.PPG] * 3
    assert recording.signals[0].rate_hz == pytest.approx(1 / 0.033, rel=0.01)
