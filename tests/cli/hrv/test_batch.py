"""A folder of recordings becomes one table: resumable, and no bad file ends it."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support import dying_worker
from tests.support.ecg import a_lead, a_rhythm

from heartsease.cli.hrv.batch import command
from heartsease.cli.hrv.batching import workers
from heartsease.cli.hrv.batching.work import Settings, measure_file
from heartsease.cli.main import main
from heartsease.hrv.clean.clean import clean
from heartsease.hrv.measures import METRICS, measure
from heartsease.importers.recordings.read import read_file

SAMPLES = Path(__file__).parents[2] / "importers/samples/recordings"
RUN = "from heartsease.cli.hrv.batch import command; command()"


def some_ids():
    return [name for name in METRICS if name.lower() in ("sdnn", "rmssd", "mean_nn")]


@pytest.fixture
def folder(tmp_path):
    """Ten people, one of them with fibrillation, and two files that are no recording."""
    made = tmp_path / "people"
    (made / "clinic").mkdir(parents=True)
    chance = np.random.default_rng(3)
    for place in range(9):
        rr = 850 + 40 * np.sin(np.arange(130) * 2 * np.pi / 5)
        rr = rr + 15 * chance.standard_normal(130)
        if place == 4:
            rr[60] = 2 * rr[60]
        (made / "clinic" / f"p{place}.txt").write_text(
            "".join(f"{one:.0f}\n" for one in rr)
        )
    wild = chance.uniform(400, 1000, 192)
    (made / "irregular.txt").write_text("".join(f"{one:.0f}\n" for one in wild))
    (made / "letter.txt").write_text("Dear doctor, I feel better since 2026.\nYours\n")
    (made / "broken.hrm").write_text("[Params]\nInterval=238\n")
    (made / ".hidden").write_text("800\n")
    return made


@pytest.fixture
def of_a_killed_run():
    """A place for what nobody tidies up; short, for the name of a socket is bounded."""
    with tempfile.TemporaryDirectory() as made:
        yield made


def run(folder, *words):
    out = folder.parent / "out"
    result = CliRunner().invoke(
        command, [str(folder), "--out", str(out), "--format", "csv", *words]
    )
    return result, out


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def journal(out):
    return (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()


def test_every_recording_is_a_row_and_every_other_file_a_failure(folder):
    result, out = run(folder, "--workers", "2")

    assert result.exit_code == 0, result.output
    measured, failed = rows(out / "results.csv"), rows(out / "failures.csv")
    assert [one["file"] for one in measured] == [f"clinic/p{n}.txt" for n in range(9)]
    assert {one["file"]: one["kind"] for one in failed} == {
        "broken.hrm": "file",
        "irregular.txt": "withheld",
        "letter.txt": "file",
    }
    assert all(one["reason"] for one in failed)
    assert "too irregular" in next(
        one["reason"] for one in failed if one["file"] == "irregular.txt"
    )
    assert measured[4]["missed"] == "1"
    assert "measured: recordings 9, files looked at 12" in result.output


def test_the_numbers_are_those_of_the_single_call(folder):
    _, out = run(folder, "--workers", "1")

    given = read_file(folder / "clinic/p4.txt").recordings[0].beats
    direct = measure(clean(given).beats).known()
    row = rows(out / "results.csv")[4]
    assert {name: float(row[name]) for name in METRICS if row[name]} == direct


def test_one_worker_and_two_write_the_same_bytes(folder):
    _, out = run(folder, "--workers", "1")
    one = (out / "results.csv").read_bytes()
    shutil.rmtree(out)

    run(folder, "--workers", "2")

    assert (out / "results.csv").read_bytes() == one


def test_what_is_done_is_not_done_again_unless_it_changed(folder):
    _, out = run(folder, "--workers", "1", "--metrics", ",".join(some_ids()))
    before = journal(out)
    words = ("--workers", "1", "--metrics", ",".join(some_ids()))

    same, _ = run(folder, *words)
    untouched = journal(out)
    (folder / "clinic/p1.txt").write_text("900\n905\n" * 80)
    changed, _ = run(folder, *words)
    one_more = journal(out)
    other, _ = run(folder, "--workers", "1", "--clean", "local-median")
    again, _ = run(folder, *words, "--again")

    assert "12 of 12 files are done already" in same.output
    assert untouched == before
    assert "11 of 12 files are done already" in changed.output
    assert [json.loads(line)["file"] for line in one_more[12:]] == ["clinic/p1.txt"]
    assert "done already" not in other.output
    assert "done already" not in again.output
    assert len(journal(out)) == 12


def test_a_line_that_was_cut_while_it_was_written_is_dropped(folder):
    _, out = run(folder, "--workers", "1", "--metrics", ",".join(some_ids()))
    whole = (out / "results.csv").read_bytes()
    text = (out / "journal.jsonl").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    cut = "".join([*lines[:5], "not JSON\n", *lines[6:-1], lines[-1][:40]])
    (out / "journal.jsonl").write_text(cut, encoding="utf-8")

    result, _ = run(folder, "--workers", "1", "--metrics", ",".join(some_ids()))

    assert "10 of 12 files are done already" in result.output
    assert (out / "results.csv").read_bytes() == whole


def test_a_run_that_was_killed_goes_on_with_the_rest(folder, of_a_killed_run):
    for place in range(60):
        shutil.copy(folder / "clinic/p1.txt", folder / f"more{place:02d}.txt")
    out = folder.parent / "out"
    words = [str(folder), "--out", str(out), "--format", "csv", "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "TMPDIR": of_a_killed_run},
    )
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if (out / "journal.jsonl").exists() and len(journal(out)) >= 5:
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = journal(out)

    result, _ = run(folder, "--workers", "2")

    assert 5 <= len(before) < 72
    assert not (out / "results.csv.part").exists()
    assert result.exit_code == 0
    assert "of 72 files are done already" in result.output
    done = [json.loads(line)["file"] for line in journal(out)]
    assert len(done) == len(set(done)) == 72
    assert len(rows(out / "results.csv")) == 69


def test_a_file_that_takes_its_worker_with_it_is_a_failure_and_no_more(folder):
    shutil.copy(folder / "clinic/p1.txt", folder / dying_worker.DEADLY)
    files = ["clinic/p0.txt", dying_worker.DEADLY, "clinic/p2.txt", "letter.txt"]

    done = {
        one.file: one
        for one in workers.local(
            str(folder),
            files,
            Settings(metrics=tuple(some_ids())),
            workers=2,
            work=dying_worker.measure_or_die,
        )
    }

    assert set(done) == set(files)
    assert len(done["clinic/p0.txt"].measured) == 1
    assert len(done["clinic/p2.txt"].measured) == 1
    (line,) = done[dying_worker.DEADLY].failed
    assert line["reason"] == "The process that measured it was ended by the system."


def test_an_error_nobody_thought_of_is_a_failure_of_its_file(folder):
    done = measure_file(str(folder), "clinic/p0.txt", Settings(method="no such"))

    assert done.measured == ()
    assert "ValueError" in done.failed[0]["reason"]


def test_parquet_has_the_same_numbers_and_types(folder):
    from pyarrow import parquet

    _, out = run(folder, "--workers", "1")
    table = rows(out / "results.csv")

    result, _ = run(folder, "--workers", "1", "--format", "parquet")

    read = parquet.read_table(out / "results.parquet").to_pylist()
    assert result.exit_code == 0
    assert len(read) == len(table) == 9
    for one, other in zip(read, table, strict=True):
        for name, value in one.items():
            told = other[name]
            assert (told == "") if value is None else (type(value)(told) == value)
    assert parquet.read_table(out / "failures.parquet").num_rows == 3


def test_signals_are_measured_from_the_beats_found_in_them(tmp_path):
    import edfio

    chance = np.random.default_rng(1)
    beats = np.arange(1.0, 121.0, 0.9) + 0.02 * chance.standard_normal(134)
    rate = 200
    at = np.arange(0, 122, 1 / rate)[:, None] - beats
    lead = np.exp(-0.5 * (at / 0.012) ** 2) + 0.25 * np.exp(
        -0.5 * ((at - 0.28) / 0.05) ** 2
    )
    lead = lead.sum(axis=1) + 0.02 * chance.standard_normal(len(at))
    (tmp_path / "people").mkdir()
    edfio.Edf([edfio.EdfSignal(lead, rate, label="ECG")]).write(
        tmp_path / "people/night.edf"
    )

    result, out = run(tmp_path / "people", "--workers", "1")

    (row,) = rows(out / "results.csv")
    assert result.exit_code == 0
    assert row["beats"] == "found in the ECG"
    assert float(row["intervals"]) > 120


def test_a_wfdb_record_and_its_parts_are_one_recording(tmp_path):
    (tmp_path / "people").mkdir()
    for ending in ("hea", "dat", "atr"):
        (tmp_path / f"people/a.{ending}").write_text("800\n810\n")

    result, out = run(tmp_path / "people", "--workers", "1")

    assert result.exit_code == 3
    assert [one["file"] for one in rows(out / "failures.csv")] == ["a.hea"]


def test_it_is_a_word_of_the_hrv_command(folder):
    words = ["hrv", "batch", str(folder), "--out", str(folder.parent / "out")]

    result = CliRunner().invoke(main, [*words, "--metrics", ",".join(some_ids())])

    assert result.exit_code == 0, result.output
    assert "measured: recordings 9, files looked at 12" in result.output


def test_an_empty_folder_and_a_metric_that_is_none_are_said(tmp_path, folder):
    (tmp_path / "none").mkdir()

    empty, _ = run(tmp_path / "none")
    wrong, _ = run(folder, "--metrics", "luck")

    assert (empty.exit_code, wrong.exit_code) == (3, 2)
    assert "no file in this folder" in empty.output
    assert "there is no metric luck" in wrong.output


def test_two_workers_of_a_dask_scheduler_give_the_same_tables(folder):
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # its own closing leaves sockets to the collector
        from distributed import LocalCluster

        _, out = run(folder, "--workers", "1")
        one = (out / "results.csv").read_bytes()
        failed = (out / "failures.csv").read_bytes()
        shutil.rmtree(out)
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            host="127.0.0.1",
            local_directory=str(folder.parent),
        ) as cluster:
            result, _ = run(folder, "--scheduler", cluster.scheduler_address)

    assert result.exit_code == 0, result.output
    assert (out / "results.csv").read_bytes() == one
    assert (out / "failures.csv").read_bytes() == failed
    assert len(journal(out)) == 12


def test_a_scheduler_that_does_not_answer_is_said(folder, monkeypatch):
    monkeypatch.setattr(workers, "CONNECT_S", 1)

    result, _ = run(folder, "--scheduler", "tcp://127.0.0.1:9")

    assert result.exit_code == 4
    assert "No scheduler answers at tcp://127.0.0.1:9" in result.output


@pytest.mark.parametrize("name", ["=1+1.txt", "+a.txt", "-a.txt", "@a.txt"])
def test_a_file_named_like_a_formula_is_not_run_by_a_spreadsheet(folder, name):
    made = folder.parent / "named"
    made.mkdir()
    shutil.copy(folder / "clinic" / "p0.txt", made / name)
    (made / f"{name}.doc").write_text("Dear doctor\n")

    _, out = run(made)
    by_hand = CliRunner().invoke(main, ["hrv", "--csv", "--", str(made / name)])

    assert [row["file"] for row in rows(out / "results.csv")] == [f"'{name}"]
    assert [row["file"] for row in rows(out / "failures.csv")] == [f"'{name}.doc"]
    assert by_hand.stdout.splitlines()[1].startswith(f"'{name},")


def test_segments_of_a_record_are_measured_once_and_with_it(tmp_path):
    made = tmp_path / "holter"
    made.mkdir()
    lead = a_lead(a_rhythm(seconds=60), rate_hz=250, seconds=60)
    (made / "r.dat").write_bytes((lead * 1000).astype("<i2").tobytes())
    (made / "r.hea").write_text("r 1 250 15000\nr.dat 16 1000/mV 16 0 0 0 0 II\n")
    (made / "all.hea").write_text("# two parts\nall/2 1 250 30000\nr 15000\nr 15000\n")

    _, out = run(made, "--metrics", "mean_nn")

    (row,) = rows(out / "results.csv")
    assert row["file"] == "all.hea"
    assert float(row["duration_s"]) > 110
    assert rows(out / "failures.csv") == []
