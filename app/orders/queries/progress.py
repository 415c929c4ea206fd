"""What an order's lines say about the order: its progress, its next event in words, its sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.orders.models import LineState, OrderLine, Progress
from app.words import day_long, say, words

S = LineState
WAITING = frozenset({S.PENDING_APPROVAL, S.PENDING_CONSULTATION})
ENDED = frozenset({S.DECLINED, S.REFERRED_TO_BUDGET, S.CANCELLED})
ARRIVED = frozenset({S.DELIVERED, S.CLOSED})
# Lines that nobody outside the house has heard of yet.
IN_HOUSE = WAITING | {S.RELEASED}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """On whom the order waits, since when; no name when no chef was found."""

    decider_name: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Sums:
    """What the living lines cost, öre excluding VAT."""

    unit_cost: int
    vat: int
    it_value: int
    monthly: int
    yearly: int


def progress(states: Iterable[str]) -> Progress:
    """The state of an order that follows from its lines' states (DOMAIN c)."""
    states = list(states)
    live = [state for state in states if state not in ENDED]
    if not live:
        return Progress.CANCELLED if all(state == S.CANCELLED for state in states) else Progress.DECLINED
    if any(state in WAITING for state in live):
        return Progress.AWAITING
    arrived = sum(state in ARRIVED for state in live)
    if arrived == len(live):
        return Progress.DONE
    return Progress.PARTLY_DELIVERED if arrived else Progress.IN_PROGRESS


def sums(lines: Iterable[OrderLine]) -> Sums:
    """The sums of the lines that still live."""
    live = [line for line in lines if line.state not in ENDED]
    once = [line for line in live if line.price_period == "once"]
    return Sums(
        unit_cost=sum(line.unit_cost for line in once),
        vat=sum(line.vat for line in once),
        it_value=sum(line.value for line in once if not line.unit_cost),
        monthly=sum(line.unit_cost for line in live if line.price_period == "month"),
        yearly=sum(line.unit_cost for line in live if line.price_period == "year"),
    )


def headline(lines: Sequence[OrderLine], waiting: Waiting | None, today: dt.date) -> str:
    """The next event of an order as one sentence, with its date where there is one."""
    return _headline(lines, waiting, today)[:LONGEST]


def _headline(lines: Sequence[OrderLine], waiting: Waiting | None, today: dt.date) -> str:
    by_state: dict[str, list[OrderLine]] = {}
    for line in lines:
        by_state.setdefault(line.state, []).append(line)
    if S.READY in by_state:
        return _since("ready", by_state[S.READY])
    moving = [line for state in (S.RELEASED, S.SOURCED, S.INSTALLING) for line in by_state.get(state, [])]
    if any(line.expected_on for line in moving):
        return _coming(moving, today)
    late = [line for line in by_state.get(S.BACKORDERED, []) if line.expected_on]
    if late:
        return _later(late, today)
    if S.PENDING_APPROVAL in by_state:
        return _asked(waiting, by_state[S.PENDING_APPROVAL])
    for state, key in _SAID:
        if state in by_state:
            return _since(key, by_state[state])
    return _since("moving", lines)


# What is said of lines without a day of their own, the most pressing first.
_SAID = (
    (S.PENDING_CONSULTATION, "consulting"), (S.BACKORDERED, "backordered"), (S.RELEASED, "moving"),
    (S.SOURCED, "moving"), (S.INSTALLING, "moving"), (S.DELIVERED, "done"), (S.CLOSED, "done"),
    (S.DECLINED, "declined"), (S.REFERRED_TO_BUDGET, "referred"), (S.CANCELLED, "cancelled"),
)  # fmt: skip


def _since(key: str, lines: Sequence[OrderLine]) -> str:
    last = max(line.delivered_at or line.state_at for line in lines)
    return say(f"orders.headline.{key}", things=things(lines), day=day_long(last))


def _coming(moving: Sequence[OrderLine], today: dt.date) -> str:
    first = min(line.expected_on for line in moving if line.expected_on)
    key = "coming" if first >= today else "late"
    coming = [line for line in moving if line.expected_on == first]
    if key == "coming" and len(coming) == 1 and 0 < coming[0].received_quantity < coming[0].quantity:
        return say("orders.headline.rest", things=_thing(coming[0]), day=day_long(first))
    return say(f"orders.headline.{key}", things=things(coming), day=day_long(first))


def _later(late: Sequence[OrderLine], today: dt.date) -> str:
    """What the supplier has none of now, and the day it has promised."""
    first = min(line.expected_on for line in late if line.expected_on)
    names = things([line for line in late if line.expected_on == first])
    key = "backordered_until" if first >= today else "backordered_late"
    return say(f"orders.headline.{key}", things=names, day=day_long(first))


def _asked(waiting: Waiting | None, lines: Sequence[OrderLine]) -> str:
    if waiting is None or not waiting.decider_name:
        return _since("nobody", lines)
    return say("orders.headline.waiting", who=waiting.decider_name, day=day_long(waiting.since))


def things(lines: Sequence[OrderLine]) -> str:
    """The lines as the beginning of a sentence: `Headsetet`, `Headsetet och skärmen`, `Headsetet och 2 andra varor`."""
    names = list(dict.fromkeys(_thing(line) for line in lines))
    text = names[0]
    if len(names) == 2 and len(names[0]) + len(names[1]) < LONGEST // 2:
        text = say("orders.things.two", first=names[0], second=names[1])
    elif len(names) > 1:
        text = and_more(names[0], len(names) - 1)
    return text[:1].upper() + text[1:]


def and_more(first: str, more: int) -> str:
    """One thing and how many others: `Skärm`, `Skärm och en annan vara`, `Skärm och 2 andra varor`."""
    if more < 1:
        return first
    return say("orders.things.one_more" if more == 1 else "orders.things.more", first=first, count=more)


def _thing(line: OrderLine) -> str:
    table = "one" if line.quantity == 1 else "many"
    return words().get(f"orders.{table}.{line.kind}", line.name)
