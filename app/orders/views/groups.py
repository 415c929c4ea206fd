"""The basket as the checkout shows it: by what happens with each line, with its sums."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.orders.queries.sentences import per
from app.shop.queries import JudgedBasket, JudgedLine
from app.words import kr, say
from catalogue.terms import Asked

SumRow = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with which the same happens: the key, and what happens, in words."""

    key: str
    title: str
    text: str
    lines: list[JudgedLine] = field(default_factory=list)


def groups(basket: JudgedBasket) -> list[Group]:
    """The lines in groups: those that go at once, those that wait for a yes, those that IT answers about."""
    who = basket.decider_name
    waiting = say("orders.group.waiting", who=who) if who else say("orders.group.nobody")
    known = {
        "direct": Group("direct", say("orders.group.direct"), say("orders.group.direct_text")),
        "waiting": Group("waiting", waiting, say("orders.group.waiting_text")),
        "it": Group("it", say("orders.group.it"), say("orders.group.it_text")),
    }
    for line in basket.lines:
        known[_group_of(line)].lines.append(line)
    return [group for group in known.values() if group.lines]


def sum_rows(basket: JudgedBasket) -> list[SumRow]:
    """The sums as rows of the macro `sums`."""
    excluding = say("orders.price.excluding")
    rows: list[SumRow] = [(say("orders.sum.unit"), kr(basket.unit_cost), excluding, False)]
    if basket.vat:
        rows.append((say("orders.sum.vat"), kr(basket.vat), "", False))
    rows.append((say("orders.sum.invoice"), kr(basket.unit_cost + basket.vat), "", True))
    return [*rows, *recurring(basket.monthly, basket.yearly, basket.it_value)]


def recurring(monthly: int, yearly: int, it_value: int) -> list[SumRow]:
    """What recurs and what IT pays; öre."""
    rows: list[SumRow] = []
    for amount, period in ((monthly, "month"), (yearly, "year")):
        if amount:
            rows.append((say(f"orders.sum.{period}"), per(amount, period), say("orders.price.excluding"), False))
    if it_value:
        rows.append((say("orders.sum.it"), kr(it_value), say("orders.sum.it_remark"), False))
    return rows


def _group_of(line: JudgedLine) -> str:
    if any(step is not Asked.IT for step in line.verdict.approvals):
        return "waiting"
    return "it" if line.verdict.approvals or line.verdict.consultations else "direct"
