"""Figures: rounds of two or more things in turn, so that a busy machine slows all of them, and their medians as aligned text."""

import statistics
from collections.abc import Callable, Mapping, Sequence

Speeds = Mapping[str, Sequence[float]]


def in_turn(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> Speeds:
    """What each contender gives in each round, in units a second: A B A B …, after one round of each that does not count."""
    speeds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, measure in contenders.items():
            speed = measure()
            if number:
                speeds[name].append(speed)
    return speeds


def title(name: str, explanation: str) -> None:
    """Open a benchmark's part of the output."""
    print(f"\n{name}: {explanation}", flush=True)


def line(label: str, values: Sequence[float], unit: str = "", remark: str = "") -> None:
    """One figure: the median of the rounds, and their spread in brackets."""
    places = 3 if not unit else 1
    spread = f"({min(values):.{places}f} to {max(values):.{places}f})"
    print(f"  {label:<44}{statistics.median(values):>10.{places}f} {unit:<13} {spread:<22} {remark}".rstrip(), flush=True)


def note(text: str) -> None:
    """Something to know beside the figures."""
    print(f"  {text}", flush=True)


def compared(speeds: Speeds, limit: str, unit: str, remarks: Mapping[str, str] | None = None) -> None:
    """Every contender's speed, then each one's ratio over the bare limit of the same round."""
    for name, values in speeds.items():
        line(name, values, unit)
    for name, values in speeds.items():
        if name != limit:
            ratios = [value / bare for value, bare in zip(values, speeds[limit], strict=True)]
            line(f"ratio: {name}", ratios, remark=(remarks or {}).get(name, ""))
