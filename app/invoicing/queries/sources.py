"""What is behind the lines of an invoice: licences, extra costs, and the figures of a contribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import ExtraCost, Finding
from app.identity.models import Organisation, Unit
from app.invoicing.models import InvoiceLine, InvoiceSource, IssuedInvoice
from app.licences.models import Licence

PAGE, MOST, PIECE = 100, 50_000, 500
CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that a line charges, öre without VAT: what it is, whom it is for, and where it is read."""

    place: int
    key: str
    what: str
    name: str
    number: str
    url: str
    whom: str
    unit: str
    cost_centre: str
    order: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    number: str
    url: str
    whom: str
    unit: str
    cost_centre: str
    order: str


def sources(
    session: Session, row: IssuedInvoice, after: tuple[int, str] = (0, ""), *, most: int = PAGE
) -> tuple[list[Source], tuple[int, str] | None]:
    """A page of what is behind an invoice, line by line, and where the next one begins. At most three questions."""
    keyed = sa.tuple_(InvoiceLine.place, InvoiceSource.key) > sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
    question = (
        sa.select(InvoiceSource.key, InvoiceLine, Organisation.key)
        .join(InvoiceLine, InvoiceLine.id == InvoiceSource.line_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(InvoiceLine.invoice_id == row.id, keyed)
        .order_by(InvoiceLine.place, InvoiceSource.key)
        .limit(most + 1)
    )
    found = [(key, line, member) for key, line, member in session.execute(question)]
    more, shown = len(found) > most, found[:most]
    things = {**_licences(session, _ids(shown, "licence")), **_extra_costs(session, _ids(shown, "extra"))}
    listed = [
        _source(key, line, things.get(":".join(key.split(":")[:2])) or _figure(row, key, line, member))
        for key, line, member in shown
    ]
    return listed, (listed[-1].place, listed[-1].key) if more else None


def every_source(session: Session, row: IssuedInvoice) -> Iterator[Source]:
    """Everything behind an invoice, for a table to take along."""
    after: tuple[int, str] | None = (0, "")
    while after is not None:
        listed, after = sources(session, row, after, most=PIECE)
        yield from listed


def _ids(found: Sequence[tuple[str, InvoiceLine, str]], kind: str) -> list[int]:
    return [int(key.split(":")[1]) for key, _line, _member in found if key.startswith(f"{kind}:")]


def _source(key: str, line: InvoiceLine, thing: _Thing) -> Source:
    """What several things of a line cost alike is each one's price; the line takes away where its quantity does."""
    each = line.unit_price // 100
    return Source(
        line.place, key, key.split(":")[0], thing.name, thing.number, thing.url, thing.whom, thing.unit,
        thing.cost_centre, thing.order, each if line.quantity >= 0 else -each,
    )  # fmt: skip


def _licences(session: Session, ids: Sequence[int]) -> dict[str, _Thing]:
    if not ids:
        return {}
    question = sa.select(Licence, Unit.name).join(Unit, Unit.id == Licence.unit_id).where(Licence.id.in_(set(ids)))
    return {
        f"licence:{row.id}": _Thing(
            row.name, row.number, f"/licenser/{row.number}", row.holder_name or row.place, unit, row.cost_centre,
            row.order_number,
        )
        for row, unit in session.execute(question)
    }  # fmt: skip


def _extra_costs(session: Session, ids: Sequence[int]) -> dict[str, _Thing]:
    if not ids:
        return {}
    question = (
        sa.select(ExtraCost, Finding.number, Finding.what, Unit.name)
        .join(Finding, Finding.id == ExtraCost.finding_id)
        .join(Unit, Unit.id == ExtraCost.unit_id)
        .where(ExtraCost.id.in_(set(ids)))
    )
    return {
        f"extra:{row.id}": _Thing(row.text, number, f"/avvikelser/{number}", what, unit, row.cost_centre, "")
        for row, number, what, unit in session.execute(question)
    }


def _figure(row: IssuedInvoice, key: str, line: InvoiceLine, member: str) -> _Thing:
    """A figure of a contribution, which is read where its year is."""
    year, parts = row.period_first.year if row.period_first else row.issued_on.year, key.split(":")
    root = "/ekonomi/medlemsbidrag"
    urls: Mapping[str, str] = {
        "amendment": f"{root}/{year}#justeringar", "settlement": f"{root}/{year - 1}/bokslut",
    }  # fmt: skip
    url = urls.get(parts[1], f"{root}/{year}/{member}") if parts[0] == CONTRIBUTION and len(parts) > 1 else ""
    return _Thing(line.name, "", url, line.description, "", line.accounting, "")
