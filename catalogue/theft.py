"""Theft and loss: the order of what must be done, who does it, and what it may end in (L513-L515, L766-L767)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from catalogue import lifetimes
from catalogue.terms import Payer


class TheftState(StrEnum):
    """How far a report has come (DOMAIN c)."""

    REPORTED = "reported"
    AWAITING_EVIDENCE = "awaiting_evidence"
    IT_DIALOGUE = "it_dialogue"
    DECIDED = "decided"
    MEASURES_DONE = "measures_done"
    CLOSED = "closed"
    RECOVERED = "recovered"


class Sort(StrEnum):
    """Stolen by somebody, or lost."""

    THEFT = "theft"
    LOSS = "loss"


class Measure(StrEnum):
    """What IT and the economist do about it."""

    LOCK = "lock"
    WIPE = "wipe"
    WRITE_OFF = "write_off"


class Outcome(StrEnum):
    """What the dialogue with IT may end in."""

    REPLACE = "replace"
    NO_REPLACEMENT = "no_replacement"
    INSURANCE = "insurance"
    WRITE_OFF = "write_off"


T = TheftState
_ONWARD: Mapping[TheftState, frozenset[TheftState]] = {
    T.REPORTED: frozenset({T.AWAITING_EVIDENCE}),
    T.AWAITING_EVIDENCE: frozenset({T.IT_DIALOGUE}),
    T.IT_DIALOGUE: frozenset({T.DECIDED}),
    T.DECIDED: frozenset({T.MEASURES_DONE}),
    T.MEASURES_DONE: frozenset({T.CLOSED}),
    T.CLOSED: frozenset(),
}
# What was stolen or lost may be found again at any time.
MOVES: Mapping[TheftState, frozenset[TheftState]] = {
    **{state: onward | {T.RECOVERED} for state, onward in _ONWARD.items()},
    T.RECOVERED: frozenset(),
}
ENDED = frozenset({T.CLOSED, T.RECOVERED})


def may_move(here: TheftState, there: TheftState) -> bool:
    """Whether a report may go from one state to another."""
    return there in MOVES[here]


def lacking(sort: str, *, chief_told: bool, police_number: str) -> tuple[str, ...]:
    """What must be on record before the dialogue with IT, in the order of the source; nothing for a loss (R-140)."""
    if sort != Sort.THEFT:
        return ()
    return tuple(key for key, done in (("chief", chief_told), ("police", bool(police_number))) if not done)


def first_measures(*, managed: bool) -> tuple[Measure, ...]:
    """What is asked for at once: locking and wiping from afar what IT manages (R-200)."""
    return (Measure.LOCK, Measure.WIPE) if managed else ()


def remaining(price: int, months: int | None, in_service: dt.date | None, *, payer: str, at: dt.date) -> int:
    """What is left to write off on the day it was gone, öre; only investments have any (DOMAIN d12)."""
    if payer not in (Payer.INVEST, Payer.SHARED) or not months or in_service is None:
        return 0
    return lifetimes.book_value(price, months, in_service, at=at)


def new_one_is_paid_by(payer: str) -> str:
    """Who pays for a new one, by the rule of the class: `it` or `unit`."""
    return "it" if payer in (Payer.INVEST, Payer.SHARED) else "unit"
