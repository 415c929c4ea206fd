"""The talk between the partner and IT about a partner order: a question stands among what must be dealt with."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.assortment.models import Supplier
from app.delivery.actions.mismatches import note_mismatch, settle_about
from app.delivery.models import Mismatch, PartnerMessage, PartnerOrder
from app.desks.actions.calling import it_addresses
from app.history import Actor, Event
from app.words import say

LONGEST_SHOWN = 160


def ask(session: Session, found: PartnerOrder, text: str, *, actor: Actor, at: dt.datetime) -> None:
    """The partner asks IT something; it stands in the list of what does not agree until it is answered."""
    message = _write(session, found, text, actor=actor, at=at, from_partner=True)
    question = sa.select(Mismatch).where(
        Mismatch.partner_order_id == found.id, Mismatch.kind == "question", Mismatch.settled_at.is_(None)
    )
    facts = {"number": found.number, "who": actor.name, "text": text[:LONGEST_SHOWN]}
    open_one = session.scalars(question.limit(1)).one_or_none()
    if open_one is not None:
        open_one.facts = facts
    else:
        note_mismatch(session, "question", supplier_id=found.supplier_id, partner_order_id=found.id, facts=facts, at=at)
    params = {"number": found.number, "who": actor.name, "text": text, "buyer": found.organisation_name}
    for place, address in enumerate(it_addresses(session, at)):
        outbox.mail(session, f"partner-question:{message.id}:{place}", address, "partner_question", params, at=at)


def reply(session: Session, found: PartnerOrder, text: str, *, actor: Actor, at: dt.datetime) -> None:
    """IT answers, or asks the partner something."""
    message = _write(session, found, text, actor=actor, at=at, from_partner=False)
    settled = say("parcels.answered")
    settle_about(session, actor=actor, at=at, text=settled, kinds=("question",), partner_order_id=found.id)
    supplier = session.get_one(Supplier, found.supplier_id)
    params = {"number": found.number, "who": actor.name, "text": text, "supplier": supplier.name}
    outbox.mail(session, f"partner-answer:{message.id}", supplier.email, "partner_answer", params, at=at)


def talk(session: Session, partner_order_id: int) -> list[PartnerMessage]:
    """What has been written about a partner order, oldest first."""
    question = sa.select(PartnerMessage).where(PartnerMessage.partner_order_id == partner_order_id)
    return list(session.scalars(question.order_by(PartnerMessage.id)))


def _write(
    session: Session, found: PartnerOrder, text: str, *, actor: Actor, at: dt.datetime, from_partner: bool
) -> PartnerMessage:
    message = PartnerMessage(
        partner_order_id=found.id, author_id=actor.id, author_name=actor.name, from_partner=from_partner, text=text,
        written_at=at,
    )  # fmt: skip
    session.add(message)
    session.flush()
    event = "partner_order.asked" if from_partner else "partner_order.replied"
    history.record(session, actor, at, [Event("partner_order", found.id, event, {"number": found.number})])
    return message
