"""Who handles a warranty claim, whether there is one to make, and its moves; every no carries its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.edition import Kind
from catalogue.lifetimes import add_months
from catalogue.terms import Segment, WarrantyRoute


class ClaimState(StrEnum):
    """How far a claim has come (DOMAIN c); a draft is a form that is not sent yet."""

    SUBMITTED = "submitted"
    ROUTED_IT = "routed_it"
    ROUTED_SUPPLIER = "routed_supplier"
    ROUTED_MUNICIPALITY = "routed_municipality"
    IN_PROGRESS = "in_progress"
    REPAIRED = "repaired"
    REPLACED = "replaced"
    REFUSED = "refused"
    CLOSED = "closed"
    REOPENED = "reopened"


C = ClaimState
ROUTED = frozenset({C.ROUTED_IT, C.ROUTED_SUPPLIER, C.ROUTED_MUNICIPALITY})
DECIDED = frozenset({C.REPAIRED, C.REPLACED, C.REFUSED})
MOVES: Mapping[ClaimState, frozenset[ClaimState]] = {
    C.SUBMITTED: ROUTED,
    # Whoever claimed may take it back while nobody has begun (docs/decisions/0040).
    **{routed: frozenset({C.IN_PROGRESS, C.CLOSED}) for routed in ROUTED},
    C.IN_PROGRESS: DECIDED,
    **{decided: frozenset({C.CLOSED}) for decided in DECIDED},
    C.CLOSED: frozenset({C.REOPENED}),
    C.REOPENED: frozenset({C.IN_PROGRESS}),
}
REOPEN_DAYS = 30
# Hindrances that leave a way on: what no warranty covers can still be mended.
REPAIRABLE = frozenset({"no_warranty", "unknown_warranty", "warranty_ended", "damage"})


class Cause(StrEnum):
    """How it broke, as the one who claims tells it."""

    FAULTY = "faulty"
    STOPPED = "stopped"
    DAMAGE = "damage"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """What is known when somebody wants to claim; the warranty is months from delivery, or ends on a known day."""

    delivered_on: dt.date | None
    warranty_months: int | None
    today: dt.date
    open_claim: bool = False
    support_refused: bool = False
    warranty_end: dt.date | None = None
    damage: bool = False

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the warranty, if it is known."""
        if self.warranty_end is not None or self.delivered_on is None or self.warranty_months is None:
            return self.warranty_end
        return ends_on(self.delivered_on, self.warranty_months)


def ends_on(delivered_on: dt.date, warranty_months: int) -> dt.date:
    """The last day of a warranty."""
    return add_months(delivered_on, warranty_months)


def route(kind: Kind) -> WarrantyRoute:
    """Who handles claims on this kind (R-062, R-063, R-064)."""
    return kind.warranty


def claim_route(kind: Kind, segment: str) -> ClaimState:
    """Where a claim on a thing of this kind and segment goes first.

    IT takes staff computers, the municipality its pupils' devices whatever they are, and what was bought in the shop
    goes straight to its supplier, phones and tablets for staff included (L153-L156, L619, C4).
    """
    if segment == Segment.PUPIL or kind.warranty is WarrantyRoute.MUNICIPALITY:
        return C.ROUTED_MUNICIPALITY
    return C.ROUTED_IT if kind.warranty is WarrantyRoute.IT else C.ROUTED_SUPPLIER


def hindrances(kind: Kind, facts: ClaimFacts) -> tuple[str, ...]:
    """Every reason why no claim can be made, as keys; empty when it can."""
    last = facts.last_day
    conditions = (
        (kind.warranty is WarrantyRoute.NONE, "no_warranty"),
        (kind.warranty is WarrantyRoute.CONTRACT, "own_contract"),
        (facts.delivered_on is None, "not_delivered"),
        (facts.delivered_on is not None and last is None, "unknown_warranty"),
        (last is not None and facts.today > last, "warranty_ended"),
        (facts.damage, "damage"),
        (facts.open_claim, "already_open"),
        (facts.support_refused, "support_refused"),
    )
    return tuple(key for holds, key in conditions if holds)


def becomes_repair(found: tuple[str, ...]) -> bool:
    """Whether what hinders a claim leaves the way of a repair."""
    return bool(found) and REPAIRABLE.issuperset(found)


def may_withdraw(state: str, *, lent: bool, shared: bool) -> bool:
    """Whether whoever claimed may take it back: nobody has taken it, lent anything or let the supplier in."""
    return state in ROUTED and not lent and not shared


def may_move(here: ClaimState, there: ClaimState) -> bool:
    """Whether a claim may go from one state to another."""
    return there in MOVES[here]
