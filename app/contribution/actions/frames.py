"""The frames of a year are set from its adopted budget: investments of each member, and the shared ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import history
from app.budgets import actions as budgets
from app.contribution.actions.moves import STANDING, demand, told
from app.contribution.models import BudgetYear
from app.contribution.queries import Framed, budget, framed
from app.history import Actor
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say
from catalogue.budgets import Stop


def set_frames(
    session: Session, year: BudgetYear, me: Visitor, *, agreed: Mapping[int, int] | None = None, at: dt.datetime
) -> tuple[int, int]:
    """Set the frames that are lacking, and change those agreed to (version by id); gives how many of each.

    A frame that differs stays as it is until somebody agrees; asked for again, nothing happens. Raises Forbidden for
    others than the economist, Refused before the budget is adopted, Changed for a frame that was changed meanwhile.
    """
    demand(me, "finance")
    if year.state not in STANDING:
        raise Refused("contribution.refused.not_running", year=year.year)
    history.hold(session)
    rows = framed(session, me, budget(session, year))
    made = [row for row in rows if row.frame is None]
    changed = [row for row in rows if row.frame and row.difference and row.frame.id in (agreed or {})]
    reason = say("contribution.frames.reason", year=year.year)
    for row in made:
        budgets.set_up(
            session, row.whose, year=year.year, amount=row.amount, stop=Stop.SOFT, reason=reason, actor=me.actor, at=at
        )
    for row in changed:
        _change(session, row, agreed or {}, reason=reason, actor=me.actor, at=at)
    if made or changed:
        history.record(session, me.actor, at, [told(year, "framed", made=len(made), changed=len(changed))])
    return len(made), len(changed)


def _change(
    session: Session, row: Framed, agreed: Mapping[int, int], *, reason: str, actor: Actor, at: dt.datetime
) -> None:
    frame = row.frame
    assert frame is not None  # noqa: S101  # only what is set comes here
    budgets.change(
        session, frame.id, amount=row.amount, stop=Stop(frame.stop), reason=reason, version=agreed[frame.id],
        actor=actor, at=at,
    )  # fmt: skip
