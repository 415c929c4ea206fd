"""From a partner's file to what it means, and from that to its one effect: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import locked
from app.delivery.actions.announcing import Leg, announce, plan_dispatch
from app.delivery.actions.answering import Reply, answer, plan_answer
from app.delivery.actions.mismatches import note_mismatch, settle_about
from app.delivery.actions.reading import Content, from_json, is_xml, read_response, read_table, to_json
from app.delivery.actions.reading.rows import AGREEMENT, DISPATCH, Answered
from app.delivery.models import PartnerDocument, PartnerOrder
from app.delivery.queries.documents import remembered
from app.history import Actor
from app.refusal import Changed, Missing, Refused
from app.words import kr, moment, say

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class File:
    """What somebody sends: the bytes, what they are named, what the columns are called, and the message's number."""

    data: bytes
    name: str
    kind: str = DISPATCH
    reference: str = ""
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a document would do; `unmatched` when it is about an order nobody knows."""

    content: Content
    form: str
    legs: Sequence[Leg] = ()
    replies: Sequence[Reply] = ()
    faults: Sequence[str] = ()
    unmatched: bool = False

    @property
    def told(self) -> list[str]:
        """What it would do, in words."""
        if self.content.code == "AB":
            return [say("parcels.shown.seen", number=self.content.order)]
        if self.content.kind == AGREEMENT:
            return [_bought(row) for row in self.content.answers][:MOST_SHOWN]
        return [*(leg.told for leg in self.legs), *(reply.told for reply in self.replies)][:MOST_SHOWN]


def taken_before(session: Session, supplier_id: int, data: bytes) -> PartnerDocument | None:
    """The document that just these bytes were taken in as, whatever they were called."""
    question = sa.select(PartnerDocument).where(
        PartnerDocument.supplier_id == supplier_id, PartnerDocument.digest == digest_of(data)
    )
    return session.scalar(question.where(PartnerDocument.state == "done").limit(1))


def plan_file(session: Session, supplier_id: int, file: File, *, today: dt.date) -> Plan:
    """What a file would do; writes nothing.

    Raises Refused for what cannot be read as one, and when another file was taken in under the same number.
    """
    if is_xml(file.data):
        content = read_response(file.data)
        _demand_sender(session, supplier_id, content)
        _demand_new(session, supplier_id, content, file)
        return plan(session, supplier_id, content, form="peppol", today=today)
    content = _table(session, supplier_id, file)
    if not content.reference:
        content.reference = file.reference or say("parcels.nameless", mark=digest_of(file.data)[:12])
    _demand_new(session, supplier_id, content, file)
    return plan(session, supplier_id, content, form="table", today=today)


def plan(
    session: Session, supplier_id: int, content: Content, *, form: str, today: dt.date, held: bool = False
) -> Plan:
    """What a document that has been read would do."""
    if content.kind == DISPATCH:
        legs, faults = plan_dispatch(session, supplier_id, content, held=held)
        return Plan(content, form, legs=legs, faults=faults)
    if content.kind == AGREEMENT:
        return Plan(content, form, faults=[say("parcels.agreement", order=content.order or "–")], unmatched=True)
    replies, faults = plan_answer(session, supplier_id, content, today=today, held=held)
    lost = form == "peppol" and not replies and bool(faults) and content.code != "AB"
    return Plan(content, form, replies=replies, faults=faults, unmatched=lost)


def keep(
    session: Session, supplier_id: int, found: Plan, file: File, *, actor: Actor, at: dt.datetime
) -> PartnerDocument:
    """Keep a document that can be taken in, or waits for a person; one that is kept already is given back.

    Raises Refused when another document has been taken in under the same number.
    """
    mark, content = digest_of(file.data), found.content
    row = _demand_new(session, supplier_id, content, file)
    if row is not None and row.state != "shown":
        return row
    if row is None:
        row = PartnerDocument(supplier_id=supplier_id, kind=content.kind, reference=content.reference)
        session.add(row)
    row.form, row.file_name, row.content, row.digest = found.form, file.name[:160], file.data, mark
    row.columns, row.shown = dict(content.columns), found.told
    row.state, row.sent_at = "unmatched" if found.unmatched else "shown", at
    row.sent_by, row.sent_by_name = actor.id or 0, actor.name
    session.flush()
    if found.unmatched:
        facts = {"reference": row.reference, "faults": list(found.faults[:5]), "sender": content.sender_name}
        note_mismatch(
            session, "unmatched", supplier_id=supplier_id, document_id=row.id, facts=facts, at=at,
            partner_order_id=_named_order(session, supplier_id, content.order),
        )  # fmt: skip
    return row


def take_in(session: Session, document: PartnerDocument, *, actor: Actor, today: dt.date, at: dt.datetime) -> bool:
    """Let a document have its effect, once; False when it had it before.

    Raises Changed, and changes nothing, when something in it does not hold any more.
    """
    session.execute(locked(sa.select(PartnerDocument.id).where(PartnerDocument.id == document.id)))
    session.refresh(document)
    if document.state in ("done", "dropped"):
        return False
    content = _content_of(document)
    found = plan(session, document.supplier_id, content, form=document.form, today=today, held=True)
    if found.faults:
        raise Changed("parcels.refused.faults", first=found.faults[0])
    document.state, document.done_at, document.shown = "done", at, found.told
    session.flush()
    if content.kind == DISPATCH:
        announce(session, document, found.legs, tracking=content.tracking, actor=actor, at=at)
    else:
        answer(session, document, found.replies, content=content, actor=actor, at=at)
    settled = say("parcels.taken_in")
    settle_about(session, actor=actor, at=at, text=settled, kinds=("unmatched",), document_id=document.id)
    return True


def drop(session: Session, document: PartnerDocument, *, actor: Actor, at: dt.datetime) -> bool:
    """Lay a document aside that will have no effect; False when it has been dealt with."""
    if document.state in ("done", "dropped"):
        return False
    document.state, document.done_at = "dropped", at
    settled = say("parcels.laid_aside")
    settle_about(session, actor=actor, at=at, text=settled, kinds=("unmatched",), document_id=document.id)
    return True


def send_typed(
    session: Session, supplier_id: int, content: Content, *, actor: Actor, today: dt.date, at: dt.datetime
) -> tuple[PartnerDocument | None, Sequence[str]]:
    """Take in a dispatch note that was typed on the partner's own page; or, with faults, nothing."""
    data = to_json(content)
    known = _same(session, supplier_id, content)
    if known is not None and known.state == "done" and known.digest == digest_of(data):
        return known, ()
    found = plan(session, supplier_id, content, form="typed", today=today)
    if found.faults:
        return None, found.faults
    row = keep(session, supplier_id, found, File(data, ""), actor=actor, at=at)
    take_in(session, row, actor=actor, today=today, at=at)
    return row, ()


def digest_of(data: bytes) -> str:
    """What tells one file from another."""
    return hashlib.sha256(data).hexdigest()


def document_of(session: Session, document_id: int, supplier_id: int | None) -> PartnerDocument:
    """A document, of one supplier if asked; raises Missing."""
    question = sa.select(PartnerDocument).where(PartnerDocument.id == document_id)
    if supplier_id is not None:
        question = question.where(PartnerDocument.supplier_id == supplier_id)
    found = session.scalar(question)
    if found is None:
        raise Missing
    return found


def _table(session: Session, supplier_id: int, file: File) -> Content:
    """A table by the headings that were given, else by those of last time, else guessed."""
    given = {name: title for name, title in (file.columns or {}).items() if title}
    known = {**remembered(session, supplier_id, file.kind), **given}
    try:
        return read_table(file.data, file.kind, known)
    except Refused:
        if given:
            raise
        return read_table(file.data, file.kind, {})


def _content_of(document: PartnerDocument) -> Content:
    if document.form == "typed":
        return from_json(document.content)
    if document.form == "peppol":
        return read_response(document.content)
    content = read_table(document.content, document.kind, document.columns)
    content.reference = document.reference
    return content


def _same(session: Session, supplier_id: int, content: Content) -> PartnerDocument | None:
    question = sa.select(PartnerDocument).where(
        PartnerDocument.supplier_id == supplier_id,
        PartnerDocument.kind == content.kind,
        PartnerDocument.reference == content.reference,
    )
    found: PartnerDocument | None = session.scalar(locked(question))
    return found


def _demand_new(session: Session, supplier_id: int, content: Content, file: File) -> PartnerDocument | None:
    """What is kept under a document's number; raises Refused when that was another one and it is dealt with."""
    row = _same(session, supplier_id, content)
    if row is not None and row.state != "shown" and row.digest != digest_of(file.data):
        when = moment(row.done_at or row.sent_at)
        raise Refused("parcels.refused.other_content", reference=row.reference, when=when)
    return row


def _bought(row: Answered) -> str:
    """A line of an agreement in words."""
    price = "–" if row.price is None else kr(row.price)
    name = row.name or row.article
    return say("parcels.shown.bought", count=row.quantity or "–", name=name, article=row.article or "–", price=price)


def _named_order(session: Session, supplier_id: int, number: str) -> int | None:
    """The partner order that a document names, if the supplier has one of that number."""
    question = sa.select(PartnerOrder.id).where(PartnerOrder.number == number, PartnerOrder.supplier_id == supplier_id)
    found: int | None = session.scalar(question)
    return found


def _demand_sender(session: Session, supplier_id: int, content: Content) -> None:
    """Raise Refused when a message is not from the supplier in whose name it comes."""
    name, number = session.execute(
        sa.select(Supplier.name, Supplier.org_number).where(Supplier.id == supplier_id)
    ).one()
    if content.sender != "".join(char for char in number if char.isdigit()):
        said = content.sender or say("parcels.nobody")
        raise Refused("parcels.refused.sender", supplier=name, sender=said)
