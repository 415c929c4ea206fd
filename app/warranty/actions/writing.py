"""Writing in a claim: the thread of its case, also for the supplier and for whoever holds the thing (R-152)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.cases import actions as cases
from app.cases.actions.moves import note
from app.cases.actions.writing import add
from app.cases.queries.visible import may_write
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.warranty.actions import letters
from app.warranty.queries.found import Found
from app.warranty.queries.visible import may_decide
from catalogue.warranty import ClaimState


def takes_part(found: Found, me: Visitor) -> bool:
    """Whether I may write in a claim."""
    return (
        me.id == found.claim.holder_id
        or may_decide(found.claim, found.case, me)
        or may_write(found.case, me, asked=False)
    )


def write(session: Session, found: Found, me: Visitor, sent: cases.Sent, *, at: dt.datetime) -> None:
    """Write in a claim's thread and tell the other side.

    Raises Forbidden for whoever only reads it, Refused for an empty message and for too many files.
    """
    if not takes_part(found, me):
        raise Forbidden("warranty.refused.not_yours")
    if may_write(found.case, me, asked=False):
        cases.write(session, found.case, me, sent, at=at)
    else:
        _add(session, found, me, sent, at=at)
    if _supplier_reads(found) and found.supplier and me.supplier_id is None and not sent.internal:
        letters.to_supplier(session, found.claim, found.case, found.supplier, what="message", at=at, text=sent.text)


def _add(session: Session, found: Found, me: Visitor, sent: cases.Sent, *, at: dt.datetime) -> None:
    """What a supplier or a holder writes, who have no part in the case itself."""
    if not sent.text and not sent.files:
        raise Refused("cases.refused.empty")
    if sent.internal:
        raise Forbidden("warranty.refused.not_yours")
    add(session, found.case, me.actor, sent, at=at)
    note(session, found.case, me.actor, "case.written", at=at)
    letters.to_others(session, found.claim, found.case, writer=me.id, at=at, text=sent.text, who=me.name)


def _supplier_reads(found: Found) -> bool:
    return found.claim.route == ClaimState.ROUTED_SUPPLIER or found.claim.shared_at is not None
