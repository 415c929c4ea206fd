"""What belongs to a proposal besides its words: the columns it would change, files, and the security group's answer."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files, history
from app.assortment.actions.guarding import refuse_model
from app.assortment.models import Item
from app.assortment.queries.content import content_of, differing
from app.forum.models import OPEN, Proposal, ProposalFile, ProposalState, SecurityOpinion
from app.forum.queries.access import TAKING_PART
from app.forum.queries.members import advises
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from app.uploads import MEGABYTE, Accepted
from app.words.formats import today_of

S = ProposalState
MOST_FILES = 10
QUOTA = 60 * MEGABYTE
LEAST_FREE = 200 * MEGABYTE
A_DAY = dt.timedelta(days=1)
# What the municipalities are asked about does not change under their eyes.
WRITABLE = (S.SUGGESTED, S.RECOMMENDED)


def set_columns(
    session: Session, proposal: Proposal, columns: Mapping[str, Any], *, seen: int, actor: Actor, at: dt.datetime
) -> None:
    """Say which columns of the item a decision would change, and to what.

    Raises Changed when the proposal was sent out or written meanwhile, Refused for nothing new and for a model that the
    agreement does not allow.
    """
    item = session.get_one(Item, proposal.item_id)
    new = differing(content_of(item), dict(columns))
    if proposal.kind == "change" and not new:
        raise Refused("forum.refused.nothing_new")
    if proposal.kind == "change":
        refuse_model(content_of(item) | new)
    written = (
        sa.update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.version == seen, Proposal.state.in_(WRITABLE))
        .values(content=new, version=Proposal.version + 1)
    )
    if session.execute(written).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("forum.refused.passed", number=proposal.number)
    session.refresh(proposal)
    told = {"number": proposal.number, "new": new, "old": {name: getattr(item, name) for name in new}}
    history.record(session, actor, at, [Event("proposal", proposal.id, "proposal.columns_set", told)])


def add_file(
    session: Session, proposal: Proposal, sent: Accepted, *, folder: Path, me: Visitor, at: dt.datetime
) -> ProposalFile:
    """Attach a file; whoever suggested it may, and those who take part in the forum. Raises Forbidden, Refused."""
    if proposal.suggested_by != me.id and TAKING_PART.isdisjoint(me.roles):
        raise Forbidden("forum.refused.attach")
    if S(proposal.state) not in OPEN - {S.ACCEPTED}:
        raise Changed("forum.refused.passed", number=proposal.number)
    _refuse_full(session, proposal, sent, folder=folder, me=me, at=at)
    try:
        kept = files.put(session, folder, sent.data, name=sent.name, media_type=sent.media_type, at=at)
    except OSError as error:
        raise Refused("uploads.refused.full") from error
    row = ProposalFile(
        proposal_id=proposal.id, file_key=kept.key, name=sent.name, media_type=sent.media_type, size=len(sent.data),
        added_by=me.id, added_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    proposal.files = [*proposal.files, {"id": row.id, "name": row.name, "size": row.size}]
    told = {"number": proposal.number, "name": row.name}
    history.record(session, me.actor, at, [Event("proposal", proposal.id, "proposal.file_added", told)])
    return row


def _refuse_full(
    session: Session, proposal: Proposal, sent: Accepted, *, folder: Path, me: Visitor, at: dt.datetime
) -> None:
    if len(proposal.files) >= MOST_FILES:
        raise Refused("forum.refused.files", most=MOST_FILES)
    lately = sa.select(sa.func.coalesce(sa.func.sum(ProposalFile.size), 0)).where(
        ProposalFile.added_by == me.id, ProposalFile.added_at > at - A_DAY
    )
    if int(session.scalar(lately) or 0) + len(sent.data) > QUOTA:
        raise Refused("uploads.refused.quota")
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise Refused("uploads.refused.full")


def advise(session: Session, proposal: Proposal, text: str, *, me: Visitor, at: dt.datetime) -> None:
    """The security group's one answer while a proposal it was asked about is out (R-195). Raises Forbidden, Refused."""
    if not session.scalar(sa.select(advises(me, today_of(at)))):
        raise Forbidden("forum.refused.security_group")
    if not text.strip():
        raise Refused("forum.refused.say_something")
    if not proposal.information_security or proposal.state != S.IN_CONSULTATION:
        raise Changed("forum.refused.passed", number=proposal.number)
    if session.get(SecurityOpinion, proposal.id) is not None:
        raise Refused("forum.refused.answered", organisation="ICSG")
    session.add(SecurityOpinion(proposal_id=proposal.id, person_id=me.id, person_name=me.name, text=text, at=at))
    session.flush()
    told = {"number": proposal.number}
    history.record(session, me.actor, at, [Event("proposal", proposal.id, "proposal.advised", told)])
