"""Masses of people, orders and devices for load, inserted in bulk with flat memory; people p0001… sign in by key."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.db import begin_write
from app.demo.world import SINCE, sort_key
from app.devices.models import Device
from app.history import HistoryEntry, HistoryHead, canonical, digest_of
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.orders.actions.freezing import route
from app.orders.models import ApprovalRequest, LineState, NumberSeries, Order, OrderLine, Progress
from app.words import say
from catalogue.edition import load as edition
from catalogue.rulebook import Verdict, Wish, judge
from catalogue.terms import Role

CHUNK = 2000
FAVOURITES = 16
ORDERS_OF_A_FAVOURITE = 25
KINDS = ("headset", "screen", "keyboard", "mouse", "accessory", "staff_pc", "mobile_phone")
# Of a hundred orders: how many wait for a chef, wait in a queue, are on their way; the rest are closed.
WAITING, RELEASED, SOURCED = 1, 2, 4
DAYS = 364


def load(session: Session, *, now: dt.datetime, orders: int, people: int, devices: int) -> Iterator[str]:
    """Add people, then orders and devices of theirs; says what was added. Commits chunk by chunk."""
    if people:
        yield f"{_people(session, people)} people"
    if orders:
        yield f"{_Orders(session, now).load(orders)} orders"
    if devices:
        yield f"{_devices(session, now, devices)} devices"


def _people(session: Session, count: int) -> int:
    begin_write(session)
    units = session.execute(sa.select(Unit.id, Unit.manager_id).order_by(Unit.id)).all()
    rows = []
    for number in range(1, count + 1):
        key, unit = f"p{number:04d}", units[number % len(units)]
        name = say("demo.person", number=f"{number:04d}")
        rows.append({
            "provider": "demo", "subject": key, "name": name, "sort_key": sort_key(name),
            "email": f"{key}@prov.example",
            "title": say("demo.title"), "unit_id": unit.id, "manager_id": unit.manager_id,
        })  # fmt: skip
    session.execute(sa.insert(Person), rows)
    question = sa.select(Person.id).where(Person.subject.in_([row["subject"] for row in rows[:30000]]))
    grants = [
        {"person_id": each, "role": Role.EMPLOYEE.value, "valid_from": SINCE} for each in session.scalars(question)
    ]
    session.execute(sa.insert(RoleGrant), grants)
    session.commit()
    return count


class _Orders:
    """Makes rows of orders from a few judged products and inserts them chunk by chunk."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.dice = random.Random(1814)
        self.people = self._people()
        self.items = self._items()
        self.next_order = (session.scalar(sa.select(sa.func.max(Order.id))) or 0) + 1
        self.next_line = (session.scalar(sa.select(sa.func.max(OrderLine.id))) or 0) + 1
        self.series = f"order-{now.year}"
        self.number = session.scalar(sa.select(NumberSeries.last).where(NumberSeries.name == self.series)) or 0
        session.rollback()

    def load(self, count: int) -> int:
        """Insert so many orders, oldest first."""
        for first in range(0, count, CHUNK):
            begin_write(self.session)
            rows = [self._order(place, count) for place in range(first, min(first + CHUNK, count))]
            self._insert(rows)
            self.session.commit()
            self.session.expunge_all()
        begin_write(self.session)
        self.session.merge(NumberSeries(name=self.series, last=self.number))
        self.session.commit()
        if self.session.get_bind().dialect.name == "postgresql":
            self._move_sequences()
        return count

    def _people(self) -> list[Any]:
        question = (
            sa.select(Person, Unit, Organisation)
            .join(Unit, Unit.id == Person.unit_id)
            .join(Organisation, Organisation.id == Unit.organisation_id)
            .where(Person.email.like("p%@prov.example"))
            .order_by(Person.subject)
        )
        found = self.session.execute(question).all()
        if not found:
            raise ValueError("orders in bulk need people in bulk: --people")
        return list(found)

    def _items(self) -> list[tuple[Item, Verdict]]:
        ruled = edition()
        question = sa.select(Item).where(Item.kind.in_(KINDS), Item.state == "published", Item.orderable)
        roles = frozenset({Role.EMPLOYEE.value})
        return [
            (item, judge(Wish(kind=item.kind, roles=roles, unit_price=item.price, on=self.now.date()), ruled))
            for item in self.session.scalars(question.order_by(Item.id))
        ]

    def _order(self, place: int, count: int) -> dict[str, Any]:
        """One order with its lines, history and question, as rows."""
        person, unit, organisation = self._whose(place)
        at = self.now - dt.timedelta(days=DAYS) * (1 - place / count)
        state = self._state()
        self.number += 1
        order_id, self.next_order = self.next_order, self.next_order + 1
        lines = [
            {"order_id": order_id, "organisation_id": organisation.id, "position": position, **self._line(state, at)}
            for position in range(1, self.dice.randint(1, 2) + 1)
        ]
        number = f"{self.now.year}-{self.number:05d}"
        names = " ".join(line["name"] for line in lines)
        order = {
            "id": order_id, "number": number, "basket_token": f"bulk-{order_id}", "placed_at": at,
            "orderer_id": person.id, "orderer_name": person.name,
            "recipient_id": person.id, "recipient_name": person.name, "unit_id": unit.id,
            "unit_name": unit.name, "organisation_id": organisation.id, "organisation_name": organisation.name,
            "cost_centre": "100 1000", "invoice_reference": unit.invoice_reference, "delivery_address": unit.name,
            "needed_by": None, "note": "", "edition": "2026", "catalogue_version": 1, "progress": _progress(state),
            "headline": say("demo.headline"), "line_count": len(lines),
            "waiting_count": len(lines) if state is LineState.PENDING_APPROVAL else 0,
            "unit_cost": sum(line["unit_cost"] for line in lines), "vat": sum(line["vat"] for line in lines),
            "it_value": sum(line["value"] for line in lines if not line["unit_cost"]), "monthly": 0, "yearly": 0,
            "search_text": f"{number} {person.name} {names}".casefold(),
        }  # fmt: skip
        return {"order": order, "lines": lines, "manager": unit.manager_id}

    def _whose(self, place: int) -> Any:
        """The first sixteen people have 25 orders each; the others share the rest."""
        if place < FAVOURITES * ORDERS_OF_A_FAVOURITE:
            return self.people[place % min(FAVOURITES, len(self.people))]
        rest = self.people[FAVOURITES:] or self.people
        return rest[place % len(rest)]

    def _state(self) -> LineState:
        roll = self.dice.randint(1, 100)
        if roll <= WAITING:
            return LineState.PENDING_APPROVAL
        if roll <= RELEASED:
            return LineState.RELEASED
        return LineState.SOURCED if roll <= SOURCED else LineState.CLOSED

    def _line(self, state: LineState, at: dt.datetime) -> dict[str, Any]:
        item, verdict = self.items[self.dice.randrange(len(self.items))]
        line_id, self.next_line = self.next_line, self.next_line + 1
        return {
            "id": line_id, "item_id": item.id, "supplier_id": item.supplier_id, "article": item.article,
            "name": item.name, "illustration": item.illustration, "palette": "", "unit_code": item.unit_code, "kind": item.kind,
            "segment": item.segment, "quantity": 1, "ordered_quantity": 1, "unit_price": item.price,
            "price_period": item.price_period, "vat_rate": item.vat_rate, "unit_cost": verdict.unit_cost,
            "vat": verdict.vat, "value": verdict.value, "payer": str(verdict.payer), "channel": str(verdict.channel),
            "route": "it" if state is LineState.RELEASED else route(verdict, item.kind, item.supplier_id),
            "queue": str(verdict.queue or "it_workplace"), "verdict": verdict.to_dict(), "answers": {}, "note": "",
            "warranty_months": item.warranty_months, "lead_days_min": item.lead_days_min,
            "lead_days_max": item.lead_days_max, "expected_on": None, "state": state.value, "state_at": at,
            "released_at": at, "delivered_at": at if state is LineState.CLOSED else None,
            "received_quantity": 1 if state is LineState.CLOSED else 0,
        }  # fmt: skip

    def _insert(self, rows: list[dict[str, Any]]) -> None:
        self.session.execute(sa.insert(Order), [row["order"] for row in rows])
        self.session.execute(sa.insert(OrderLine), [line for row in rows for line in row["lines"]])
        questions = [_question(row) for row in rows if row["order"]["waiting_count"]]
        if questions:
            self.session.execute(sa.insert(ApprovalRequest), questions)
        self._history([row["order"] for row in rows])

    def _history(self, orders: list[dict[str, Any]]) -> None:
        """One chained entry an order, as `history.record` would write them one by one."""
        head = self.session.execute(sa.select(HistoryHead).with_for_update()).scalar_one()
        entries = []
        for order in orders:
            entry = {
                "id": head.last_id + 1, "at": order["placed_at"], "actor_id": order["orderer_id"],
                "actor_name": order["orderer_name"], "subject": "order", "subject_id": order["id"],
                "event": "order.placed", "data": {"number": order["number"]}, "previous": head.digest,
            }  # fmt: skip
            entry["digest"] = digest_of(head.digest, canonical(entry))
            head.last_id, head.digest = entry["id"], entry["digest"]
            entries.append(entry)
        self.session.execute(sa.insert(HistoryEntry), entries)

    def _move_sequences(self) -> None:
        for table in ("customer_order", "order_line"):
            last = sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table)).scalar_subquery()
            self.session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table, "id"), last)))
        self.session.commit()


def _progress(state: LineState) -> str:
    if state is LineState.PENDING_APPROVAL:
        return Progress.AWAITING.value
    return Progress.DONE.value if state is LineState.CLOSED else Progress.IN_PROGRESS.value


def _question(row: dict[str, Any]) -> dict[str, Any]:
    order = row["order"]
    return {
        "order_id": order["id"], "step": "manager", "decider_id": row["manager"], "decider_name": "", "state": "open",
        "asked_at": order["placed_at"], "amount": order["unit_cost"], "line_count": order["line_count"],
        "summary": row["lines"][0]["name"],
    }  # fmt: skip


def _devices(session: Session, now: dt.datetime, count: int) -> int:
    dice = random.Random(1860)
    people = session.execute(
        sa.select(Person.id, Person.name, Unit.id.label("unit_id"), Unit.organisation_id)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Person.id)
    ).all()
    for first in range(0, count, CHUNK):
        begin_write(session)
        places = range(first, min(first + CHUNK, count))
        session.execute(sa.insert(Device), [_device(place, people[place % len(people)], dice, now) for place in places])
        session.commit()
    return count


def _device(place: int, holder: Any, dice: random.Random, now: dt.datetime) -> dict[str, Any]:
    since = now.date() - dt.timedelta(days=dice.randint(30, 1800))
    phone = place % 3 == 0
    return {
        "tag": f"BULK-{place:07d}", "serial": f"BULK{place:09d}", "imei": None, "imei2": None,
        "device_class": "phone" if phone else "computer", "kind": "mobile_phone" if phone else "staff_pc",
        "segment": "staff", "model": say("demo.phone") if phone else say("demo.computer"),
        "illustration": "phone" if phone else "laptop", "organisation_id": holder.organisation_id,
        "unit_id": holder.unit_id, "site": "", "holder_id": holder.id, "holder_name": holder.name,
        "payer": "direct" if phone else "invest", "price": 329000 if phone else 984000, "received_on": since,
        "in_service_on": since, "planned_months": None if phone else 48, "depreciation_months": None if phone else 48,
        "planned_end": None if phone else since + dt.timedelta(days=1461), "state": "active", "origin": "import",
    }  # fmt: skip
