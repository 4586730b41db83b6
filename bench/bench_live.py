"""Live heart rhythm: one update of coherence, one beat of a stream, one assessment.

The floor in the same run: one real FFT of 1,024 points. The cost of a beat is given for
the first and the last minutes of an hour, because it must not grow with the session.
"""

import numpy as np
from timing import HEAD, in_ms, ratio, timed

from heartsease.hrv.coherence import coherence
from heartsease.hrv.pacer import Pacer, steady
from heartsease.hrv.resonance.assess import assess
from heartsease.hrv.simulate.person import Person, record
from heartsease.hrv.stream.intake import Packet
from heartsease.hrv.stream.session import Stream
from heartsease.library.biofeedback import standard_resonance

HOUR_S = 3600.0
UPDATES = 20  # short runs: on a busy machine the minimum is what the work costs
RUNS = 60
BEATS = 100


def main() -> None:
    """Prints one table; the lines of updates and beats are for one of them."""
    pacer = Pacer(sections=(steady(5.7, start_s=0.0, end_s=HOUR_S),))
    heart = record(
        Person(), seconds=HOUR_S, generator=np.random.default_rng(1), pacer=pacer
    ).beats
    window = np.random.default_rng(2).normal(size=1024)
    minutes = _until(heart, 300.0)
    fft = timed(
        f"{UPDATES} FFTs of 1,024",
        lambda: [np.fft.rfft(window) for _ in range(UPDATES)],
        runs=RUNS,
    )
    update = timed(
        f"{UPDATES} coherence updates, 64 s, with pacer",
        lambda: [coherence(minutes, at_s=290.0, pacer=pacer) for _ in range(UPDATES)],
        runs=RUNS,
    )
    print(HEAD)
    print(in_ms(fft))
    print(in_ms(update))
    print(
        f"  one update: {1e3 * min(update.seconds) / UPDATES:.3f} ms at best, median "
        f"{1e3 * update.median / UPDATES:.3f} (target 0.2)"
    )
    print(ratio(update, fft))
    _stream(heart.intervals_ms[1:].tolist(), pacer)
    _assessment()


def _until(heart, end_s):
    count = int(np.searchsorted(heart.times_s, end_s))
    return type(heart)(
        times_s=heart.times_s[:count].copy(),
        intervals_ms=heart.intervals_ms[:count].copy(),
        kept=heart.kept[:count].copy(),
    )


def _stream(intervals, pacer):
    stream = Stream(pacer=pacer)

    def some(part):
        for ms in part:
            stream.push(Packet(intervals_ms=(ms,)))

    some(intervals[:100])
    first = timed(
        f"{BEATS} beats of a stream, first minutes",
        lambda: some(intervals[100 : 100 + BEATS]),
        runs=20,
    )
    some(intervals)
    last = timed(
        f"{BEATS} beats of a stream, after an hour",
        lambda: some(intervals[-BEATS:]),
        runs=20,
    )
    print(in_ms(first))
    print(in_ms(last))
    print(
        f"  one beat: {1e3 * min(last.seconds) / BEATS:.3f} ms at best, median "
        f"{1e3 * last.median / BEATS:.3f}"
    )
    print(ratio(last, first))


def _assessment():
    protocol = standard_resonance().protocol
    pacer = Pacer(
        sections=tuple(
            steady(rate, start_s=240.0 * n, end_s=240.0 * n + 180.0)
            for n, rate in enumerate((*protocol.rates_per_min, 6.5))
        )
    )
    heart = record(
        Person(), seconds=1440.0, generator=np.random.default_rng(3), pacer=pacer
    ).beats
    whole = timed(
        f"one assessment, {protocol.draws} draws",
        lambda: assess(
            heart, pacer, protocol=protocol, generator=np.random.default_rng(4)
        ),
        runs=5,
    )
    print(in_ms(whole))


if __name__ == "__main__":
    main()
