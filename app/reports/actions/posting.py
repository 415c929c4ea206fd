"""Booking what happened: once for each thing, in pieces, so that doing it twice or being killed changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.invoicing.models import InvoiceLine, IssuedInvoice
from app.orders.models import LineKontering, Order, OrderLine
from app.orders.queries.kontering import frozen
from app.reports.models import AccountingRow
from app.reports.queries import happened
from app.reports.queries.recharged import carriers
from app.words.formats import today_of
from catalogue import money
from catalogue.invoices import Document
from catalogue.posting import Account, RowKind

MOST = 300
LONGEST_TEXT = 200
Codes = Mapping[str, str]


def post(session: Session, *, at: dt.datetime, most: int = MOST) -> int:
    """Book what has happened since last time, at most so many things of each sort; gives how many rows were made."""
    made = 0
    for find in (_delivered, _credited, _recoded, _invoiced):
        rows = list(find(session, at, most))
        session.add_all(rows)
        session.flush()
        made += len(rows)
    return made


def anything(session: Session) -> bool:
    """Whether something has happened that is not booked."""
    finds = (happened.delivered, happened.credited, happened.recoded, happened.invoiced)
    return any(len(find(session, 1)) > 0 for find in finds)


def _delivered(session: Session, at: dt.datetime, most: int) -> Iterator[AccountingRow]:
    found = happened.delivered(session, most)
    shares = frozen(session, [line.id for line, _order in found])
    for line, order in found:
        rows = shares.get(line.id, [])
        facts = _facts(line, order, at) | {
            "kind": RowKind.DELIVERY, "source": "order_line", "source_id": line.id,
            "generation": rows[0].generation if rows else 1, "booked_on": today_of(line.delivered_at or at),
        }  # fmt: skip
        yield from _shared(facts, _carried(rows, order), (line.unit_cost, line.vat))


def _credited(session: Session, at: dt.datetime, most: int) -> Iterator[AccountingRow]:
    found = happened.credited(session, most)
    shares = frozen(session, [line.id for _return, line, _order in found])
    for back, line, order in found:
        facts = _facts(line, order, at) | {
            "kind": RowKind.CREDIT, "source": "ware_return", "source_id": back.id, "document": back.credit_note,
            "booked_on": today_of(back.credited_at or at),
        }  # fmt: skip
        carried = _carried(shares.get(line.id, []), order)
        yield from _shared(facts, carried, (-back.credited, -money.vat(back.credited, line.vat_rate)))


def _recoded(session: Session, at: dt.datetime, most: int) -> Iterator[AccountingRow]:
    """What stands on the old codes is taken back and put on the new ones; the cost is the same."""
    found = happened.recoded(session, most)
    booked = happened.balance_of(session, [line.id for line, _order, _generation in found])
    for line, order, generation in found:
        shares = _of_generation(session, line.id, generation)
        facts = _facts(line, order, at) | {
            "kind": RowKind.RECODING, "source": "order_line", "source_id": line.id, "generation": generation,
            "booked_on": shares[0].made_on,
        }  # fmt: skip
        back = _standing(booked[line.id])
        taken = [
            _row(facts, place, codes, (-net, -vat))
            for place, (codes, net, vat) in enumerate(back, start=1)
            if net or vat
        ]
        net, vat = sum(each[1] for each in back), sum(each[2] for each in back)
        yield from taken
        yield from _shared(facts, _carried(shares, order), (net, vat), begin=len(taken) + 1)


def _invoiced(session: Session, at: dt.datetime, most: int) -> Iterator[AccountingRow]:
    for invoice in happened.invoiced(session, most):
        lines, groups = happened.invoice_parts(session, invoice.id)
        sign = -1 if invoice.document == Document.CREDIT else 1
        vat = _vat_by_line(lines, {(group.category, group.rate): group.vat for group in groups})
        carried = carriers(session, lines)
        for line in lines:
            facts = _invoice_facts(invoice, at) | carried[line.id].facts | {
                "source": "invoice_line", "source_id": line.id, "text": line.name[:LONGEST_TEXT],
            }  # fmt: skip
            yield from _shared(facts, carried[line.id].carried, (sign * line.net, sign * vat[line.id]))
        if invoice.rounding:
            facts = _invoice_facts(invoice, at) | {"source": "invoice", "source_id": invoice.id, "text": ""}
            yield _row({**facts, "sort": Account.ROUNDING}, 1, {}, (sign * invoice.rounding, 0))


def _facts(line: OrderLine, order: Order, at: dt.datetime) -> dict[str, Any]:
    return {
        "organisation_id": line.organisation_id, "sort": Account.GOODS, "payer": line.payer, "document": order.number,
        "text": line.name, "unit_id": order.unit_id, "unit_name": order.unit_name, "order_id": order.id,
        "line_id": line.id, "posted_at": at,
    }  # fmt: skip


def _invoice_facts(invoice: IssuedInvoice, at: dt.datetime) -> dict[str, Any]:
    contribution = invoice.kind == Account.CONTRIBUTION
    return {
        "organisation_id": invoice.organisation_id, "sort": Account(invoice.kind), "document": invoice.number,
        "payer": "member" if contribution else "unit", "posted_at": at, "booked_on": invoice.issued_on,
        "kind": RowKind.CREDIT_NOTE if invoice.document == Document.CREDIT else RowKind.INVOICE,
    }  # fmt: skip


def _carried(rows: Sequence[LineKontering], order: Order) -> list[tuple[Codes, int]]:
    """Codes and weights of a line; what was ordered before lines kept codes is on what the order says in words."""
    return [(row.codes, row.weight) for row in rows] or [(happened.codes_said(order.cost_centre), 1)]


def _shared(
    facts: Mapping[str, Any], carried: Sequence[tuple[Codes, int]], cost: tuple[int, int], *, begin: int = 1
) -> Iterator[AccountingRow]:
    weights = [weight for _codes, weight in carried]
    weights = weights if any(weights) else [1] * len(weights)
    parts = zip(carried, money.split(cost[0], weights), money.split(cost[1], weights), strict=True)
    for place, ((codes, _weight), part, tax) in enumerate(parts, start=begin):
        yield _row(facts, place, codes, (part, tax))


def _row(facts: Mapping[str, Any], place: int, codes: Codes, cost: tuple[int, int]) -> AccountingRow:
    values = {key: str(value) if key in ("kind", "sort") else value for key, value in facts.items()}
    return AccountingRow(**values, position=place, codes=dict(codes), net=cost[0], vat=cost[1])


def _standing(rows: Iterable[AccountingRow]) -> list[tuple[Codes, int, int]]:
    """What stands on each combination of codes."""
    sums: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        held = sums[tuple(sorted(row.codes.items()))]
        held[0], held[1] = held[0] + row.net, held[1] + row.vat
    return [(dict(codes), net, vat) for codes, (net, vat) in sums.items()]


def _of_generation(session: Session, line_id: int, generation: int) -> Sequence[LineKontering]:
    question = sa.select(LineKontering).where(LineKontering.line_id == line_id, LineKontering.generation == generation)
    return session.scalars(question.order_by(LineKontering.position)).all()


def _vat_by_line(lines: Sequence[InvoiceLine], groups: Mapping[tuple[str, int], int]) -> dict[int, int]:
    """VAT is computed on groups; each line carries its part, and together they are the group's, to the öre."""
    found: dict[int, int] = {}
    for key, vat in groups.items():
        mine = [line for line in lines if (line.category, line.rate) == key]
        found |= {line.id: money.vat(line.net, line.rate) for line in mine}
        largest = max(mine, key=lambda line: abs(line.net))
        found[largest.id] += vat - sum(found[line.id] for line in mine)
    return found
