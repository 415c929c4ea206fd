"""Emergency swaps as proposals, so that the forum ratifies them at its next meeting."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import EmergencySwap, Item
from app.forum.actions.proposing import next_number
from app.forum.models import Proposal, ProposalState
from app.identity.models import Person, Unit
from app.words import say
from app.words.formats import today_of


def propose_swaps(session: Session, *, at: dt.datetime) -> int:
    """Make a proposal of every open swap that has none; running it again changes nothing. How many were made."""
    known = sa.select(Proposal.swap_id).where(Proposal.swap_id.is_not(None))
    waiting = sa.select(EmergencySwap).where(EmergencySwap.state == "open", EmergencySwap.id.not_in(known))
    rows = session.scalars(waiting.order_by(EmergencySwap.ratify_by, EmergencySwap.id)).all()
    for swap in rows:
        _propose(session, swap, at)
    return len(rows)


def _propose(session: Session, swap: EmergencySwap, at: dt.datetime) -> None:
    old, new = session.get_one(Item, swap.old_id), session.get_one(Item, swap.new_id)
    maker = session.get_one(Person, swap.made_by)
    place = session.get_one(Unit, maker.unit_id)
    names = {"old": old.name, "new": new.name}
    session.add(
        Proposal(
            number=next_number(session, today_of(at).year), kind="replace", source="swap",
            title=say("forum.swap.title", **names)[:160], need=swap.reason, item_id=old.id, new_item_id=new.id,
            swap_id=swap.id, suggested_by=maker.id, suggested_name=maker.name, organisation_id=place.organisation_id,
            created_at=at, state=ProposalState.RECOMMENDED, background=say("forum.swap.background", **names),
            recommendation=say("forum.swap.recommendation"), recommended_by=maker.id, recommended_at=at,
        )
    )  # fmt: skip
    session.flush()
