"""The limit's app: statements and templates built once, one row set a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from pathlib import Path
from typing import Any

import flask
import jinja2
import sqlalchemy as sa
from flask import Flask, request

from app.assortment.models import Category, Item
from app.db import engine_options, prepare
from app.identity.models import Organisation, Person, SignInSession, Unit
from app.orders.models import Order, OrderLine
from app.shop.models import Basket, BasketLine
from tests.bench.world import World

HERE = Path(__file__).parent
P, U, S, O, L, I = (model.__table__ for model in (Person, Unit, SignInSession, Order, OrderLine, Item))  # noqa: E741  # a letter a table, as in SQL
B, R, G, C = (model.__table__ for model in (Basket, BasketLine, Organisation, Category))
CARD = (I.c.id, I.c.slug, I.c.name, I.c.summary, I.c.price, I.c.illustration, I.c.in_stock, I.c.lead_days_max)
WHO = (
    sa.select(P.c.id, P.c.name, U.c.name.label("unit"), G.c.short_name.label("organisation"), P.c.unit_id)
    .select_from(
        S.join(P, P.c.id == S.c.person_id).join(U, U.c.id == P.c.unit_id).join(G, G.c.id == U.c.organisation_id)
    )
    .where(S.c.token_hash == sa.bindparam("token"), S.c.ended_at.is_(None))
)
SALE = (I.c.state == "published") & I.c.orderable
GRID = sa.select(*CARD).where(SALE).order_by(I.c.popularity.desc(), I.c.id).limit(24)
FOUND = sa.select(*CARD).where(SALE, I.c.name.contains(sa.bindparam("q"))).order_by(I.c.popularity.desc()).limit(24)
PRODUCT = sa.select(I).where(I.c.id == sa.bindparam("item"))
RELATED = sa.select(I.c.slug, I.c.name, I.c.price, I.c.illustration).where(
    I.c.slug.in_(sa.bindparam("slugs", expanding=True)), SALE
)
HISTORY = (
    sa.select(
        O.c.id, O.c.number, O.c.placed_at, O.c.headline, O.c.line_count, O.c.progress, O.c.unit_cost, O.c.recipient_name
    )
    .where(O.c.orderer_id == sa.bindparam("me"))
    .order_by(O.c.id.desc())
    .limit(21)
)
WORK = (
    sa.select(
        L.c.id, L.c.name, L.c.value, L.c.state, L.c.quantity, L.c.state_at, O.c.number, O.c.orderer_name, O.c.unit_name,
        G.c.short_name,
    )
    .select_from(L.join(O, O.c.id == L.c.order_id).join(G, G.c.id == L.c.organisation_id))
    .where(L.c.queue == "it_workplace", L.c.state == "released")
    .order_by(L.c.id)
    .limit(51)
)  # fmt: skip
BASKET = (
    sa.select(R.c.id, R.c.quantity, R.c.price_seen, I.c.name, I.c.slug, I.c.illustration, B.c.id.label("basket"))
    .select_from(B.join(R, R.c.basket_id == B.c.id).join(I, I.c.id == R.c.item_id))
    .where(B.c.person_id == sa.bindparam("me"))
)
MINE = sa.select(B.c.id).where(B.c.person_id == sa.bindparam("me"))
MORE = sa.update(R).where(R.c.basket_id == sa.bindparam("b"), R.c.item_id == sa.bindparam("i")).values(quantity=1)
PUT = sa.insert(R).values(answers={}, note="")
EMPTY = sa.delete(R).where(R.c.basket_id == sa.bindparam("b"))
ORDER = sa.select(O).where(O.c.number == sa.bindparam("number"), O.c.orderer_id == sa.bindparam("me"))
LINES = sa.select(L.c.name, L.c.quantity, L.c.unit_cost, L.c.state, L.c.expected_on).where(
    L.c.order_id == sa.bindparam("o")
)


class Limit:
    """The pages, with their engine and compiled templates."""

    def __init__(self, world: World) -> None:
        self.engine = prepare(sa.create_engine(**engine_options(world.url)))
        self.writing = self.engine.execution_options(unit_of_work_writes=True)
        loader = jinja2.FileSystemLoader(HERE / "templates")
        jinja = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self.pages = {name: jinja.get_template(name) for name in jinja.list_templates()}
        self.now = dt.datetime(2026, 11, 23, 8, 15, tzinfo=dt.UTC)
        self.numbers = itertools.count(1)
        self.item, self.template_order, self.template_line = self._samples()
        self.bytes = b"x" * 20000

    def _samples(self) -> tuple[int, dict[str, Any], dict[str, Any]]:
        with self.engine.connect() as connection:
            item = connection.scalars(sa.select(I.c.id).where(SALE, I.c.kind == "headset").limit(1)).one()
            order = connection.execute(sa.select(O).order_by(O.c.id.desc()).limit(1)).one()._asdict()
            line = connection.execute(sa.select(L).where(L.c.order_id == order["id"]).limit(1)).one()._asdict()
        order.pop("id"), line.pop("id")
        return item, order, line

    def who(self, connection: sa.Connection) -> Any:
        """Who is at the door."""
        token = hashlib.sha256(request.cookies["session_token"].encode()).hexdigest()
        return connection.execute(WHO, {"token": token}).one()

    def grid(self) -> str:
        """Catalogue or search."""
        with self.engine.connect() as connection:
            me, q = self.who(connection), request.args.get("q", "")
            rows = connection.execute(FOUND, {"q": q}).all() if q else connection.execute(GRID).all()
            return self.pages["grid.html"].render(me=me, rows=rows, q=q)

    def product(self) -> str:
        """One product."""
        with self.engine.connect() as connection:
            me = self.who(connection)
            row = connection.execute(PRODUCT, {"item": self.item}).one()
            others = connection.execute(RELATED, {"slugs": list(row.related)}).all()
            return self.pages["product.html"].render(me=me, item=row, others=others)

    def add(self) -> Any:
        """Put it in the basket."""
        with self.writing.begin() as connection:
            me = self.who(connection)
            mine = self._basket(connection, me.id)
            if not connection.execute(MORE, {"b": mine, "i": self.item}).rowcount:
                connection.execute(PUT, {"basket_id": mine, "item_id": self.item, "quantity": 1, "price_seen": 1})
        return flask.redirect("/basket", 303)

    def _basket(self, connection: sa.Connection, me: int) -> int:
        mine = connection.execute(MINE, {"me": me}).scalar()
        if mine is None:
            new = sa.insert(B).values(
                person_id=me, token=f"limit-{me}", recipient_name="", note="", updated_at=self.now
            )
            mine = connection.execute(new.returning(B.c.id)).scalar_one()
        return int(mine)

    def basket(self) -> str:
        """The basket, also as the checkout."""
        with self.engine.connect() as connection:
            me = self.who(connection)
            rows = connection.execute(BASKET, {"me": me.id}).all()
            return self.pages["basket.html"].render(me=me, rows=rows, total=sum(row.price_seen for row in rows))

    def place(self) -> Any:
        """An order of one line, numbered, and an empty basket."""
        turn = next(self.numbers)
        with self.writing.begin() as connection:
            me = self.who(connection)
            rows = connection.execute(BASKET, {"me": me.id}).all()
            facts = {"number": f"L-{turn}", "basket_token": f"limit-{turn}", "orderer_id": me.id, "placed_at": self.now}
            made = connection.execute(sa.insert(O).returning(O.c.id), self.template_order | facts).scalar_one()
            lines = [self.template_line | {"order_id": made, "position": n} for n, _row in enumerate(rows, start=1)]
            connection.execute(sa.insert(L), lines)
            connection.execute(EMPTY, {"b": rows[0].basket})
        return flask.redirect(f"/receipt/L-{turn}", 303)

    def receipt(self, number: str) -> str:
        """The order that was placed."""
        with self.engine.connect() as connection:
            me = self.who(connection)
            order = connection.execute(ORDER, {"number": number, "me": me.id}).one()
            lines = connection.execute(LINES, {"o": order.id}).all()
            return self.pages["receipt.html"].render(me=me, order=order, lines=lines)

    def history(self) -> str:
        """Twenty orders."""
        with self.engine.connect() as connection:
            me = self.who(connection)
            rows = connection.execute(HISTORY, {"me": me.id}).all()
            return self.pages["history.html"].render(me=me, rows=rows[:20])

    def work(self) -> str:
        """Fifty lines."""
        with self.engine.connect() as connection:
            me = self.who(connection)
            return self.pages["work.html"].render(me=me, rows=connection.execute(WORK).all()[:50])


def make(world: World) -> Flask:
    """The limit on the world's database."""
    app, best = Flask("limit"), Limit(world)
    for address, view, method in (
        ("/grid", best.grid, "GET"), ("/product", best.product, "GET"), ("/add", best.add, "POST"),
        ("/basket", best.basket, "GET"), ("/place", best.place, "POST"), ("/receipt/<number>", best.receipt, "GET"),
        ("/history", best.history, "GET"), ("/work", best.work, "GET"), ("/bytes", lambda: best.bytes, "GET"),
    ):  # fmt: skip
        app.add_url_rule(address, address, view, methods=[method])
    return app
