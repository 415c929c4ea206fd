"""What may be handed in to IT and what happens to it; what may not carries the guidance instead (R-044, R-045)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.edition import Kind
from catalogue.terms import ReturnRoute

ACCEPTED = frozenset({"computer", "phone", "tablet"})


class ReturnState(StrEnum):
    """How far something handed in has come (DOMAIN c)."""

    REQUESTED = "requested"
    OVERDUE = "overdue"
    HANDED_IN = "handed_in"
    RECEIVED = "received"
    INSPECTED = "inspected"
    WIPED = "wiped"
    REUSED = "reused"
    RECYCLED = "recycled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


S = ReturnState
MOVES: Mapping[ReturnState, frozenset[ReturnState]] = {
    S.REQUESTED: frozenset({S.HANDED_IN, S.CANCELLED, S.OVERDUE}),
    S.OVERDUE: frozenset({S.HANDED_IN}),
    S.HANDED_IN: frozenset({S.RECEIVED}),
    S.RECEIVED: frozenset({S.INSPECTED}),
    S.INSPECTED: frozenset({S.WIPED}),
    S.WIPED: frozenset({S.REUSED, S.RECYCLED}),
    S.REUSED: frozenset({S.CLOSED}),
    S.RECYCLED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
}
ENDED = frozenset({S.CLOSED, S.CANCELLED})


class Reason(StrEnum):
    """Why somebody hands something in; any is good enough (C16)."""

    AGE = "age"
    LEAVER = "leaver"
    UNNEEDED = "unneeded"
    BROKEN = "broken"
    RECOVERED = "recovered"
    LOAN = "loan"
    OTHER = "other"


class Wiping(StrEnum):
    """How storage was wiped."""

    MDM = "mdm"
    SECURE_ERASE = "secure_erase"
    OVERWRITE = "overwrite"
    DESTROYED = "destroyed"


class Grade(StrEnum):
    """In what shape it came."""

    GOOD = "good"
    WORN = "worn"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class HandIn:
    """Whether IT takes it, and the key of why not or what to do."""

    accepted: bool
    key: str


def hand_in(kind: Kind) -> HandIn:
    """Whether a thing of this kind may be handed in, for any reason (C16)."""
    if kind.device_class in ACCEPTED:
        return HandIn(True, "accepted")
    guidance = {
        ReturnRoute.OWN: "own_recycling",
        ReturnRoute.DISMOUNT: "it_dismounts",
        ReturnRoute.REVOKE: "ends_by_itself",
    }
    return HandIn(False, guidance.get(kind.returns, "not_a_device"))


def may_move(here: ReturnState, there: ReturnState) -> bool:
    """Whether something handed in may go from one state to another."""
    return there in MOVES[here]


def may_close(*, has_storage: bool, wiped: bool, account_locked: bool) -> tuple[str, ...]:
    """What still hinders closing a return: no evidence of wiping, or a lock left on (R-213)."""
    conditions = ((has_storage and not wiped, "not_wiped"), (account_locked, "account_locked"))
    return tuple(key for holds, key in conditions if holds)


@dataclass(frozen=True, slots=True)
class Reported:
    """A line of the recycler's report: what it took in, whether it wiped it, and what it pays, öre."""

    serial: str
    received: bool = True
    certificate: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a report says beside the manifest; every serial number stands in one place only."""

    matched: tuple[Reported, ...]
    missing: tuple[str, ...]
    unexpected: tuple[Reported, ...]
    extra_wiped: tuple[Reported, ...]


def reconcile(manifest: Iterable[str], report: Iterable[Reported]) -> Reconciled:
    """Lay a report beside the manifest of a pallet.

    What was sent and taken in is matched; what was sent and is not in the report, or came with no yes, is missing. What
    was taken in without being sent is unexpected; what was wiped without being sent or taken in is extra wiped.
    """
    sent = list(dict.fromkeys(manifest))
    lines = {line.serial: line for line in report}
    known = frozenset(sent)
    others = [line for serial, line in lines.items() if serial not in known]
    return Reconciled(
        matched=tuple(lines[serial] for serial in sent if serial in lines and lines[serial].received),
        missing=tuple(serial for serial in sent if serial not in lines or not lines[serial].received),
        unexpected=tuple(line for line in others if line.received),
        extra_wiped=tuple(line for line in others if not line.received and line.certificate),
    )


def twice(serials: Iterable[str]) -> tuple[str, ...]:
    """The serial numbers that stand more than once."""
    return tuple(serial for serial, count in Counter(serials).items() if count > 1)


def return_rate(due: int, returned: int) -> int:
    """The share of what has lived its planned life that has been handed in, per cent; 0 for none."""
    return (returned * 100 * 2 + due) // (2 * due) if due else 0
