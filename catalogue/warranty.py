"""Who handles a warranty claim, and whether there is a warranty to claim; every no carries its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.edition import Kind
from catalogue.lifetimes import add_months
from catalogue.terms import WarrantyRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """What is known when somebody wants to claim; the warranty is months from delivery."""

    delivered_on: dt.date | None
    warranty_months: int | None
    today: dt.date
    open_claim: bool = False
    support_refused: bool = False


def ends_on(delivered_on: dt.date, warranty_months: int) -> dt.date:
    """The last day of a warranty."""
    return add_months(delivered_on, warranty_months)


def route(kind: Kind) -> WarrantyRoute:
    """Who handles claims on this kind (R-062, R-063, R-064)."""
    return kind.warranty


def hindrances(kind: Kind, facts: ClaimFacts) -> tuple[str, ...]:
    """Every reason why no claim can be made, as keys; empty when it can."""
    ended = (
        facts.delivered_on is not None
        and facts.warranty_months is not None
        and (facts.today > ends_on(facts.delivered_on, facts.warranty_months))
    )
    conditions = (
        (kind.warranty is WarrantyRoute.NONE, "no_warranty"),
        (facts.delivered_on is None, "not_delivered"),
        (facts.warranty_months is None, "unknown_warranty"),
        (ended, "warranty_ended"),
        (facts.open_claim, "already_open"),
        (facts.support_refused, "support_refused"),
    )
    return tuple(key for holds, key in conditions if holds)
