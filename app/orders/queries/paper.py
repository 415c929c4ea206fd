"""The order on paper, in the same words as its page."""

from __future__ import annotations

import datetime as dt

from app.orders.queries.progress import sums
from app.orders.queries.sentences import cost, per
from app.orders.queries.story import Story
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.words import day_long, kr, moment, say


def confirmation(told: Story, today: dt.date) -> bytes:
    """The order confirmation as a PDF."""
    order = told.order
    facts = (
        ("orderer", order.orderer_name),
        ("unit", f"{order.unit_name}, {order.organisation_name}"),
        ("recipient", order.recipient_name),
        ("address", order.delivery_address),
        ("account", order.accounts or order.cost_centre),
        ("reference", order.invoice_reference),
        ("needed_by", day_long(order.needed_by, year=True) if order.needed_by else ""),
        ("note", order.note),
        *(("decided", f"{done.person}, {moment(done.decided_at)}") for done in told.decided if done.decided_at),
    )
    return render(
        Sheet(
            title=say("orders.paper.title"),
            number=order.number,
            issued=day_long(order.placed_at, year=True),
            words=Words(
                page=say("orders.paper.page"), number=say("orders.paper.number"), issued=say("orders.paper.issued")
            ),
            sender=say("orders.paper.sender"),
            lead=told.headline(today),
            facts=[Fact(say(f"orders.fact.{key}"), value) for key, value in facts if value],
            blocks=[_lines(told), Paragraphs(say("orders.paper.next"), _next(told))],
            footer=[say("orders.paper.footer", number=order.number)],
        )
    )


def _lines(told: Story) -> Table:
    return Table(
        columns=[
            Column(say("orders.paper.item"), 5),
            Column(say("orders.paper.article"), 2),
            Column(say("orders.paper.quantity"), 1, "right"),
            Column(say("orders.paper.state"), 2.5),
            Column(say("orders.paper.cost"), 2, "right"),
        ],
        rows=[
            (line.name, line.article, str(line.quantity), say(f"orders.line_state.{line.state}"), cost(line))
            for line in told.lines
        ],
        sums=_sums(told),
        caption=say("orders.paper.lines"),
    )


def _sums(told: Story) -> list[tuple[str, str]]:
    total = sums(told.lines)
    rows = [(say(f"orders.sum.{period}"), per(amount, period)) for amount, period in (
        (total.monthly, "month"), (total.yearly, "year")) if amount]  # fmt: skip
    if total.it_value:
        rows.append((say("orders.sum.it"), kr(total.it_value)))
    return [
        *rows,
        (say("orders.sum.unit_excluding"), kr(total.unit_cost)),
        (say("orders.sum.vat"), kr(total.vat)),
        (say("orders.sum.invoice"), kr(total.unit_cost + total.vat)),
    ]


def _next(told: Story) -> list[str]:
    return [f"{name}: {' '.join(sentence.text for sentence in why)}" for name, why in told.explained]
