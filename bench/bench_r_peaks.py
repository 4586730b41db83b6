"""How many times faster than the heart its beats are found in an ECG, beside seven others.

Ours includes what the others do not: confidence, quality, flutter and times between
samples. The lead is record 203 of the MIT-BIH database in ../shared/data/hrv, the hardest
of it; without it one that is made up. Missed and extra beats are beside the experts' marks.
Peers live in environments of their own, see `environments`; without a network ours runs
alone. Times are of the processor on one core. Read the ratios.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from environments import ROOT, python_of
from numpy.typing import NDArray
from timing import HEAD as TIMING_HEAD
from timing import fresh, in_ms

from heartsease.hrv.ecg import detect, stream

sys.path.insert(0, str(ROOT))  # for the scripts and what the tests make

from scripts import mit_bih
from tests.support.ecg import a_lead, a_rhythm

RECORD = "203"
RUNS = 7
LIMIT_S = 240.0
PACKET_S = 0.5
STREAMED_S = 300
OURS = None  # our own interpreter, which has wfdb
PEERS = {
    "neurokit2": "neurokit2",
    "wfdb gqrs": OURS,
    "wfdb xqrs": OURS,
    "sleepecg": "systole",
    "systole": "systole",
    "biosppy": "classic",
    "heartpy": "classic",
}
ONE_CORE = {
    "PYTHONPATH": "",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
HEAD = f"{'':<24}{'times real time':>16}{'ours is':>10}{'missed':>9}{'extra':>9}{'F1 %':>9}"


def main() -> None:
    """Prints the table of detectors, then what ours costs live, by the day, at import."""
    record = _record()
    print(
        f"{record.name}, {record.seconds / 60:.0f} min at {record.rate_hz:g} Hz\n{HEAD}"
    )
    lead, rate = record.samples, record.rate_hz
    seconds = _runs(lambda: detect.find_beats(lead, rate_hz=rate))
    ours = statistics.median(seconds)
    _line(
        "heartsease", record, ours, ours, detect.find_beats(lead, rate_hz=rate).times_s
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lead.npy"
        np.save(file, lead)
        for peer, environment in PEERS.items():
            _peer(peer, environment, file, record, ours)
    _streaming(lead, rate)
    _long()
    _importing()


def _record() -> mit_bih.Reference:
    if RECORD in mit_bih.names():
        return mit_bih.read(RECORD)
    beats = a_rhythm(seconds=1800)
    return mit_bih.Reference(
        name="made up",
        rate_hz=360.0,
        samples=a_lead(beats, rate_hz=360, seconds=1800, noise_mv=0.05),
        beats=np.round(beats * 360).astype(np.intp),
        labels=np.full(len(beats), "N"),
        flutter=(),
    )


def _runs(work: Callable[[], object]) -> list[float]:
    work()
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds


def _line(
    name: str,
    record: mit_bih.Reference,
    seconds: float,
    ours: float,
    times_s: NDArray[np.float64],
) -> None:
    made = mit_bih.score(record, times_s)
    print(
        f"{name:<24}{record.seconds / seconds:>16,.0f}{seconds / ours:>9.1f}x"
        f"{made.missed:>9}{made.extra:>9}{mit_bih.f1([made]):>9.2f}"
    )


def _peer(
    peer: str,
    environment: str | None,
    file: Path,
    record: mit_bih.Reference,
    ours: float,
) -> None:
    python = Path(sys.executable) if environment is OURS else python_of(environment)
    if python is None:
        print(f"{peer:<24} could not be installed here")
        return
    script = Path(__file__).parent / "peers" / "run_ecg_peer.py"
    try:
        done = subprocess.run(
            [str(python), str(script), peer, str(file), str(record.rate_hz)],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=True,
            env=os.environ | ONE_CORE,
        )
    except subprocess.TimeoutExpired:
        print(f"{peer:<24} not done after {LIMIT_S:g} s")
        return
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.strip().splitlines() or [f"code {problem.returncode}"]
        print(f"{peer:<24} {lines[-1][:70]}")
        return
    found = json.loads(done.stdout.strip().splitlines()[-1])
    times = np.sort(np.array(found["peaks"], np.float64)) / record.rate_hz
    _line(peer, record, statistics.median(found["seconds"]), ours, times)


def _streaming(lead: NDArray[np.float64], rate_hz: float) -> None:
    """What a second of ECG costs live, in packets of half a second."""
    part = lead[: int(STREAMED_S * rate_hz)]
    size = int(PACKET_S * rate_hz)

    def work() -> None:
        detector = stream.Detector(rate_hz=rate_hz)
        for first in range(0, len(part), size):
            detector.push(part[first : first + size])

    start = time.process_time()
    work()
    cost = (time.process_time() - start) / STREAMED_S
    print(
        f"\nLive: {1e3 * cost:.1f} ms for each second of ECG ({cost:.2%} of one core)"
    )


def _long() -> None:
    """A day at 250 Hz: time, and memory beside that of the samples."""
    import tracemalloc

    hour = a_lead(a_rhythm(seconds=3600), rate_hz=250, seconds=3600)
    day = np.tile(hour, 24)
    start = time.process_time()
    found = detect.find_beats(day, rate_hz=250)
    took = time.process_time() - start
    tracemalloc.start()
    detect.find_beats(day, rate_hz=250)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"24 h at 250 Hz: {len(found.times_s):,} beats in {took:.1f} s "
        f"({86400 / took:,.0f} times real time), {peak / 2**20:,.0f} MB "
        f"beside {day.nbytes / 2**20:,.0f} MB of samples"
    )


def _importing() -> None:
    print(f"\nIn a fresh process\n{TIMING_HEAD}")
    for name in ("numpy", "heartsease.hrv.ecg.detect"):
        print(in_ms(fresh(f"import {name}", f"import {name}", runs=5)[0]))


if __name__ == "__main__":
    main()
