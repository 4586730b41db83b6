"""How many times faster than the heart pulses are found, beside four other programs.

Ours includes what the others do not: frame times, channels, quality and coverage.
Recordings are those in ../shared/data/hrv; without them made ones, and says so.
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
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from environments import ROOT, python_of
from numpy.typing import NDArray

from heartsease.hrv.ppg import detect, frames
from heartsease.hrv.ppg.stream import PulseStream

sys.path.insert(0, str(ROOT))  # for the scripts and what the tests make

from scripts import pulse_accuracy as accuracy
from tests.support import pulses

RUNS = 7
LIMIT_S = 120.0
PUSH_S = 0.2
PEERS = {
    "neurokit2": "neurokit2",
    "heartpy": "classic",
    "biosppy": "classic",
    "systole": "systole",
}
ONE_CORE = {
    "PYTHONPATH": "",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
HEAD = f"{'':<34}{'slowest':>11}{'median':>11}{'fastest':>11}   times real time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An even wave for everybody, and what ours is given of the same recording."""

    name: str
    wave: NDArray[np.float64]
    rate_hz: float
    ours: Callable[[], detect.Pulse]
    streamed: Callable[[], object] | None

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.wave) / self.rate_hz


def main() -> None:
    """Prints one table for each recording."""
    environments = {name: python_of(name) for name in sorted(set(PEERS.values()))}
    for recording in (_bedside(), _camera(), _day()):
        print(f"\n{recording.name}\n{HEAD}")
        _ours(recording)
        if recording.seconds > 3600:
            continue  # the day is here to see that ours gets through it
        for peer, name in PEERS.items():
            _peer(peer, environments[name], recording)


def _ours(recording: Recording) -> None:
    beats = len(recording.ours().beats)
    _line(f"heartsease, {beats} beats", _times(recording.ours), recording.seconds)
    if recording.streamed is not None:
        streamed = _times(recording.streamed)
        _line("heartsease, as a stream", streamed, recording.seconds)


def _times(work: Callable[[], object]) -> list[float]:
    runs = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        runs.append(time.process_time() - start)
        if sum(runs) > LIMIT_S / 4:
            break
    return runs


def _peer(peer: str, python: Path | None, recording: Recording) -> None:
    if python is None:
        print(f"{peer:<34} not installed")
        return
    script = Path(__file__).parent / "peers" / "run_pulse_peer.py"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wave.txt"
        np.savetxt(file, recording.wave)
        try:
            done = subprocess.run(
                [str(python), str(script), peer, str(file), str(recording.rate_hz)],
                check=True,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                env=os.environ | ONE_CORE,
            )
        except subprocess.TimeoutExpired:
            print(f"{peer:<34} not done in {LIMIT_S:.0f} s")
            return
        except subprocess.CalledProcessError as failed:
            print(f"{peer:<34} failed: {failed.stderr.strip().splitlines()[-1][:80]}")
            return
    found = json.loads(done.stdout)
    _line(f"{peer}, {found['beats']} beats", found["seconds"], recording.seconds)


def _line(name: str, seconds: list[float], length_s: float) -> None:
    rates = [length_s / max(one, 1e-9) for one in sorted(seconds, reverse=True)]
    middle = statistics.median(rates)
    print(f"{name:<34}{rates[0]:>11,.0f}{middle:>11,.0f}{rates[-1]:>11,.0f}")


def _bedside() -> Recording:
    if (accuracy.RECORDINGS / "bidmc").exists():
        wave, peaks = accuracy.bedside(accuracy.RECORDINGS, "09")
        name = f"Bedside oximeter, 8 min at 125 Hz, {len(peaks)} heartbeats"
        return _even(name, wave, accuracy.BEDSIDE_HZ)
    return _even("Made up, 8 min at 125 Hz", _made(480, 125), 125)


def _day() -> Recording:
    hour = _made(3600, 100)
    day = _even("Made up, 24 h at 100 Hz", np.tile(hour, 24), 100)
    return replace(day, streamed=None)


def _even(name: str, wave: NDArray[np.float64], rate_hz: float) -> Recording:
    def streamed() -> None:
        stream, size = PulseStream(rate_hz=rate_hz), int(PUSH_S * rate_hz)
        for first in range(0, len(wave), size):
            stream.push(wave[first : first + size])

    def whole() -> detect.Pulse:
        return detect.from_samples(wave, rate_hz=rate_hz)

    return Recording(
        name=name, wave=wave, rate_hz=rate_hz, ours=whole, streamed=streamed
    )


def _camera() -> Recording:
    if (accuracy.RECORDINGS / "welltory_ppg").exists():
        times, values, strap = accuracy.camera(accuracy.RECORDINGS, "09")
        name = f"Phone camera, 88 s, three channels, {len(strap) + 1} heartbeats"
    else:
        random = np.random.default_rng(1)
        beats = pulses.some_beats(random, seconds=90)
        times, values = pulses.a_camera(beats, seconds=90, rng=random, late_ms=10)
        name = "Made up, 90 s of a phone camera"

    def streamed() -> None:
        stream = PulseStream(channels=values.shape[1], upside_down=True)
        for first in range(0, len(times), 6):
            stream.push(values[first : first + 6], times_s=times[first : first + 6])

    # The others take one even channel; they are given green, on our grid.
    grid = frames.from_frames(times, values)
    return Recording(
        name=name,
        wave=-grid.values[:, 1 % grid.values.shape[1]],
        rate_hz=frames.GRID_HZ,
        ours=lambda: detect.from_frames(times, values),
        streamed=streamed,
    )


def _made(seconds: float, rate_hz: float) -> NDArray[np.float64]:
    random = np.random.default_rng(2)
    beats = pulses.some_beats(random, seconds=seconds)
    return pulses.a_recording(beats, seconds=seconds, rng=random, rate_hz=rate_hz)


if __name__ == "__main__":
    main()
