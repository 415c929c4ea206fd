"""A chef's costs in one view: sums by sort, month and unit that add up, and the rows below them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.reports.queries.costs import INVOICED, MOST_EXPORTED, Row, Sum, rows, sums
from app.reports.queries.licence_costs import LicenceCost, licences
from app.reports.queries.wanted import KINDS, Wanted

LICENCES = "licences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The costs of a period, öre excluding VAT; what each sort, month and unit has adds up to `total`."""

    wanted: Wanted
    by_kind: dict[str, list[int]]
    before_by_kind: dict[str, int]
    by_unit: list[tuple[int, str, int, int]]
    units: list[tuple[int, str]]
    licences: Sequence[LicenceCost]
    rows: Sequence[Row]
    open: int
    open_count: int
    invoiced: int = 0

    @property
    def total(self) -> int:
        """Everything in the period."""
        return sum(sum(months) for months in self.by_kind.values())

    @property
    def before(self) -> int | None:
        """Everything in the period compared with; None when there is none."""
        return sum(self.before_by_kind.values()) if self.wanted.other else None

    @property
    def months(self) -> list[dt.date]:
        """The first day of each month."""
        return self.wanted.period.months[:-1]

    @property
    def licences_now(self) -> tuple[int, int]:
        """What licences cost in the last month, and how many they are."""
        return sum(each.months[-1] for each in self.licences), sum(each.count for each in self.licences)

    @property
    def bought(self) -> int:
        """What the rows belong to: all but licences."""
        return self.total - sum(self.by_kind[LICENCES])


def overview(session: Session, me: Visitor, wanted: Wanted) -> Overview:
    """The costs of the units in reach, as they are wanted. Three questions."""
    every, products = sums(session, me, wanted), licences(session, me, wanted)
    units = {each.unit_id: each.unit for each in every} | {each.unit_id: each.unit for each in products}
    billed = [each for each in every if each.kind == INVOICED and _is_wanted(wanted, "orders", each.unit_id)]
    every = [each for each in every if each.kind != INVOICED and _is_wanted(wanted, each.kind, each.unit_id)]
    products = [each for each in products if _is_wanted(wanted, LICENCES, each.unit_id)]
    return Overview(
        wanted=wanted, **_by_kind(wanted, every, products), by_unit=_by_unit(every, products),  # type: ignore[arg-type]  # both are its fields
        units=sorted(units.items(), key=lambda unit: unit[1]), licences=products, rows=rows(session, me, wanted),
        open=sum(each.open for each in every if each.month >= 0),
        open_count=sum(each.open_count for each in every if each.month >= 0),
        invoiced=sum(each.amount for each in billed),
    )  # fmt: skip


def exported(session: Session, me: Visitor, wanted: Wanted) -> tuple[list[Row], list[LicenceCost]]:
    """Every row of the period, and what each licence product costs each unit month by month. Two questions."""
    products = licences(session, me, wanted)
    return rows(session, me, wanted, MOST_EXPORTED), [
        each for each in products if _is_wanted(wanted, LICENCES, each.unit_id)
    ]


def _is_wanted(wanted: Wanted, kind: str, unit_id: int) -> bool:
    return wanted.kind in ("", kind) and wanted.unit in (0, unit_id)


def _by_kind(wanted: Wanted, every: Sequence[Sum], products: Sequence[LicenceCost]) -> dict[str, object]:
    months = len(wanted.period.months) - 1
    now = {kind: [0] * months for kind in KINDS}
    before = dict.fromkeys(KINDS, 0)
    for each in every:
        if each.month < 0:
            before[each.kind] += each.amount
        else:
            now[each.kind][each.month] += each.amount
    for product in products:
        now[LICENCES] = [sum(pair) for pair in zip(now[LICENCES], product.months, strict=True)]
        before[LICENCES] += product.before
    return {"by_kind": now, "before_by_kind": before}


def _by_unit(every: Sequence[Sum], products: Sequence[LicenceCost]) -> list[tuple[int, str, int, int]]:
    """Every unit with what it bore now and then, dearest first."""
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in every:
        found[each.unit_id, each.unit][each.month < 0] += each.amount
    for product in products:
        row = found[product.unit_id, product.unit]
        row[0] += sum(product.months)
        row[1] += product.before
    units = [(unit_id, name, now, then) for (unit_id, name), (now, then) in found.items()]
    return sorted(units, key=lambda unit: (-unit[2], unit[1]))
