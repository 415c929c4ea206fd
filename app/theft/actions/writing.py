"""The dialogue: the thread of the case, also for who has work-environment responsibility."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.cases import actions as cases
from app.cases.actions.letters import address_of
from app.cases.actions.moves import note
from app.cases.actions.writing import add
from app.cases.queries.visible import may_write
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.theft.actions import letters
from app.theft.queries import Found, is_responsible


def takes_part(found: Found, me: Visitor) -> bool:
    """Whether I may write in a report."""
    return me.id == found.report.holder_id or is_responsible(found, me) or may_write(found.case, me, asked=False)


def write(session: Session, found: Found, me: Visitor, sent: cases.Sent, *, at: dt.datetime) -> None:
    """Write in the dialogue and tell the other side; raises Forbidden for a reader, Refused for an empty message."""
    if not takes_part(found, me):
        raise Forbidden("theft.refused.not_yours")
    if may_write(found.case, me, asked=False):
        cases.write(session, found.case, me, sent, at=at)
        return
    if not sent.text and not sent.files:
        raise Refused("cases.refused.empty")
    add(session, found.case, me.actor, sent, at=at)
    note(session, found.case, me.actor, "case.written", at=at)
    people = {found.case.requester_id, found.case.assignee_id} - {None, me.id}
    addresses = [address for person in people for address in address_of(session, person)]
    letters.tell(session, found.report, found.case, addresses, what="message", at=at, text=sent.text, who=me.name)
