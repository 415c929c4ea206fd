"""Capital cost runs: asked for, made a member at a time, and done; the same devices give the same rows (R-133)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, demand_open, told
from app.contribution.models import BudgetYear, CapitalPart, CapitalRow, CapitalRun
from app.contribution.queries import organisations
from app.contribution.queries.costs import Borne, borne, expected
from app.contribution.queries.interest import own_rates
from app.db import locked
from app.history import Actor
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import kr
from catalogue.capital import NOTHING
from catalogue.contribution import BudgetState

# So many devices are reckoned while somebody waits; more are left to the worker.
AT_ONCE = 600
PIECE = 1000
MOVING = (BudgetState.RUNNING, BudgetState.CLOSED)


def ask(session: Session, year: BudgetYear, me: Visitor, *, purpose: str, at: dt.datetime) -> CapitalRun:
    """Ask for the capital costs of a year; a few devices are reckoned at once, the rest by the worker.

    For its budget while the figures are open, for its outcome while it runs and when it is over. One that waits is
    given back instead of a second. Raises Forbidden for others than the economist, Refused at another time.
    """
    demand(me, "finance")
    if purpose == "budget":
        demand_open(session, year)
    elif year.state not in MOVING:
        raise Refused("contribution.refused.no_outcome", year=year.year)
    waiting = sa.select(CapitalRun).where(
        CapitalRun.year_id == year.id, CapitalRun.purpose == purpose, CapitalRun.state == "waiting"
    )
    if known := session.scalars(waiting).first():
        return known
    run = CapitalRun(
        year_id=year.id, purpose=purpose, state="waiting", interest=year.interest,
        expected=expected(session, year.year), asked_by=me.id, asked_by_name=me.name, asked_at=at,
    )  # fmt: skip
    session.add(run)
    session.flush()
    if run.expected <= AT_ONCE:
        while carry_on(session, run.id, at=at):
            pass
    return run


def carry_on(session: Session, run_id: int, *, at: dt.datetime) -> bool:
    """Reckon the next member of a run; whether there is more. Done twice, or by two, it is done once."""
    run: CapitalRun | None = session.scalar(
        locked(sa.select(CapitalRun).where(CapitalRun.id == run_id)).execution_options(populate_existing=True)
    )
    if run is None or run.state == "done":
        return False
    done = set(session.scalars(sa.select(CapitalPart.organisation_id).where(CapitalPart.run_id == run.id)))
    left = [organisation_id for organisation_id, _key, _name in organisations(session) if organisation_id not in done]
    if left:
        _reckon(session, run, left[0])
    if len(left) <= 1:
        _finish(session, run, at=at)
    return len(left) > 1


def _reckon(session: Session, run: CapitalRun, organisation_id: int) -> None:
    year = session.get_one(BudgetYear, run.year_id).year
    rate = own_rates(session, year).get(organisation_id)
    found = list(borne(session, organisation_id, year, interest=run.interest if rate is None else rate))
    rows = [_row(run, organisation_id, each) for each in found]
    for begin in range(0, len(rows), PIECE):
        session.execute(sa.insert(CapitalRow), rows[begin : begin + PIECE])
    total = sum((each.cost for each in found), NOTHING)
    session.add(
        CapitalPart(
            run_id=run.id, organisation_id=organisation_id, devices=len(found), book_value=total.book_value,
            depreciation=total.depreciation, interest=total.interest, expensed=total.expensed, total=total.total,
            rate=rate, digest=_digest(found),
        )
    )  # fmt: skip
    session.flush()


def _row(run: CapitalRun, organisation_id: int, each: Borne) -> dict[str, object]:
    device, cost = each.device, each.cost
    return {
        "run_id": run.id, "organisation_id": organisation_id, "device_id": device.id, "tag": device.tag,
        "device_class": device.device_class, "model": device.model, "price": device.price,
        "months": device.depreciation_months, "in_service_on": device.in_service_on, "gone_on": each.gone_on,
        "book_value": cost.book_value, "depreciation": cost.depreciation, "interest": cost.interest,
        "expensed": cost.expensed,
    }  # fmt: skip


def _digest(found: Sequence[Borne]) -> str:
    rows = sorted((each.device.id, each.cost.book_value, each.cost.total) for each in found)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _finish(session: Session, run: CapitalRun, *, at: dt.datetime) -> None:
    parts = session.scalars(
        sa.select(CapitalPart).where(CapitalPart.run_id == run.id).order_by(CapitalPart.organisation_id)
    ).all()
    digests = "".join(part.digest for part in parts)
    run.digest, run.state, run.done_at = hashlib.sha256(digests.encode()).hexdigest(), "done", at
    session.flush()
    year = session.get_one(BudgetYear, run.year_id)
    data = {"count": sum(part.devices for part in parts), "amount": kr(sum(part.total for part in parts))}
    event = told(year, f"reckoned_{run.purpose}", **data)
    history.record(session, Actor(run.asked_by, run.asked_by_name), at, [event])
