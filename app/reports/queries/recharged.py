"""Who carries the lines of an issued invoice: the codes frozen with the orders of the licences that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Unit
from app.invoicing.models import InvoiceLine, InvoiceSource
from app.licences.models import Licence
from app.orders.models import OrderLine
from app.orders.queries.kontering import frozen
from app.reports.queries.happened import codes_said
from catalogue import money

# A licence weighs as much as any other of its line.
WHOLE = 1_000_000
LICENCE = "licence"


@dataclass(slots=True)
class Carrier:
    """What carries an invoice line, and where it comes from when that is one unit and one order line."""

    weights: dict[tuple[tuple[str, str], ...], int] = field(default_factory=lambda: defaultdict(int))
    units: set[tuple[int, str]] = field(default_factory=set)
    lines: set[tuple[int, int]] = field(default_factory=set)

    @property
    def carried(self) -> list[tuple[Mapping[str, str], int]]:
        """Codes and weights."""
        return [(dict(codes), weight) for codes, weight in self.weights.items()]

    @property
    def facts(self) -> dict[str, object]:
        """Unit, order and order line, as far as there is only one of each."""
        unit = next(iter(self.units)) if len(self.units) == 1 else (None, "")
        order = next(iter(self.lines)) if len(self.lines) == 1 else (None, None)
        return {"unit_id": unit[0], "unit_name": unit[1], "order_id": order[0], "line_id": order[1]}


def carriers(session: Session, lines: Sequence[InvoiceLine]) -> dict[int, Carrier]:
    """What carries each line of an invoice; a line that is about no licence is carried by what it says itself."""
    # What a credit note takes back is what the line it takes from was about.
    about = {line.id: line.credits_id or line.id for line in lines}
    sources = _licence_ids(session, list(about.values()))
    found = _licences(session, {licence for ids in sources.values() for licence in ids})
    shares = frozen(session, [row.Licence.line_id for row in found.values() if row.Licence.line_id])
    made: dict[int, Carrier] = {}
    for line in lines:
        carrier = made[line.id] = Carrier()
        for row in (found[each] for each in sources.get(about[line.id], ()) if each in found):
            kept = [(share.codes, share.weight) for share in shares.get(row.Licence.line_id or 0, [])]
            _add(carrier, row, kept or [(codes_said(row.Licence.cost_centre), 1)])
        if not carrier.weights:
            carrier.weights[tuple(sorted(codes_said(line.accounting).items()))] = 1
    return made


def _add(carrier: Carrier, row: sa.Row[Licence, str, int], kept: Sequence[tuple[Mapping[str, str], int]]) -> None:
    weights = [weight for _codes, weight in kept]
    parts = money.split(WHOLE, weights if any(weights) else [1] * len(weights))
    for (codes, _weight), part in zip(kept, parts, strict=True):
        carrier.weights[tuple(sorted(codes.items()))] += part
    carrier.units.add((row.Licence.unit_id, row.name))
    if row.Licence.line_id:
        carrier.lines.add((row.order_id, row.Licence.line_id))


def _licence_ids(session: Session, line_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    question = sa.select(InvoiceSource.line_id, InvoiceSource.key).where(InvoiceSource.line_id.in_(line_ids))
    for line_id, key in session.execute(question.order_by(InvoiceSource.key)):
        kind, number, *_month = key.split(":")
        if kind == LICENCE and number.isdigit():
            found[line_id].append(int(number))
    return found


def _licences(session: Session, ids: set[int]) -> dict[int, sa.Row[Licence, str, int]]:
    question = (
        sa.select(Licence, Unit.name.label("name"), OrderLine.order_id.label("order_id"))
        .join(Unit, Unit.id == Licence.unit_id)
        .outerjoin(OrderLine, OrderLine.id == Licence.line_id)
        .where(Licence.id.in_(ids))
    )
    return {row.Licence.id: row for row in session.execute(question)}
