"""Licences as finished text."""

from __future__ import annotations

import datetime as dt

from app.assortment.queries import edition
from app.licences.queries import Listed, Pool
from app.words import day_long, kr, say
from catalogue.licences import monthly, yearly

UNIT_PAYS = "unit"


def cost(payer: str, price: int, period: str) -> str:
    """What it costs its unit: `135 kr/mån`, or that it is included."""
    return say(f"licences.cost.{period}", amount=kr(price)) if payer == UNIT_PAYS else say("licences.cost.included")


def a_year(payer: str, price: int, period: str) -> str:
    """What it costs its unit in a year."""
    return say("licences.fact.a_year", amount=kr(yearly(price, period))) if payer == UNIT_PAYS else kr(0)


def stands(row: Listed, today: dt.date) -> tuple[str, str]:
    """How it stands in words, and the tone of that: until when, since when no longer, when it is looked over."""
    if row.ended_on is not None:
        return say("licences.stands.ended", day=day_long(row.ended_on, year=True)), "stopped"
    if row.ends_on is not None:
        key = "last_day" if row.ends_on == today else "ends"
        return say(f"licences.stands.{key}", day=day_long(row.ends_on, year=True)), "late"
    if row.review_on is not None and row.review_on <= today:
        return say("licences.stands.asked"), "waiting"
    return say("licences.stands.active"), "done"


def this_month(rows: list[Listed], today: dt.date) -> int:
    """What these cost the units together this month, öre."""
    return sum(monthly(row.price, row.price_period, today.month) for row in rows if row.payer == UNIT_PAYS)


def pool_row(pool: Pool) -> dict[str, object]:
    """A pool with its price and how full it is."""
    per_mille = min(1000, 1000 * pool.used // max(pool.size, 1)) if pool.size is not None else 0
    key = "open" if pool.size is None else "full" if pool.is_full else "some"
    return {
        "pool": pool,
        "price": say(f"licences.cost.{pool.price_period}", amount=kr(pool.price)),
        "payer": say(f"licences.payer.{edition().kinds[pool.kind].payer}"),
        "per_mille": per_mille,
        "text": say(f"licences.pool.{key}", used=pool.used, size=pool.size, free=pool.free),
    }
