"""Runs one peer's whole set of metrics on one series, and prints what it took as JSON.

Times are of the processor, so that a busy machine changes them little.

Started with the peer's own interpreter, so it may use nothing of ours.
    python run_peer.py PEER FILE
"""

import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ["MPLBACKEND"] = "Agg"
MEMORY_BYTES = (
    10 * 2**30
)  # some ask for 84 GiB at a day of beats; they are told no early
LEAST_RUNS, MOST_RUNS = 1, 7
ENOUGH_S = 4.0  # of repetitions


def main() -> None:
    """Imports the peer, runs it once, then until it has run long enough."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    warnings.simplefilter("ignore")
    peer, file = sys.argv[1:3]
    with open(file, encoding="utf-8") as lines:
        intervals = [float(line) for line in lines if not line.startswith("#")]
    start = time.process_time()
    work = PEERS[peer]()
    imported = time.process_time() - start
    start = time.process_time()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        said, sys.stdout = sys.stdout, nowhere
        try:
            count = work(intervals)
            first = time.process_time() - start
            runs: list[float] = []
            while len(runs) < LEAST_RUNS or (
                len(runs) < MOST_RUNS and sum(runs) < ENOUGH_S
            ):
                start = time.process_time()
                work(intervals)
                runs.append(time.process_time() - start)
                if first > ENOUGH_S:
                    break
        finally:
            sys.stdout = said
    print(
        json.dumps(
            {
                "import_s": imported,
                "first_s": first,
                "mean_s": sum(runs) / len(runs),
                "metrics": count,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def _numbers(found: Any) -> int:
    return sum(isinstance(value, int | float) for value in dict(found).values())


def _neurokit2() -> Callable[[list[float]], int]:
    import neurokit2
    import numpy as np

    def work(intervals: list[float]) -> int:
        peaks = np.round(np.concatenate(([0.0], np.cumsum(intervals)))).astype(int)
        return neurokit2.hrv(peaks, sampling_rate=1000).shape[1]

    return work


def _pyhrv() -> Callable[[list[float]], int]:
    import matplotlib.pyplot as plt
    import numpy as np
    import pyhrv.frequency_domain as frequency
    import pyhrv.nonlinear as nonlinear
    import pyhrv.time_domain as in_time

    def work(intervals: list[float]) -> int:
        nni = np.round(np.array(intervals))
        found = [
            in_time.time_domain(nni=nni, plot=False, show=False),
            frequency.frequency_domain(nni=nni, show=False),
            nonlinear.nonlinear(nni=nni, show=False),
        ]
        plt.close("all")
        return sum(_numbers(one.as_dict()) for one in found)

    return work


def _hrvanalysis() -> Callable[[list[float]], int]:
    import hrvanalysis as peer

    def work(intervals: list[float]) -> int:
        nni = [round(one) for one in intervals]
        return sum(
            _numbers(one(nni))
            for one in (
                peer.get_time_domain_features,
                peer.get_geometrical_features,
                peer.get_frequency_domain_features,
                peer.get_poincare_plot_features,
                peer.get_csi_cvi_features,
                peer.get_sampen,
            )
        )

    return work


def _heartpy() -> Callable[[list[float]], int]:
    import heartpy
    import numpy as np

    def work(intervals: list[float]) -> int:
        _, found = heartpy.process_rr(np.array(intervals), calc_freq=True)
        return _numbers(found)

    return work


def _systole() -> Callable[[list[float]], int]:
    import numpy as np
    from systole.hrv import frequency_domain, nonlinear_domain, time_domain

    def work(intervals: list[float]) -> int:
        rr = np.array(intervals)
        return sum(
            len(one(rr, input_type="rr_ms"))
            for one in (time_domain, frequency_domain, nonlinear_domain)
        )

    return work


def _biosppy() -> Callable[[list[float]], int]:
    import numpy as np
    from biosppy.signals import hrv

    def work(intervals: list[float]) -> int:
        found = hrv.hrv(rri=np.array(intervals), show=False)
        return _numbers(found.as_dict())

    return work


PEERS: dict[str, Callable[[], Callable[[list[float]], int]]] = {
    "neurokit2": _neurokit2,
    "pyhrv": _pyhrv,
    "hrvanalysis": _hrvanalysis,
    "heartpy": _heartpy,
    "systole": _systole,
    "biosppy": _biosppy,
}

if __name__ == "__main__":
    main()
