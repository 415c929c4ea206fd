"""My basket, judged anew on every view."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.queries import Product, Shelf, edition, shelf, version_column
from app.db import plain, settled
from app.identity.models import Person
from app.identity.queries import Chosen, Visitor, decider_for
from app.shop.models import Basket, BasketLine
from app.shop.queries.offers import BASKET_CHANNELS, Audience, limit_group, payer_of, topic_of, wish_for
from catalogue.rulebook import Sentence, Verdict, explain, judge
from catalogue.terms import Topic

ONCE, MONTH, YEAR = "once", "month", "year"


@dataclass(frozen=True)
class JudgedLine:
    """One line with its verdict; `problem` is the key of what stops it, `price_seen` öre excluding VAT."""

    id: int
    item: Product
    quantity: int
    price_seen: int
    verdict: Verdict
    answers: Mapping[str, Any]
    note: str
    problem: str | None

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """What happens with it next, in words with source lines."""
        return tuple(explain(self.verdict, edition(), "sv"))

    @property
    def payer(self) -> str:
        """Who pays, as people see it: it, unit or partner."""
        return payer_of(self.item, self.verdict)

    @property
    def topics(self) -> tuple[str, ...]:
        """The questions about it, answered or not, in the order of the agreement."""
        asked = {*map(str, self.verdict.open_questions), *self.answers}
        return tuple(topic.value for topic in Topic if topic in asked)

    @property
    def is_licence(self) -> bool:
        """Whether it may have a last day, as licences have."""
        return bool(edition().kinds[self.item.kind].holder)

    @property
    def details(self) -> tuple[str, ...]:
        """What must be told of it besides: where it goes, who looks after the content."""
        return edition().kinds[self.item.kind].details

    @property
    def needs_approval(self) -> bool:
        """Whether anybody must say yes to it."""
        return bool(self.verdict.approvals)


@dataclass(frozen=True)
class JudgedBasket:
    """A whole basket. Amounts are öre: `unit_cost`, `vat`, `it_value` once; `monthly`, `yearly` recurring, no VAT.

    `recipient_id` is None for somebody new, whose name alone is known; `token` makes N submits one order.
    """

    id: int | None
    token: str
    lines: tuple[JudgedLine, ...]
    recipient_id: int | None
    recipient_name: str
    workplace_id: int | None
    cost_centre_id: int | None
    needed_by: dt.date | None
    note: str
    decider: Chosen | None
    decider_name: str
    shelf: Shelf = field(repr=False, compare=False)
    kontering: Mapping[str, Any] = field(default_factory=dict)
    invoice_reference: str = ""

    @property
    def catalogue_version(self) -> int:
        """The version of the catalogue it was judged against."""
        return self.shelf.version

    @cached_property
    def needs_approval(self) -> bool:
        """Whether any line waits for a yes."""
        return any(line.needs_approval for line in self.lines)

    @cached_property
    def count(self) -> int:
        """How many things."""
        return sum(line.quantity for line in self.lines)

    @cached_property
    def problems(self) -> tuple[JudgedLine, ...]:
        """The lines that stop the order."""
        return tuple(line for line in self.lines if line.problem)

    @cached_property
    def unit_cost(self) -> int:
        """What my unit pays once, öre excluding VAT."""
        return self._sum(ONCE)

    @cached_property
    def monthly(self) -> int:
        """What my unit pays each month, öre excluding VAT."""
        return self._sum(MONTH)

    @cached_property
    def yearly(self) -> int:
        """What my unit pays each year, öre excluding VAT."""
        return self._sum(YEAR)

    @cached_property
    def vat(self) -> int:
        """The VAT of what my unit pays once, öre."""
        return sum(line.verdict.vat for line in self.lines if line.verdict.unit_cost and _period(line) == ONCE)

    @cached_property
    def it_value(self) -> int:
        """The value of what IT pays, öre excluding VAT."""
        return sum(line.verdict.value for line in self.lines if line.payer == "it")

    def _sum(self, period: str) -> int:
        return sum(line.verdict.unit_cost for line in self.lines if _period(line) == period)


def basket_count() -> sa.ScalarSelect[int]:
    """How many things lie in a person's basket, as a column of the question that finds the person."""
    return (
        sa.select(sa.func.coalesce(sa.func.sum(BasketLine.quantity), 0))
        .join(Basket, Basket.id == BasketLine.basket_id)
        .where(Basket.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
        .label("basket_count")  # type: ignore[return-value]  # a labelled scalar subquery is selected the same way
    )


def judged(session: Session, me: Visitor, today: dt.date, *, recent: Mapping[str, int] | None = None) -> JudgedBasket:
    """My basket with every line judged today.

    `recent` is what I ordered lately, öre for each group of kinds: the limit looks at the sum, so that splitting an
    order does not evade it.
    """
    rows = plain(session, _CONTENTS, {"me": me.id}).all()
    range_ = shelf(session, rows[0].version or 0)
    lines = _judge_lines(range_, Audience.of(me, today), [row for row in rows if row.line_id is not None], recent or {})
    return _whole(session, me, rows[0], lines=lines, range_=range_, today=today)


def _contents() -> sa.Select[*tuple[Any, ...]]:
    """One row at least: the catalogue version, the basket's facts, and a line on each row."""
    recipient = aliased(Person)
    return settled(
        sa.select(
            version_column().label("version"),
            Basket.id.label("basket_id"),
            Basket.token,
            Basket.recipient_id,
            sa.func.coalesce(recipient.name, Basket.recipient_name).label("recipient_name"),
            Basket.workplace_id,
            Basket.cost_centre_id,
            Basket.kontering,
            Basket.invoice_reference,
            Basket.needed_by,
            Basket.note.label("basket_note"),
            BasketLine.id.label("line_id"),
            BasketLine.item_id,
            BasketLine.quantity,
            BasketLine.price_seen,
            BasketLine.answers,
            BasketLine.note,
        )
        .select_from(Person)
        .outerjoin(Basket, Basket.person_id == Person.id)
        .outerjoin(recipient, recipient.id == Basket.recipient_id)
        .outerjoin(BasketLine, BasketLine.basket_id == Basket.id)
        .where(Person.id == sa.bindparam("me"))
        .order_by(BasketLine.id)
    )


_CONTENTS = _contents()


def _judge_lines(
    range_: Shelf, audience: Audience, rows: Iterable[sa.Row[Any]], recent: Mapping[str, int]
) -> tuple[JudgedLine, ...]:
    known = [(row, range_.by_id[row.item_id]) for row in rows if row.item_id in range_.by_id]
    sums: dict[str, int] = defaultdict(int, recent)
    for row, item in known:
        sums[limit_group(item.kind)] += item.price * row.quantity
    lines = []
    for row, item in known:
        others = sums[limit_group(item.kind)] - item.price * row.quantity
        wish = wish_for(audience, item, row.quantity, answers=row.answers, accumulated=others)
        verdict = judge(wish, edition())
        problem = _problem(item, row.price_seen, verdict) or _untold(item, row)
        lines.append(
            JudgedLine(row.line_id, item, row.quantity, row.price_seen, verdict, row.answers, row.note, problem)
        )
    return tuple(lines)


def _problem(item: Product, price_seen: int, verdict: Verdict) -> str | None:
    if item.state != "published":
        return "shop.problem.withdrawn"
    if not item.orderable or verdict.channel not in BASKET_CHANNELS:
        return "shop.problem.not_orderable"
    if not verdict.allowed:
        return "shop.problem.refused"
    if price_seen != item.price:
        return "shop.problem.price_changed"
    return "shop.problem.questions" if verdict.open_questions else None


def _untold(item: Product, row: sa.Row[Any]) -> str | None:
    """What a licence's line still lacks: a person has one, a screen has a place and somebody who looks after it."""
    kind = edition().kinds[item.kind]
    if kind.holder == "person" and row.quantity > 1:
        return "shop.problem.one_each"
    missing = next((name for name in kind.details if not row.answers.get(name)), None)
    return f"shop.problem.{missing}" if missing else None


def _whole(
    session: Session, me: Visitor, facts: sa.Row[Any], *, lines: tuple[JudgedLine, ...], range_: Shelf, today: dt.date
) -> JudgedBasket:
    named = facts.recipient_name or ""
    mine = facts.recipient_id is None and not named
    recipient = me.id if mine else facts.recipient_id
    found = None
    if any(line.needs_approval for line in lines):
        own = frozenset({me.id, recipient or me.id})
        topic = topic_of(line.item.kind for line in lines if line.needs_approval)
        found = decider_for(session, me.unit_id, own, today=today, topic=topic)
    return JudgedBasket(
        id=facts.basket_id,
        token=facts.token or "",
        lines=lines,
        recipient_id=recipient,
        recipient_name=me.name if mine else named,
        workplace_id=facts.workplace_id,
        cost_centre_id=facts.cost_centre_id,
        needed_by=facts.needed_by,
        note=facts.basket_note or "",
        decider=found,
        decider_name=found.words if found else "",
        shelf=range_,
        kontering=facts.kontering or {},
        invoice_reference=facts.invoice_reference or "",
    )


def _period(line: JudgedLine) -> str:
    return line.item.price_period
