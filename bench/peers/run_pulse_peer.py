"""Finds the pulses of one recording with one peer, and prints what it took as JSON.

Times are of the processor, so that a busy machine changes them little.

Started with the peer's own interpreter, so it may use nothing of ours.
    python run_pulse_peer.py PEER FILE RATE_HZ
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ["MPLBACKEND"] = "Agg"
RUNS = 7


def main() -> None:
    """Imports the peer, runs it once, and then `RUNS` times."""
    warnings.simplefilter("ignore")
    peer, file, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
    import numpy as np

    wave = np.loadtxt(file)
    work = PEERS[peer]()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        said, sys.stdout = sys.stdout, nowhere
        try:
            count = work(wave, rate)
            runs = []
            for _ in range(RUNS):
                start = time.process_time()
                work(wave, rate)
                runs.append(time.process_time() - start)
        finally:
            sys.stdout = said
    print(json.dumps({"beats": count, "seconds": sorted(runs)}))


def _neurokit2() -> Callable[[Any, float], int]:
    import neurokit2 as peer

    def work(wave: Any, rate: float) -> int:
        clean = peer.ppg_clean(wave, sampling_rate=rate)
        return len(peer.ppg_findpeaks(clean, sampling_rate=rate)["PPG_Peaks"])

    return work


def _heartpy() -> Callable[[Any, float], int]:
    import heartpy as peer

    def work(wave: Any, rate: float) -> int:
        passed = peer.filter_signal(wave, [0.7, 3.5], rate, filtertype="bandpass")
        found, _ = peer.process(passed, rate)
        return len(found["peaklist"])

    return work


def _biosppy() -> Callable[[Any, float], int]:
    from biosppy.signals import ppg

    def work(wave: Any, rate: float) -> int:
        return len(ppg.ppg(wave, sampling_rate=rate, show=False)["peaks"])

    return work


def _systole() -> Callable[[Any, float], int]:
    from systole.detection import ppg_peaks

    def work(wave: Any, rate: float) -> int:
        return int(ppg_peaks(wave, sfreq=round(rate))[1].sum())

    return work


PEERS: dict[str, Callable[[], Callable[[Any, float], int]]] = {
    "neurokit2": _neurokit2,
    "heartpy": _heartpy,
    "biosppy": _biosppy,
    "systole": _systole,
}

if __name__ == "__main__":
    main()
