"""Walks every journey many times, turn by turn with the limit's page, and keeps the medians."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from tests.bench import limit
from tests.bench.browser import Browser, Meter
from tests.bench.journeys import PEOPLE, Journey, clear_baskets
from tests.bench.world import World

WARM = 20
SILENT = ("PRAGMA", "BEGIN", "SHOW", "COMMIT", "ROLLBACK")
BESIDES = {"limit", "bytes"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One journey: milliseconds of CPU (median of a round), statements, kilobytes; the limit's likewise, 0 without."""

    journey: Journey
    requests: int
    ms: float
    queries: float
    kilobytes: float
    limit_ms: float = 0.0
    limit_kilobytes: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times the limit; 0 without one."""
        return self.ms / self.limit_ms if self.limit_ms else 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one browser's walk cost."""

    ms: float
    kilobytes: float
    requests: int


def all_of(world: World, journeys: list[Journey], rounds: int) -> list[Measured]:
    """Measure every journey beside its limit, and constant bytes last."""
    meter = Meter(world.engine)
    best = limit.make(world)
    keys = sorted({person for journey in journeys for person in journey.people})
    tokens = world.tokens(keys)
    ours = {key: Browser(world.app.wsgi_app, meter, {"session_token": tokens[key]}) for key in keys}
    theirs = Browser(best.wsgi_app, meter, {"session_token": tokens[PEOPLE[0]]})
    found = [_one(world, journey, ours=ours, theirs=theirs, rounds=rounds) for journey in journeys]
    constant = _walk_often(theirs, lambda browser: _get(browser, "/bytes"), rounds)
    return [*found, _bytes(constant)]


def _get(browser: Browser, path: str) -> None:
    browser.get(path)


def _one(world: World, journey: Journey, *, ours: dict[str, Browser], theirs: Browser, rounds: int) -> Measured:
    walkers = [ours[person] for person in journey.people]
    warm = max(WARM, 2 * len(walkers))
    for number in range(warm):
        _walk(world, journey, walkers[number % len(walkers)])
    _find_backends(theirs)
    gc.collect()
    mine: list[Round] = []
    best: list[Round] = []
    other = limit.WALKS.get(journey.limit)
    for number in range(rounds):
        mine.append(_walk(world, journey, walkers[number % len(walkers)]))
        if other:
            best.append(_one_walk(theirs, other))
    with counted(world.engine) as seen:
        for walker in walkers:
            _walk(world, journey, walker, uncounted=seen)
    return Measured(
        journey,
        requests=round(statistics.median(r.requests for r in mine)),
        ms=statistics.median(r.ms for r in mine),
        queries=len(seen) / len(walkers),
        kilobytes=statistics.mean(r.kilobytes for r in mine),
        limit_ms=statistics.median(r.ms for r in best) if best else 0.0,
        limit_kilobytes=statistics.mean(r.kilobytes for r in best) if best else 0.0,
    )


def _walk(world: World, journey: Journey, browser: Browser, uncounted: list[str] | None = None) -> Round:
    if journey.clears_baskets:
        before = len(uncounted or ())
        clear_baskets(world)
        if uncounted is not None:
            del uncounted[before:]
    return _one_walk(browser, journey.walk)


def _one_walk(browser: Browser, walk: Callable[[Browser], None]) -> Round:
    browser.reset()
    walk(browser)
    return Round(browser.spent * 1000, browser.size / 1000, browser.requests)


def _walk_often(browser: Browser, walk: Callable[[Browser], None], rounds: int) -> Round:
    each = [_one_walk(browser, walk) for _ in range(rounds)]
    return Round(statistics.median(r.ms for r in each), each[0].kilobytes, each[0].requests)


def _bytes(constant: Round) -> Measured:
    journey = Journey("constant bytes", lambda _browser: None, [])
    return Measured(journey, constant.requests, constant.ms, 0.0, constant.kilobytes)


def _find_backends(browser: Browser) -> None:
    meter = browser.meter
    if isinstance(meter, Meter):
        meter.find()


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """A list that fills with every statement that runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(SILENT):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
