"""The whole set of heart rhythm metrics beside six other programs, in one run.

Peers live in environments of their own in out/peers/, made at the first run from
bench/peers/requirements-*.txt; without a network ours runs alone. Each peer has a time
limit for each recording (HRV_BENCH_LIMIT seconds, 90 if not said); one that passes it is
not tried on longer ones. Times are of the processor on one core, so that a busy machine
changes them little; what a fresh process takes is by the clock. The mean of the runs is
shown, because the clock of the processor may tick in milliseconds. Read the ratios.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from environments import python_of
from timing import HEAD, fresh, in_ms, ratio, timed

from heartsease.hrv import beats
from heartsease.hrv.measures import measure

ROOT = Path(__file__).resolve().parent.parent
SERIES = ROOT.parent / "shared" / "data" / "hrv" / "rr"
LIMIT_S = float(os.environ.get("HRV_BENCH_LIMIT", "90"))
WAITING = 4.0  # times the limit, by the clock, for a machine with other work
ONE_CORE = {
    "PYTHONPATH": "",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
PEERS = {
    "neurokit2": "neurokit2",
    "pyhrv": "classic",
    "hrvanalysis": "classic",
    "heartpy": "classic",
    "systole": "systole",
    "biosppy": "classic",
}
OURS = """
import json, resource, sys, time
start = time.process_time()
from heartsease.hrv import beats
from heartsease.hrv.measures import measure
imported = time.process_time() - start
text = open(sys.argv[1], encoding="utf-8").read()
recording = beats.from_intervals([float(x) for x in text.split()])
start = time.process_time()
known = len(measure(recording).known())
first = time.process_time() - start
runs = []
while len(runs) < 3 or (len(runs) < 1000 and sum(runs) < 3):
    start = time.process_time()
    measure(recording)
    runs.append(time.process_time() - start)
print(json.dumps({
    "import_s": imported, "first_s": first, "metrics": known,
    "mean_s": sum(runs) / len(runs),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A name for the table, and the intervals in ms."""

    name: str
    intervals: tuple[float, ...]


def main() -> None:
    """Prints one table for each recording, then what importing costs."""
    environments = {name: python_of(name) for name in sorted(set(PEERS.values()))}
    given_up: dict[str, str] = {}
    for recording in _recordings():
        _table(recording, environments, given_up)
    _importing()
    _one_metric()


def _recordings() -> Iterator[Recording]:
    """Shared recordings where they are; invented ones of the same lengths elsewhere."""
    random = np.random.default_rng(20)
    for name, file, length in (
        ("5 min", "rr5_pyhrv_short.txt", 337),
        ("15 min", "rr15_rhenan_rest.txt", 910),
        ("60 min", "rr60_pyhrv_long.txt", 4684),
        ("24 h, 128 Hz", "rr24_nsr001_NN.txt.gz", 106_295),
    ):
        values = _shared(SERIES / file)
        if values is None:
            drift = 100 * np.sin(np.arange(length) / 9000)
            values = 760 + drift + 30 * np.sin(np.arange(length) / 2.2)
            values = values + random.normal(0, 20, length)
            values = np.round(values * 0.128) / 0.128
            name += " (invented)"
        yield Recording(name=name, intervals=tuple(values.tolist()))
    spread = np.round(values + random.uniform(-4, 4, len(values)))
    yield Recording(
        name=name.replace("128 Hz", "1 ms"), intervals=tuple(spread.tolist())
    )


def _shared(file: Path) -> np.ndarray | None:
    import gzip

    if not file.exists():
        return None
    data = file.read_bytes()
    text = gzip.decompress(data) if file.suffix == ".gz" else data
    return np.array(
        [float(line) for line in text.decode().splitlines() if line[0] != "#"]
    )


def _table(
    recording: Recording, environments: dict[str, Path | None], given_up: dict[str, str]
) -> None:
    print(f"\n{recording.name}: {len(recording.intervals):,} intervals")
    print(
        f"{'':<14}{'metrics':>9}{'import s':>10}{'first ms':>12}{'then ms':>12}"
        f"{'peak MB':>9}{'times ours':>12}"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rr.txt"
        file.write_text("\n".join(f"{one:.3f}" for one in recording.intervals))
        ours, _ = _run([sys.executable, "-c", OURS, str(file)])
        assert ours is not None  # ours has no excuse
        print(_row("heartsease", ours, 1.0))
        for peer, environment in PEERS.items():
            python = environments[environment]
            if python is None:
                print(f"{peer:<14} could not be installed here")
                continue
            if peer in given_up:
                print(f"{peer:<14} not tried: {given_up[peer]}")
                continue
            script = str(Path(__file__).parent / "peers" / "run_peer.py")
            found, why = _run([str(python), script, peer, str(file)])
            if found is None:
                given_up[peer] = f"{why} at {recording.name}"
                print(f"{peer:<14} {why}")
            else:
                print(_row(peer, found, found["mean_s"] / ours["mean_s"]))


def _row(name: str, found: dict[str, float], times: float) -> str:
    return (
        f"{name:<14}{found['metrics']:>9.0f}{found['import_s']:>10.2f}"
        f"{1e3 * found['first_s']:>12,.1f}{1e3 * found['mean_s']:>12,.2f}"
        f"{found['peak_mb']:>9.0f}{times:>12,.1f}"
    )


def _run(command: list[str]) -> tuple[dict[str, float] | None, str]:
    """What it printed, or why it printed nothing."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=WAITING * LIMIT_S,
            check=True,
            env=os.environ | ONE_CORE,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        return None, f"not done after {WAITING * LIMIT_S:g} s of waiting"
    except subprocess.CalledProcessError as problem:
        if problem.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return None, f"not done after {LIMIT_S:g} s"
        lines = problem.stderr.strip().splitlines() or [f"code {problem.returncode}"]
        return None, lines[-1][:70]
    return json.loads(done.stdout.strip().splitlines()[-1]), ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(LIMIT_S), int(LIMIT_S) + 5))


def _importing() -> None:
    print(f"\nIn a fresh process\n{HEAD}")
    nothing, _ = fresh("interpreter alone", "pass", runs=5)
    numpy, _ = fresh("import numpy", "import numpy", runs=5)
    whole, _ = fresh(
        "import heartsease.hrv.measures", "import heartsease.hrv.measures", runs=5
    )
    for one in (nothing, numpy, whole):
        print(in_ms(one))
    print(ratio(whole, nothing))


def _one_metric() -> None:
    """Sample entropy of a day by itself: the one that others run out of memory for."""
    print(f"\nSample and approximate entropy, exact\n{HEAD}")
    for recording in list(_recordings())[3:]:
        day = beats.from_intervals(recording.intervals)
        print(
            in_ms(
                timed(recording.name, partial(measure, day, metrics=["sampen"]), runs=5)
            )
        )


if __name__ == "__main__":
    main()
