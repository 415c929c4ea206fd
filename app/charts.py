"""Charts as numbers for an SVG: where bars, lines and ticks stand, and the same figures as a table.

    chart = draw(["jan", "feb"], [Series("Utrustning", [10_000, 25_000])], cell=kr, tick=kr, frame=("Ram", 20_000))

Nothing here knows a page; `macros/charts.html` draws it. Values are whole numbers (öre, pieces, per cent).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

WIDTH, HEIGHT = 900, 280
LEFT, RIGHT, TOP, BOTTOM = 92, 890, 20, 240
GAP = 2
MOST_SERIES, MOST_TICKS = 4, 5
BROAD, SHARE = 64, 58  # of a column: at most so many units wide, and that share of its place in per cent
Layout = Literal["stacked", "grouped", "lines"]


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that is drawn: its name and a value for each label."""

    name: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the series number `place` (from 1)."""

    place: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart ready to be drawn; `rows` are its table: label, one text for each series, and their sum if stacked."""

    names: Sequence[str]
    slots: Sequence[tuple[int, str]]
    ticks: Sequence[tuple[int, str]]
    bars: Sequence[Bar]
    lines: Sequence[tuple[int, Sequence[tuple[int, int]]]]
    rows: Sequence[tuple[str, Sequence[str]]]
    summed: bool
    zero: int
    frame: tuple[str, int] | None

    @property
    def right(self) -> int:
        """Where the lines of the scale end."""
        return RIGHT


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become heights: the lowest and highest tick and the step between."""

    low: int
    high: int
    step: int

    def y(self, value: int) -> int:
        """The height of a value on the sheet; what lies outside stops at the edge."""
        inside = min(max(value, self.low), self.high)
        return BOTTOM - (inside - self.low) * (BOTTOM - TOP) // (self.high - self.low)

    @property
    def ticks(self) -> range:
        """The values that get a line."""
        return range(self.low, self.high + 1, self.step)


def draw(
    labels: Sequence[str], series: Sequence[Series], *, cell: Callable[[int], str], tick: Callable[[int], str],
    layout: Layout = "stacked", frame: tuple[str, int] | None = None, least_step: int = 1,
) -> Chart:  # fmt: skip
    """The chart of some series over the same labels; raises ValueError for more than can be told apart."""
    if len(series) > MOST_SERIES or any(len(each.values) != len(labels) for each in series):
        raise ValueError("a chart has at most four series, each with a value for every label")
    stacked = layout == "stacked"
    tops = [*(_reach(labels, series) if stacked else [v for each in series for v in each.values])]
    scale = scale_of([*tops, frame[1]] if frame else tops, least_step)
    place, slots = _slots(labels)
    return Chart(
        names=[each.name for each in series], slots=slots,
        ticks=[(scale.y(value), tick(value)) for value in scale.ticks],
        bars=[] if layout == "lines" else _bars(series, scale, place, [x for x, _ in slots], stacked=stacked),
        lines=_lines(series, scale, [x for x, _ in slots]) if layout == "lines" else [],
        rows=_rows(labels, series, cell, stacked=stacked), summed=stacked and len(series) > 1,
        zero=scale.y(0), frame=(frame[0], scale.y(frame[1])) if frame else None,
    )  # fmt: skip


def scale_of(values: Sequence[int], least_step: int = 1) -> Scale:
    """A scale from a round value at or below the lowest (or zero) to one at or above the highest."""
    low, high = min([0, *values]), max([0, *values])
    step = next(step for step in _steps(least_step) if -(-high // step) - low // step <= MOST_TICKS)
    return Scale(low // step * step, max(-(-high // step), low // step + 1) * step, step)


def _steps(least: int) -> Iterator[int]:
    return (least * factor * 10**power // 10 for power in count() for factor in (10, 20, 25, 50))


def _reach(labels: Sequence[str], series: Sequence[Series]) -> list[int]:
    """How high and how low the stacks reach."""
    values = [[each.values[at] for each in series] for at in range(len(labels))]
    return [sum(value for value in stack if value * sign > 0) for stack in values for sign in (1, -1)]


def _slots(labels: Sequence[str]) -> tuple[int, list[tuple[int, str]]]:
    """The width of a column and the middle of each label's place."""
    room = (RIGHT - LEFT) // max(len(labels), 1)
    return min(BROAD, room * SHARE // 100), [(LEFT + room * at + room // 2, text) for at, text in enumerate(labels)]


def _bars(series: Sequence[Series], scale: Scale, width: int, middles: Sequence[int], *, stacked: bool) -> list[Bar]:
    if not stacked:
        each = max((width * 3 // 2 - GAP * (len(series) - 1)) // max(len(series), 1), 1)
        first = -(each * len(series) + GAP * (len(series) - 1)) // 2
        return [
            _bar(place, x + first + (place - 1) * (each + GAP), each, (scale.y(0), scale.y(row.values[at])))
            for place, row in enumerate(series, 1)
            for at, x in enumerate(middles)
            if row.values[at]
        ]
    bars = []
    for at, x in enumerate(middles):
        up = down = 0
        for place, row in enumerate(series, 1):
            value = row.values[at]
            begins = up if value > 0 else down
            up, down = up + max(value, 0), down + min(value, 0)
            if value:
                gap = (GAP if value > 0 else -GAP) if begins else 0
                bars.append(_bar(place, x - width // 2, width, (scale.y(begins) - gap, scale.y(begins + value))))
    return bars


def _bar(place: int, x: int, width: int, ends: tuple[int, int]) -> Bar:
    """A bar between two heights, never thinner than a line."""
    return Bar(place, x, min(ends), width, max(abs(ends[0] - ends[1]), 1))


def _lines(series: Sequence[Series], scale: Scale, middles: Sequence[int]) -> list[tuple[int, list[tuple[int, int]]]]:
    return [
        (place, [(x, scale.y(value)) for x, value in zip(middles, row.values, strict=True)])
        for place, row in enumerate(series, 1)
    ]


def _rows(
    labels: Sequence[str], series: Sequence[Series], cell: Callable[[int], str], *, stacked: bool
) -> list[tuple[str, list[str]]]:
    rows = []
    for at, label in enumerate(labels):
        values = [each.values[at] for each in series]
        rows.append(
            (label, [cell(value) for value in (*values, *([sum(values)] if stacked and len(series) > 1 else []))])
        )
    return rows
