"""Masses of orders for load: rows made of a few judged products, inserted chunk by chunk with flat memory."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import Category, Item
from app.db import Base, begin_write
from app.desks.models import ORDER, ApprovalRequest
from app.history import HistoryEntry, HistoryHead, canonical, digest_of, sealed
from app.identity.models import Organisation, Person, Unit
from app.numbers import NumberSeries
from app.orders.actions.freezing import route
from app.orders.models import LineState, Order, OrderLine, Progress
from app.words import say
from catalogue.edition import load as edition
from catalogue.rulebook import Wish, judge
from catalogue.terms import Role

CHUNK = 2000
FAVOURITES = 16
ORDERS_OF_A_FAVOURITE = 25
KINDS = ("headset", "screen", "keyboard", "mouse", "accessory", "staff_pc", "mobile_phone")
# Of a hundred orders: how many wait for a chef, wait in a queue, are on their way; the rest are closed.
WAITING, RELEASED, SOURCED = 1, 2, 4
DAYS = 364
# What is made for load reminds nobody.
QUIET = dt.timedelta(days=DAYS + 60)
S = LineState
PROGRESS = {S.PENDING_APPROVAL: Progress.AWAITING.value, S.CLOSED: Progress.DONE.value}


@dataclass(frozen=True, slots=True)
class Model:
    """A product as a line of an order keeps it: the columns that are the same on every line of it."""

    columns: dict[str, Any]
    waits: bool

    @property
    def is_it_work(self) -> bool:
        """Whether IT itself carries it out."""
        return bool(self.columns["route"] == "it")


class BulkOrders:
    """Makes orders from here on; `load` commits chunk by chunk."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.dice = random.Random(1814)
        self.people = _people(session)
        self.models = _models(session, now.date())
        self.next_order = (session.scalar(sa.select(sa.func.max(Order.id))) or 0) + 1
        self.next_line = (session.scalar(sa.select(sa.func.max(OrderLine.id))) or 0) + 1
        self.series = f"order-{now.year}"
        self.number = session.scalar(sa.select(NumberSeries.last).where(NumberSeries.name == self.series)) or 0
        self.headline = say("demo.headline")
        session.rollback()

    def load(self, count: int) -> int:
        """Insert so many orders, oldest first."""
        for first in range(0, count, CHUNK):
            begin_write(self.session)
            self._insert([self._order(place, count) for place in range(first, min(first + CHUNK, count))])
            self.session.merge(NumberSeries(name=self.series, last=self.number))
            self.session.commit()
        if self.session.get_bind().dialect.name == "postgresql":
            self._move_sequences()
        return count

    def _order(self, place: int, count: int) -> dict[str, Any]:
        """One order with its lines, as rows."""
        whose, state = self._whose(place), self._state()
        at = self.now - dt.timedelta(days=DAYS) * (1 - place / count)
        self.number += 1
        order_id, self.next_order = self.next_order, self.next_order + 1
        lines = [self._line(whose, state, at) for _ in range(self.dice.randint(1, 2))]
        for position, line in enumerate(lines, start=1):
            line["order_id"], line["position"] = order_id, position
        number = f"{self.now.year}-{self.number:05d}"
        names = " ".join(line["name"] for line in lines)
        order = {
            "id": order_id, "number": number, "basket_token": f"bulk-{order_id}", "placed_at": at,
            "orderer_id": whose.id, "orderer_name": whose.name, "recipient_id": whose.id,
            "recipient_name": whose.name, "unit_id": whose.unit_id, "unit_name": whose.unit_name,
            "organisation_id": whose.organisation_id, "organisation_name": whose.organisation_name,
            "cost_centre": "100 1000", "invoice_reference": whose.invoice_reference,
            "delivery_address": whose.unit_name, "needed_by": None, "note": "", "edition": "2026",
            "catalogue_version": 1, "progress": PROGRESS.get(state, Progress.IN_PROGRESS.value),
            "headline": self.headline, "contents": lines[0]["name"], "line_count": len(lines),
            "waiting_count": len(lines) if state is S.PENDING_APPROVAL else 0,
            "unit_cost": sum(line["unit_cost"] for line in lines), "vat": sum(line["vat"] for line in lines),
            "it_value": sum(line["value"] for line in lines if not line["unit_cost"]), "monthly": 0, "yearly": 0,
            "search_text": f"{number} {whose.name} {names}".casefold(),
        }  # fmt: skip
        return {"order": order, "lines": lines, "manager": (whose.manager_id, whose.manager_name)}

    def _whose(self, place: int) -> Any:
        """The first sixteen people have 25 orders each; the others share the rest."""
        if place < FAVOURITES * ORDERS_OF_A_FAVOURITE:
            return self.people[place % min(FAVOURITES, len(self.people))]
        rest = self.people[FAVOURITES:] or self.people
        return rest[place % len(rest)]

    def _state(self) -> LineState:
        roll = self.dice.randint(1, 100)
        if roll <= WAITING:
            return S.PENDING_APPROVAL
        if roll <= RELEASED:
            return S.RELEASED
        return S.SOURCED if roll <= SOURCED else S.CLOSED

    def _line(self, whose: Any, state: LineState, at: dt.datetime) -> dict[str, Any]:
        line_id, self.next_line = self.next_line, self.next_line + 1
        closed = state is S.CLOSED
        return self.dice.choice(self.models[state]).columns | {
            "id": line_id, "organisation_id": whose.organisation_id, "state": state.value, "state_at": at,
            "released_at": None if state is S.PENDING_APPROVAL else at, "delivered_at": at if closed else None,
            "received_quantity": 1 if closed else 0,
        }  # fmt: skip

    def _insert(self, rows: list[dict[str, Any]]) -> None:
        self._rows(Order, [row["order"] for row in rows])
        self._rows(OrderLine, [line for row in rows for line in row["lines"]])
        self._rows(ApprovalRequest, [_question(row) for row in rows if row["order"]["waiting_count"]])
        self._history([row["order"] for row in rows])

    def _rows(self, model: type[Base], rows: list[dict[str, Any]]) -> None:
        """The table's own insert: the mapped one would cut the rows into groups by which columns are empty."""
        if rows:
            self.session.connection().execute(sa.insert(cast(sa.Table, model.__table__)), rows)

    def _history(self, orders: list[dict[str, Any]]) -> None:
        """One chained entry an order, as `history.record` would write them one by one."""
        head = self.session.execute(sa.select(HistoryHead).with_for_update()).scalar_one()
        entries, last, digest = [], head.last_id, head.digest
        for order in orders:
            last += 1
            entry = {
                "id": last, "at": order["placed_at"], "actor_id": order["orderer_id"],
                "subject": "order", "subject_id": order["id"], "event": "order.placed", "previous": digest,
                **sealed(order["orderer_name"], {"number": order["number"]}),
            }  # fmt: skip
            entry["digest"] = digest = digest_of(digest, canonical(entry))
            entries.append(entry)
        head.last_id, head.digest = last, digest
        self._rows(HistoryEntry, entries)

    def _move_sequences(self) -> None:
        for table in ("customer_order", "order_line"):
            last = sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table)).scalar_subquery()
            self.session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table, "id"), last)))
        self.session.commit()


def _people(session: Session) -> list[Any]:
    manager = aliased(Person)
    question = (
        sa.select(
            Person.id, Person.name, Unit.id.label("unit_id"), Unit.name.label("unit_name"), Unit.invoice_reference,
            Unit.manager_id, sa.func.coalesce(manager.name, "").label("manager_name"), Unit.organisation_id,
            Organisation.name.label("organisation_name"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(manager, manager.id == Unit.manager_id)
        .where(Person.email.like("p%@prov.example"))
        .order_by(Person.subject)
    )  # fmt: skip
    found = session.execute(question).all()
    if not found:
        raise ValueError("orders in bulk need people in bulk: --people")
    return list(found)


def _models(session: Session, today: dt.date) -> dict[LineState, list[Model]]:
    """The products an order may hold, by the state of its lines: only what needs a yes waits for one."""
    question = (
        sa.select(Item, Category.palette)
        .join(Category, Category.key == Item.category_key)
        .where(Item.kind.in_(KINDS), Item.state == "published", Item.orderable)
        .order_by(Item.id)
    )
    every = [_model(item, palette, today) for item, palette in session.execute(question)]

    def those(fits: Callable[[Model], bool]) -> list[Model]:
        return [model for model in every if fits(model)] or every

    return {
        S.PENDING_APPROVAL: those(lambda model: model.waits),
        S.RELEASED: those(lambda model: model.is_it_work),
        S.SOURCED: every,
        S.CLOSED: every,
    }


def _model(item: Item, palette: str, today: dt.date) -> Model:
    roles = frozenset({Role.EMPLOYEE.value})
    verdict = judge(Wish(kind=item.kind, roles=roles, unit_price=item.price, on=today), edition())
    columns = {
        "item_id": item.id, "supplier_id": item.supplier_id, "article": item.article, "name": item.name,
        "illustration": item.illustration, "palette": palette, "unit_code": item.unit_code, "kind": item.kind,
        "segment": item.segment, "quantity": 1, "ordered_quantity": 1, "unit_price": item.price,
        "price_period": item.price_period, "vat_rate": item.vat_rate, "unit_cost": verdict.unit_cost,
        "vat": verdict.vat, "value": verdict.value, "payer": str(verdict.payer), "channel": str(verdict.channel),
        "route": route(verdict, item.kind, item.supplier_id), "queue": str(verdict.queue or ""),
        "verdict": verdict.to_dict(), "registers": verdict.registers_device, "answers": {}, "note": "",
        "warranty_months": item.warranty_months, "lead_days_min": item.lead_days_min,
        "lead_days_max": item.lead_days_max, "expected_on": None,
    }  # fmt: skip
    return Model(columns, waits=bool(verdict.approvals))


def _question(row: dict[str, Any]) -> dict[str, Any]:
    order, (decider, name) = row["order"], row["manager"]
    return {
        "matter": ORDER, "matter_id": order["id"], "order_id": order["id"], "step": "manager",
        "unit_id": order["unit_id"], "topic": "", "requester_id": order["orderer_id"],
        "creator_id": order["orderer_id"], "beneficiary_id": order["recipient_id"], "label": order["number"],
        "facts": [], "amount": order["unit_cost"], "line_count": order["line_count"],
        "summary": row["lines"][0]["name"], "state": "open", "asked_at": order["placed_at"], "decider_id": decider,
        "decider_name": name, "relation": "manager" if decider else "nobody", "reason": "ladder", "reason_name": "",
        "desk_at": order["placed_at"], "moves": 0, "passed": [], "answered": [], "next_event": "remind",
        "next_on": order["placed_at"].date() + QUIET, "decided_name": "",
    }  # fmt: skip
