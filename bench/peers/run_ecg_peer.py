"""Runs one peer's R-peak detector on one lead; prints times and peaks as JSON.

Times are of the processor, so that a busy machine changes them little.
Started with the peer's own interpreter, so it may use nothing of ours.
    python run_ecg_peer.py PEER FILE.npy RATE_HZ
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ["MPLBACKEND"] = "Agg"
MOST_RUNS = 5
ENOUGH_S = 4.0  # of repetitions


def main() -> None:
    """Imports the peer, runs it once, then until it has run long enough."""
    warnings.simplefilter("ignore")
    import numpy as np

    peer, file, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
    lead = np.load(file)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        said, sys.stdout = sys.stdout, nowhere
        try:
            work = PEERS[peer]()
            peaks = work(lead, rate)
            runs: list[float] = []
            while not runs or (len(runs) < MOST_RUNS and sum(runs) < ENOUGH_S):
                start = time.process_time()
                work(lead, rate)
                runs.append(time.process_time() - start)
        finally:
            sys.stdout = said
    print(json.dumps({"seconds": runs, "peaks": [int(one) for one in peaks]}))


Work = Callable[[Any, float], Any]


def _neurokit2() -> Work:
    import neurokit2

    def work(lead: Any, rate: float) -> Any:
        clean = neurokit2.ecg_clean(lead, sampling_rate=int(rate))
        return neurokit2.ecg_peaks(clean, sampling_rate=int(rate))[1]["ECG_R_Peaks"]

    return work


def _gqrs() -> Work:
    from wfdb.processing import gqrs_detect

    return lambda lead, rate: gqrs_detect(sig=lead, fs=rate)


def _xqrs() -> Work:
    from wfdb.processing import xqrs_detect

    return lambda lead, rate: xqrs_detect(sig=lead, fs=rate, verbose=False)


def _sleepecg() -> Work:
    import sleepecg

    return lambda lead, rate: sleepecg.detect_heartbeats(lead, rate)


def _systole() -> Work:
    from systole.detection import ecg_peaks

    def work(lead: Any, rate: float) -> Any:
        _, peaks = ecg_peaks(lead, sfreq=int(rate), method="pan-tompkins")
        return peaks.nonzero()[0] * rate / 1000  # it answers at 1000 Hz

    return work


def _biosppy() -> Work:
    from biosppy.signals import ecg

    def work(lead: Any, rate: float) -> Any:
        found = ecg.hamilton_segmenter(signal=lead, sampling_rate=rate)["rpeaks"]
        return ecg.correct_rpeaks(
            signal=lead, rpeaks=found, sampling_rate=rate, tol=0.05
        )["rpeaks"]

    return work


def _heartpy() -> Work:
    import heartpy

    def work(lead: Any, rate: float) -> Any:
        plain = heartpy.filter_signal(
            lead, cutoff=[3, 20], sample_rate=rate, order=2, filtertype="bandpass"
        )
        kept, _ = heartpy.process(plain, sample_rate=rate, calc_freq=False)
        return kept["peaklist"]

    return work


PEERS: dict[str, Callable[[], Work]] = {
    "neurokit2": _neurokit2,
    "wfdb gqrs": _gqrs,
    "wfdb xqrs": _xqrs,
    "sleepecg": _sleepecg,
    "systole": _systole,
    "biosppy": _biosppy,
    "heartpy": _heartpy,
}

if __name__ == "__main__":
    main()
