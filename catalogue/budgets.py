"""The budget ledger: what is left of a frame, what an order line claims of it, and the way from one claim to the next.

All amounts are whole öre excluding VAT. What is left is always: frame - reserved - ordered - delivered - invoiced +
credited. Every booking moves an amount from one bucket to another, so nothing is lost between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Self

from catalogue.terms import Payer


class FrameKind(StrEnum):
    """What a frame is for."""

    INDIVIDUAL = "individual_investment"
    SHARED = "shared_investment"
    UNIT = "unit"


class Stop(StrEnum):
    """What happens when a frame does not suffice: a warning and a further approval, or a refusal."""

    SOFT = "soft"
    HARD = "hard"


class Bucket(StrEnum):
    """Where an amount of a frame is; `credited` is the suppliers' side, out of which credits come."""

    FREE = "free"
    RESERVED = "reserved"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    INVOICED = "invoiced"
    CREDITED = "credited"


class Stage(StrEnum):
    """How far something has come, as the ledger sees it."""

    WAITING = "waiting"
    ON_THE_WAY = "on_the_way"
    HERE = "here"
    OVER = "over"


class Category(StrEnum):
    """What a shared investment is in (UPS: R-123; cooling and fire protection: R-124)."""

    NETWORK = "network"
    SERVERS = "servers"
    STORAGE = "storage"
    UPS = "ups"
    COOLING = "cooling"
    FIRE_PROTECTION = "fire_protection"
    BACKUP_POWER = "backup_power"
    SECURITY = "security"
    OTHER = "other"


class InvestmentState(StrEnum):
    """Where a shared investment stands (R-138)."""

    AWAITING_MEMBERS = "awaiting_members"
    AWAITING_COMMITTEE = "awaiting_committee"
    DECIDED = "decided"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class RequestState(StrEnum):
    """What has become of a wish for a coming year's budget (R-025)."""

    NEW = "new"
    ACCEPTED = "accepted"
    DECLINED = "declined"


S, B = InvestmentState, Bucket
INVESTMENT_MOVES: dict[InvestmentState, frozenset[InvestmentState]] = {
    S.AWAITING_MEMBERS: frozenset({S.AWAITING_COMMITTEE, S.DECLINED, S.WITHDRAWN}),
    S.AWAITING_COMMITTEE: frozenset({S.DECIDED, S.DECLINED, S.WITHDRAWN}),
    S.DECIDED: frozenset({S.DONE, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.DONE: frozenset(),
}
MOVING = (B.RESERVED, B.ORDERED, B.DELIVERED, B.INVOICED)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sums:
    """What is booked, on a frame or for one thing; never negative."""

    reserved: int = 0
    ordered: int = 0
    delivered: int = 0
    invoiced: int = 0
    credited: int = 0

    @property
    def taken(self) -> int:
        """What it takes of the frame."""
        return self.reserved + self.ordered + self.delivered + self.invoiced - self.credited

    def plus(self, other: Sums) -> Self:
        """The sums together."""
        names = ("reserved", "ordered", "delivered", "invoiced", "credited")
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in names})


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far something has come: at what price each, how many, how many of them have come."""

    stage: Stage
    unit_price: int
    quantity: int = 1
    received: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """One booking: an amount, more than nothing, from one bucket to another."""

    source: Bucket
    target: Bucket
    amount: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A frame that does not suffice: what was left, and what was asked for."""

    left: int
    asked: int

    @property
    def missing(self) -> int:
        """How much more would be needed."""
        return self.asked - max(self.left, 0)


def available(amount: int, booked: Sums) -> int:
    """What is left of a frame; negative when it is overdrawn."""
    return amount - booked.taken


def frame_kind(payer: str, unit_cost: int) -> FrameKind | None:
    """Which kind of frame an order line claims: its municipality's own investments (R-132), or what its unit pays."""
    if payer == Payer.INVEST:
        return FrameKind.INDIVIDUAL
    return FrameKind.UNIT if unit_cost and payer in (Payer.DIRECT, Payer.UNIT) else None


def claim(standing: Standing, *, times: int = 1, invoiced: int = 0) -> Sums:
    """What something claims as it stands; what has been invoiced of it stays so, whatever the price became."""
    price = standing.unit_price * times
    total = price * standing.quantity
    if standing.stage is Stage.OVER:
        return Sums(invoiced=invoiced)
    if standing.stage is Stage.WAITING:
        return Sums(reserved=max(0, total - invoiced), invoiced=invoiced)
    here = total if standing.stage is Stage.HERE else price * min(standing.received, standing.quantity)
    return Sums(ordered=max(0, total - max(here, invoiced)), delivered=max(0, here - invoiced), invoiced=invoiced)


def transfers(now: Sums, wanted: Sums) -> list[Transfer]:
    """The bookings that lead from what is booked to what should be: first from bucket to bucket, the rest by the frame.

    Credits are no part of it: they are booked by themselves (`credit`).
    """
    change = {bucket: getattr(wanted, bucket) - getattr(now, bucket) for bucket in MOVING}
    giving = {bucket: -difference for bucket, difference in change.items() if difference < 0}
    taking = {bucket: difference for bucket, difference in change.items() if difference > 0}
    made = []
    for source, target in product(giving, taking):
        if amount := min(giving[source], taking[target]):
            made.append(Transfer(source, target, amount))
            giving[source], taking[target] = giving[source] - amount, taking[target] - amount
    made += [Transfer(bucket, B.FREE, rest) for bucket, rest in giving.items() if rest]
    return made + [Transfer(B.FREE, bucket, rest) for bucket, rest in taking.items() if rest]


def invoicing(now: Sums, amount: int, *, last: bool) -> list[Transfer]:
    """The bookings of an invoice: out of what has been delivered, then ordered, then reserved; what is more, the frame.

    With the last one, what is expected beyond it is given back.
    """
    made, rest = [], amount
    for bucket in (B.DELIVERED, B.ORDERED, B.RESERVED):
        there = getattr(now, bucket)
        if taken := min(there, rest):
            made.append(Transfer(bucket, B.INVOICED, taken))
            rest -= taken
        if last and there > taken:
            made.append(Transfer(bucket, B.FREE, there - taken))
    return [*made, Transfer(B.FREE, B.INVOICED, rest)] if rest else made


def credit(amount: int) -> Transfer:
    """The booking of a supplier's credit: the frame has it to spend again."""
    return Transfer(B.CREDITED, B.FREE, amount)


def booked(now: Sums, made: Sequence[Transfer]) -> Sums:
    """The sums after bookings."""
    found = {name: getattr(now, name) for name in ("reserved", "ordered", "delivered", "invoiced", "credited")}
    for each in made:
        for bucket, sign in ((each.source, -1), (each.target, 1)):
            if bucket is not B.FREE:
                found[bucket] += -sign * each.amount if bucket is B.CREDITED else sign * each.amount
    return Sums(**found)


def draws(made: Sequence[Transfer]) -> int:
    """How much more of the frame is taken by bookings; negative when they give back."""
    return sum(
        (each.amount if each.source is B.FREE else 0) - (each.amount if each.target is B.FREE else 0) for each in made
    )


def months_left(month: int) -> int:
    """In how many months of a year something that is paid monthly is paid, from its month of order on."""
    return MONTHS + 1 - month


def times(period: str, month: int) -> int:
    """How often the price of a period is paid in the year of the frame, ordered in a month of it."""
    return months_left(month) if period == "month" else 1


def is_large(amount: int, threshold: int) -> bool:
    """Whether a shared investment is for the members and the committee (L507-L508, R-138); the threshold is set."""
    return amount >= threshold


def first_state(amount: int, threshold: int) -> InvestmentState:
    """Where a shared investment begins: with the members, or decided within the budget."""
    return S.AWAITING_MEMBERS if is_large(amount, threshold) else S.DECIDED


def after_members(answers: Sequence[str], members: int) -> InvestmentState:
    """Where a larger investment stands by its members' answers: one no ends it, and only all their yes lead on."""
    if "declined" in answers:
        return S.DECLINED
    return S.AWAITING_COMMITTEE if answers.count("approved") >= members else S.AWAITING_MEMBERS


def committed(state: InvestmentState, amount: int, *, invoiced: int = 0) -> Sums:
    """What a shared investment claims of the shared frame."""
    stages = {S.AWAITING_MEMBERS: Stage.WAITING, S.AWAITING_COMMITTEE: Stage.WAITING, S.DECIDED: Stage.ON_THE_WAY}
    if state is S.DONE:
        return Sums(invoiced=invoiced)
    return claim(Standing(stages.get(state, Stage.OVER), amount), invoiced=invoiced)
