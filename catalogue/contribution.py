"""The members' contribution: how a year's budget moves, what it is made of, and the sums (L491-L502, DOMAIN d)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogue import money

QUARTERS = (1, 2, 3, 4)


class BudgetState(StrEnum):
    """How far a year's budget has come (DOMAIN c)."""

    PREPARING = "preparing"
    PROPOSED = "proposed"
    IN_DIALOGUE = "in_dialogue"
    ADOPTED = "adopted"
    RUNNING = "running"
    CLOSED = "closed"
    SETTLED = "settled"


class Section(StrEnum):
    """The three sections of a budget (R-125), and the adjustments that a member bears or is spared (R-002, C13)."""

    SHARED_OPERATION = "shared_operation"
    SHARED_INVESTMENT = "shared_investment"
    INDIVIDUAL_INVESTMENT = "individual_investment"
    ADJUSTMENT = "adjustment"


class Category(StrEnum):
    """What a line of the budget is for."""

    SALARY = "salary"
    LICENCE = "licence"
    RENT = "rent"
    OPERATION = "operation"
    CONSULTANT = "consultant"
    CAPITAL = "capital"
    INCOME = "income"
    NETWORK = "network"
    SERVER = "server"
    STORAGE = "storage"
    UPS = "ups"
    COOLING = "cooling"
    FIRE_PROTECTION = "fire_protection"
    SECURITY = "security"
    COMPUTER = "computer"
    TABLET = "tablet"
    ACCESS_POINT = "access_point"
    HISTORIC = "historic"
    OTHER = "other"


class Reason(StrEnum):
    """Why a contribution is changed during the year (L88-L91, R-028)."""

    EXTERNAL_THREAT = "external_threat"
    REGULATION = "regulation"
    LICENCE_CHANGE = "licence_change"
    END_OF_SUPPORT = "end_of_support"
    END_OF_MANUFACTURE = "end_of_manufacture"
    CORRECTION = "correction"


B, C = BudgetState, Category
# Salaries, licences and rents are what the contribution has mostly changed by since 2014 (L5-L7).
CATEGORIES: Mapping[Section, tuple[Category, ...]] = {
    Section.SHARED_OPERATION: (
        C.SALARY, C.LICENCE, C.RENT, C.OPERATION, C.CONSULTANT, C.CAPITAL, C.INCOME, C.OTHER,
    ),
    Section.SHARED_INVESTMENT: (
        C.NETWORK, C.SERVER, C.STORAGE, C.UPS, C.COOLING, C.FIRE_PROTECTION, C.SECURITY, C.OTHER,
    ),
    Section.INDIVIDUAL_INVESTMENT: (C.COMPUTER, C.TABLET, C.ACCESS_POINT),
    Section.ADJUSTMENT: (C.HISTORIC,),
}  # fmt: skip
MEMBERS_OWN = frozenset({Section.INDIVIDUAL_INVESTMENT, Section.ADJUSTMENT})
ONWARD: Mapping[BudgetState, BudgetState] = dict(zip(tuple(B)[:-1], tuple(B)[1:], strict=True))
# Until the councils begin to decide, the economist may change the figures.
OPEN = (B.PREPARING, B.PROPOSED, B.IN_DIALOGUE)
DECIDED = (B.ADOPTED, B.RUNNING, B.CLOSED, B.SETTLED)
# The economist prepares; the head of IT locks (DOMAIN b).
LOCKED_BY_HEAD = frozenset({B.ADOPTED, B.SETTLED})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a member's contribution of a year is made of, öre."""

    shared: int
    capital: int
    adjustment: int

    @property
    def total(self) -> int:
        """Share of the shared costs, own capital costs and adjustments together (R-128)."""
        return self.shared + self.capital + self.adjustment

    @property
    def quarters(self) -> list[int]:
        """The four quarter amounts; they sum to the contribution to the öre (R-129)."""
        return money.quarters(self.total)


def shares(amount: int, inhabitants: Sequence[int]) -> list[int]:
    """An amount divided by inhabitants, öre; sums exactly (L8-L9, L492, R-004, R-126)."""
    return money.split(amount, inhabitants)


def share_points(inhabitants: Sequence[int]) -> list[int]:
    """Each member's share in ten-thousandths of a percent, which sum to a million."""
    return money.split(1_000_000, inhabitants)


def settlement(result: int, inhabitants: Sequence[int], own: Sequence[int]) -> list[int]:
    """What each member pays (or gets back, negative) for a year's result, öre (L497, R-131).

    A shared surplus is positive and given back by that year's key; `own` is each member's capital cost above budget.
    """
    return [mine - part for part, mine in zip(shares(result, inhabitants), own, strict=True)]


def usual_population_date(year: int) -> dt.date:
    """The last full year before the budget is decided: 31 December two years before (C14)."""
    return dt.date(year - 2, 12, 31)
