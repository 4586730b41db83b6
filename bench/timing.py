"""What every benchmark shares: repeated timing and one small table.

Nothing here asserts a time: a slow machine is not a mistake.
Compare only numbers of the same run, and read the ratio before the seconds.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = f"{'':<46}{'minimum':>11}{'median':>11}{'maximum':>11}{'':>6}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """The seconds of several runs of one thing."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)


def timed(name: str, work: Callable[[], object], *, runs: int) -> Timed:
    """Times `work` after one run that is thrown away."""
    work()
    return Timed(name=name, seconds=tuple(_seconds(work) for _ in range(runs)))


def fresh(name: str, code: str, *, runs: int) -> tuple[Timed, tuple[str, ...]]:
    """Times `python -c code` from start to end; with what each run printed."""
    printed: list[str] = []

    def work() -> None:
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        printed.append(done.stdout.strip())

    whole = timed(name, work, runs=runs)
    return whole, tuple(printed[1:])


def in_ms(one: Timed) -> str:
    """One line of the table, in milliseconds."""
    return _line(one.name, [1e3 * second for second in sorted(one.seconds)], "ms")


def per_second(one: Timed, things: int, unit: str) -> str:
    """One line of the table as a rate, the slowest run first."""
    rates = sorted(things / second for second in one.seconds)
    return _line(one.name, rates, f"{unit}/s")


def ratio(one: Timed, other: Timed) -> str:
    """How many times as long as the other, in the same run."""
    return f"  {one.name} / {other.name}: {one.median / other.median:.1f}"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _line(name: str, numbers: Sequence[float], unit: str) -> str:
    low, middle, high = numbers[0], statistics.median(numbers), numbers[-1]
    return f"{name:<46}{low:>11,.1f}{middle:>11,.1f}{high:>11,.1f} {unit}"
