"""What is held of a person without pointing at them by a key of the database: log, letters, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.devices.models import Device
from app.files import StoredFile
from app.history import HistoryEntry
from app.identity.models import Person
from app.openness.queries.record import SOURCES
from app.openness.queries.telling import told
from app.orders.models import Order, OrderLine
from app.outbox import Letter

Row = dict[str, Any]
# Rows, and the names of others that stand in them.
Found = tuple[list[Row], set[str]]
# What in the details of an entry is somebody's name.
NAMED = ("who", "recipient", "holder", "by")


def concerns(person_id: int) -> sa.ColumnElement[bool]:
    """The condition that an entry of the log is about a person: done by them, to them, or to what is theirs."""
    orders = sa.select(Order.id).where(SOURCES["customer_order"].belongs_to(person_id))
    devices = sa.select(Device.id).where(Device.holder_id == person_id)
    return sa.or_(
        HistoryEntry.actor_id == person_id,
        sa.and_(HistoryEntry.subject == "person", HistoryEntry.subject_id == person_id),
        sa.and_(HistoryEntry.subject == "order", HistoryEntry.subject_id.in_(orders)),
        sa.and_(HistoryEntry.subject == "device", HistoryEntry.subject_id.in_(devices)),
    )


def log_of(session: Session, person: Person) -> Found:
    """What the log says about a person."""
    rows: list[Row] = []
    names: set[str] = set()
    question = sa.select(HistoryEntry).where(concerns(person.id)).order_by(HistoryEntry.id)
    for entry in session.scalars(question):
        rows.append({"at": entry.at, "event": told(entry.event, entry.data), "by": entry.actor_name})
        names |= {entry.actor_name} if entry.actor_id is not None and entry.actor_id != person.id else set()
        names |= {str(entry.data[key]) for key in NAMED if entry.data.get(key) not in (None, person.name)}
    return rows, names


def letters_to(session: Session, person: Person) -> Found:
    """The letters that were written to a person."""
    question = sa.select(Letter).where(Letter.kind == "mail", Letter.payload["to"].as_string() == person.email)
    rows: list[Row] = []
    names: set[str] = set()
    for letter in session.scalars(question.order_by(Letter.id)):
        params = letter.payload.get("params", {})
        names |= {str(value) for key, value in params.items() if key in NAMED or key.endswith("_name")}
        rows.append(
            {"at": letter.created_at, "sent_at": letter.sent_at, "kind": letter.payload["template"], "params": params}
        )
    return rows, names - {person.name}


def documents_with(session: Session, person: Person) -> Found:
    """The kept documents in which a person's orders stand; what they say of the order stands among the orders."""
    lines = sa.select(OrderLine.id).where(SOURCES["order_line"].belongs_to(person.id))
    question = (
        sa.select(StoredFile.name, StoredFile.created_at, StoredFile.size, PartnerOrder.number)
        .join(PartnerOrder, PartnerOrder.file_key == StoredFile.key)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .where(PartnerOrderLine.line_id.in_(lines))
        .distinct()
        .order_by(StoredFile.created_at)
    )
    return [dict(row) for row in session.execute(question).mappings()], set()


READERS: dict[str, Callable[[Session, Person], Found]] = {
    "history": log_of, "letter": letters_to, "document": documents_with
}  # fmt: skip
TABLES = {"history": "history_entry", "letter": "letter", "document": "stored_file"}
