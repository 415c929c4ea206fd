"""Sending a wrong or unwanted ware back to its supplier: until when, and what comes back of its price."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

WHOLE = 10_000


class Reason(StrEnum):
    """Why something goes back; what is broken is claimed instead."""

    WRONG = "wrong"
    UNWANTED = "unwanted"


class ReturnState(StrEnum):
    """Where a ware return stands: the return of DOMAIN c without what only devices need, with the supplier's credit."""

    REQUESTED = "requested"
    OVERDUE = "overdue"
    HANDED_IN = "handed_in"
    RECEIVED = "received"
    CREDITED = "credited"
    REFUSED = "refused"
    CANCELLED = "cancelled"


S = ReturnState
MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    S.REQUESTED: frozenset({S.HANDED_IN, S.OVERDUE, S.CANCELLED}),
    S.OVERDUE: frozenset({S.HANDED_IN, S.CANCELLED}),
    S.HANDED_IN: frozenset({S.RECEIVED}),
    S.RECEIVED: frozenset({S.CREDITED, S.REFUSED}),
    S.CREDITED: frozenset(),
    S.REFUSED: frozenset(),
    S.CANCELLED: frozenset(),
}
# What counts against how many were delivered, and what is waited for.
LIVING = frozenset(S) - {S.CANCELLED, S.REFUSED}
AWAITED = frozenset({S.REQUESTED, S.OVERDUE, S.HANDED_IN, S.RECEIVED})


@dataclass(frozen=True, slots=True)
class Terms:
    """A supplier's terms: days after delivery for each reason, and its fee for what is unwanted, basis points."""

    wrong_days: int
    unwanted_days: int
    fee: int = 0


def last_day(reason: Reason, delivered: dt.date, terms: Terms) -> dt.date:
    """The last day that something delivered on a day may be asked to go back."""
    days = terms.wrong_days if reason == Reason.WRONG else terms.unwanted_days
    return delivered + dt.timedelta(days=days)


def credit(net: int, reason: Reason, terms: Terms) -> int:
    """What the supplier is to credit of an amount, öre: all of it for what was wrong, less its fee for what was not."""
    fee = terms.fee if reason == Reason.UNWANTED else 0
    return net - (net * fee + WHOLE // 2) // WHOLE
