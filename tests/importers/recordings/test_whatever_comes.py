"""Every shared file is read or refused by name, and garbage never breaks the reading."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartsease.importers.recordings import columns
from heartsease.importers.recordings.read import SOURCES, read_file
from heartsease.importers.recordings.sources import rr_text

SAMPLES = sorted((Path(__file__).parents[1] / "samples/recordings").iterdir())
SHARED = Path(__file__).parents[4] / "shared/data/hrv"
NAMES = (
    "a.txt",
    "a.csv",
    "a.ibi",
    "a.hrm",
    "a.hea",
    "a.atr",
    "a.edf",
    "a.fit",
    "a.xml",
)


def check(read):
    assert read.recordings or read.refused
    for one in read.refused:
        assert one.file == read.file
        assert one.reason.endswith((".", "!", ")"))
        assert one.advice
    for one in read.recordings:
        assert one.source in {source.id for source in SOURCES}
        assert one.beats is not None or one.signals
        if one.beats is not None:
            assert (np.diff(one.beats.times_s) > 0).all()
        for signal in one.signals:
            assert len(signal.samples)
            assert signal.rate_hz > 0


@pytest.mark.skipif(not SHARED.exists(), reason="the shared recordings are not here")
def test_every_shared_file_is_read_or_refused_by_name():
    files = [one for one in sorted(SHARED.rglob("*")) if one.is_file()]
    read = {"beats": 0, "signals": 0, "refused": 0}
    for file in files:
        if file.suffix == ".json":
            continue  # values of other packages, not recordings
        found = read_file(file)
        check(found)
        read["beats"] += any(one.beats is not None for one in found.recordings)
        read["signals"] += any(one.signals for one in found.recordings)
        read["refused"] += not found.recordings

    assert read["beats"] > 150
    assert read["signals"] > 30
    assert read["refused"] < len(files) / 2


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_read_whole(path):
    read = read_file(path)

    check(read)
    assert read.recordings


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_cut_anywhere_or_with_wrong_bytes_is_answered(path, tmp_path):
    chance = random.Random(path.name)  # the same damage in every run
    whole = path.read_bytes()
    broken = tmp_path / path.name
    for _ in range(25):
        cut = bytearray(whole[: chance.randrange(1, len(whole))])
        for _ in range(chance.randrange(3)):
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        broken.write_bytes(cut)

        check(read_file(broken))


bits = st.sampled_from(
    ["800", "810", "0.8", "-1", "0", "nan", "inf", "1e400", "abc", ",", ";", "\t", " "]
    + [
        "\n",
        "\n",
        "#",
        "10 4B 34 03",
        "[Params]",
        "Interval=238",
        "time",
        "R",
        "\ufeff",
    ]
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(bits, max_size=40), name=st.sampled_from(NAMES))
def test_any_text_is_answered(parts, name, tmp_path):
    path = tmp_path / name
    path.write_text("".join(parts), encoding="utf-8")

    check(read_file(path))


starts = st.sampled_from(
    [
        b"",
        b"0       ",
        b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT",
        b"<HealthData",
        b"PK\x03\x04",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=starts, rest=st.binary(max_size=400), name=st.sampled_from(NAMES))
def test_any_bytes_are_answered(start, rest, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(start + rest)

    check(read_file(path))


@pytest.mark.parametrize("text", ["800\n" * 60, "800 " * 60, "800;810;820\n" * 30])
def test_a_text_longer_than_memory_should_hold_is_refused(text, tmp_path, monkeypatch):
    for module in (columns, rr_text):
        monkeypatch.setattr(module, "MOST_LINES", 50)
    monkeypatch.setattr(columns, "MOST_MARKS", 50)
    path = tmp_path / "long.txt"
    path.write_text(text)

    (refused,) = read_file(path).refused

    assert "too long" in refused.reason
