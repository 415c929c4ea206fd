"""Which codes carry a cost and how much each: checked against the code plan on the day, then frozen in öre.

A kontering is one share or several. Shares are basis points (percent) or öre (amount); frozen they are always öre, so
that what was shown is what is booked, and a line that is cut later is divided anew in the same proportions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogue import money
from catalogue.codeplan import Fault, Plan, faults

MOST_SHARES = 6


class Measure(StrEnum):
    """What the weight of a share is: basis points that are 10 000 together, or öre that are the whole cost."""

    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Share:
    """Codes by part (`ansvar`, `projekt` …) and how much they carry."""

    codes: Mapping[str, str]
    weight: int


@dataclass(frozen=True, slots=True)
class Kontering:
    """Who carries a cost."""

    measure: Measure
    shares: tuple[Share, ...]


class NotAllowed(Exception):
    """The kontering may not be used on that day, or does not carry the whole cost; nothing was frozen."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__([fault.key for fault in found])
        self.faults = tuple(found)


def whole(codes: Mapping[str, str]) -> Kontering:
    """Everything on the same codes."""
    return Kontering(Measure.PERCENT, (Share(dict(codes), money.WHOLE),))


def wrong(plan: Plan, kontering: Kontering, on: dt.date, total: int) -> list[Fault]:
    """Why a kontering may not carry a cost of `total` öre on a day; empty when it may."""
    found = _wrong_sum(kontering, total)
    for share in kontering.shares:
        found += [fault for fault in faults(plan, share.codes, on) if fault not in found]
    return found


def freeze(plan: Plan, kontering: Kontering, on: dt.date, totals: Sequence[int]) -> list[list[Share]]:
    """What each cost in `totals` (öre) is carried by, weights in öre; every row and every share sums exactly.

    Raises NotAllowed for codes that may not stand together on the day, and for shares that are not the whole.
    """
    total = sum(totals)
    if found := wrong(plan, kontering, on, total):
        raise NotAllowed(found)
    amounts = in_ore(kontering, total)
    return [
        [Share(share.codes, ore) for share, ore in zip(kontering.shares, row, strict=True)]
        for row in apportion(totals, amounts)
    ]


def in_ore(kontering: Kontering, total: int) -> list[int]:
    """What each share carries of a total, öre."""
    return money.split(total, [share.weight for share in kontering.shares])


def apportion(totals: Sequence[int], amounts: Sequence[int]) -> list[list[int]]:
    """Divide each total by what is left of the amounts, so that rows sum to totals and columns to amounts, exactly.

    Raises ValueError when the two do not have the same sum, or anything is negative.
    """
    if sum(totals) != sum(amounts) or min(*totals, *amounts, 0) < 0:
        raise ValueError("rows and columns must be non-negative and have the same sum")
    left, rows = list(amounts), []
    for total in totals:
        row = money.split(total, left) if total else [0] * len(left)
        left = [rest - part for rest, part in zip(left, row, strict=True)]
        rows.append(row)
    return rows


def _wrong_sum(kontering: Kontering, total: int) -> list[Fault]:
    weights = [share.weight for share in kontering.shares]
    if not 1 <= len(weights) <= MOST_SHARES:
        return [Fault("shares", {"most": str(MOST_SHARES)})]
    if any(weight <= 0 for weight in weights):
        return [Fault("nothing", {})]
    expected = money.WHOLE if kontering.measure is Measure.PERCENT else total
    if sum(weights) == expected:
        return []
    return [Fault(f"{kontering.measure}_sum", {"sum": str(sum(weights)), "expected": str(expected)})]
