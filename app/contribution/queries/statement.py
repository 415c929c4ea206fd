"""The statement of a member's contribution on paper, in the same figures as its page."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.contribution.queries.budget import Budget, Share
from app.contribution.queries.costs import Purchase, purchases
from app.contribution.queries.quarters import amendments, issued
from app.contribution.queries.years import Member
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.refusal import Refused
from app.words import day_long, kr, say
from app.words.formats import NBSP
from catalogue.contribution import QUARTERS, Section

TEXTS = ("model", "in_service")


def statement(session: Session, shown: Budget, member: Member, *, today: dt.date) -> bytes:
    """The statement as a PDF; raises Refused while there are no shares."""
    share = shown.share_of(member.id)
    if share is None:
        who = ", ".join(each.short_name for each in shown.uncounted)
        raise Refused("contribution.refused.uncounted", who=who, day=shown.year.population_date.isoformat())
    bought = purchases(session, shown.run.id, member.id) if shown.run else []
    year = str(shown.year.year)
    return render(
        Sheet(
            title=say("contribution.paper.title"),
            number=year,
            issued=day_long(today, year=True),
            words=Words(page=say("orders.paper.page"), number=_w("year"), issued=_w("issued")),
            sender=say("orders.paper.sender"),
            lead=say("contribution.paper.lead", name=member.name, year=year, amount=kr(share.parts.total)),
            facts=_facts(shown, share),
            blocks=[_sums(share), _shared(shown), _bought(bought), _quarters(session, shown, share), _basis()],
            footer=[say("contribution.paper.footer", year=year, name=member.name)],
        )
    )


def _w(key: str) -> str:
    return say(f"contribution.paper.{key}")


def _facts(shown: Budget, share: Share) -> list[Fact]:
    points = say("contribution.sheet.points", whole=share.points // 10_000, rest=f"{share.points % 10_000:04d}")
    counted = day_long(shown.year.population_date, year=True).partition(" ")[2]
    people = f"{share.inhabitants:,}".replace(",", NBSP)
    source = f" ({share.member.source})" if share.member.source else ""
    return [
        Fact(_w("member"), share.member.name),
        Fact(_w("inhabitants"), say("contribution.paper.counted", count=people, day=counted) + source),
        Fact(_w("share"), points),
        Fact(_w("state"), say(f"contribution.state.{shown.year.state}")),
    ]


def _sums(share: Share) -> Table:
    parts = share.parts
    rows = [("shared", parts.shared), ("capital", parts.capital), ("adjustment", parts.adjustment)]
    return Table(
        columns=[Column(_w("what"), 4), Column(_w("amount"), 2, "right")],
        rows=[(_w(f"part_{key}"), kr(amount)) for key, amount in rows],
        sums=[(_w("contribution"), kr(parts.total))],
        caption=_w("parts"),
    )


def _shared(shown: Budget) -> Table:
    """The whole shared cost, of which the member bears its share."""
    rows = [
        (say(f"contribution.category.{line.category}"), line.note, kr(line.amount))
        for line in shown.of(Section.SHARED_OPERATION)
    ]
    rows += [
        (say(f"contribution.category.{each.line.category}"), each.line.note, kr(each.cost.total))
        for each in shown.invested
    ]
    return Table(
        columns=[Column(_w("what"), 3), Column(_w("note"), 3), Column(_w("amount"), 2, "right")],
        rows=rows,
        sums=[(_w("all_shared"), kr(shown.shared))],
        caption=_w("shared_costs"),
    )


def _bought(bought: list[Purchase]) -> Table:
    titles = (("model", 4), ("count", 1), ("in_service", 2), ("depreciation", 2), ("interest", 2), ("cost", 2))
    return Table(
        columns=[Column(_w(key), width, "left" if key in TEXTS else "right") for key, width in titles],
        rows=[
            (
                row.model, str(row.count), row.in_service_on.isoformat(), kr(row.depreciation + row.expensed),
                kr(row.interest), kr(row.total),
            )
            for row in bought
        ],
        sums=[(_w("part_capital"), kr(sum(row.total for row in bought)))],
        caption=_w("devices"),
    )  # fmt: skip


def _quarters(session: Session, shown: Budget, share: Share) -> Table:
    """The four quarters as they are planned, then what was added and what has been invoiced."""
    mine = [row for row in issued(session, shown.year) if row.organisation_id == share.member.id]
    numbers = {row.quarter: row.invoice_number for row in mine if not row.supplement}
    rows = [
        (say("contribution.paper.quarter", quarter=quarter), numbers.get(quarter, _w("not_issued")), kr(amount))
        for quarter, amount in zip(QUARTERS, share.parts.quarters, strict=True)
    ]
    for each in amendments(session, shown.year, share.member.id):
        rows.append((say(f"contribution.reason.{each.reason}"), each.text, kr(each.amount)))
    for row in mine:
        if row.settlement:
            text = say("contribution.invoice.settlement", year=shown.year.year - 1)
            rows.append((text, row.invoice_number, kr(row.settlement)))
    return Table(
        columns=[Column(_w("what"), 3), Column(_w("invoice"), 3), Column(_w("amount"), 2, "right")],
        rows=rows,
        sums=[(_w("invoiced"), kr(sum(row.total for row in mine)))],
        caption=_w("quarters"),
    )


def _basis() -> Paragraphs:
    return Paragraphs(_w("how"), _w("how_text").split("|"))
