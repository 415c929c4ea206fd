"""A buy from a subcontractor: the chef's yes, IT's answers, then the unit buys in the supplier's channels (R-053)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.av.models import AV, MOVES, AvPurchase, AvState
from app.av.queries.buys import SUBCONTRACTOR, facts_of
from app.consultations import actions as consultations
from app.consultations.queries import holding, questions_of
from app.db import locked
from app.desks import actions as desks
from app.desks.models import ApprovalRequest, Ruling
from app.desks.queries import Matter
from app.history import Actor, Event
from app.identity.models import Organisation, Person
from app.identity.queries import Visitor
from app.numbers import next_number
from app.refusal import Changed, Forbidden, Missing, Refused
from app.shop.queries import Audience
from app.words import kr, say
from app.words.formats import today_of
from catalogue.rulebook import Verdict, Wish, judge
from catalogue.terms import Asked

S = AvState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be bought, from whom, for how much (öre excluding VAT), with all answers and choices."""

    token: str
    supplier_id: int
    what: str
    amount: int
    reason: str
    answers: Mapping[str, bool]
    mounting: str
    fixed: bool
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """When it was bought, what it cost (öre excluding VAT), and the supplier's number."""

    on: dt.date
    paid: int
    reference: str


def send(session: Session, me: Visitor, wanted: Wanted, *, at: dt.datetime) -> AvPurchase:
    """Ask for a buy; raises Forbidden for roles that do not order AV, Refused for a question that is unanswered."""
    verdict = _judged(me, wanted.amount, wanted.answers, today_of(at))
    if not verdict.allowed:
        raise Forbidden("av.refused.role")
    if verdict.open_questions:
        raise Refused("av.refused.questions")
    supplier = session.get(Supplier, wanted.supplier_id)
    if supplier is None or supplier.kind != SUBCONTRACTOR:
        raise Refused("av.refused.supplier")
    bought = _purchase(session, me, wanted, supplier, at=at)
    session.add(bought)
    session.flush()
    _tell(session, bought, "sent", actor=me.actor, at=at)
    settings = session.scalar(sa.select(Organisation.settings).where(Organisation.id == bought.organisation_id))
    asked = desks.ask(session, _matter(bought), Asked.MANAGER, settings=settings, at=at)
    session.flush()
    desks.call(session, asked, at=at)
    return bought


def sent_with(session: Session, me: Visitor, token: str) -> str:
    """The number of what I sent with this form before; empty for nothing."""
    mine = sa.select(AvPurchase.number).where(AvPurchase.token == token, AvPurchase.requester_id == me.id)
    return session.scalar(mine) or ""


def carry_out(session: Session, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    """Let a buy go on after the chef's answer: to IT's questions, or on to the supplier when there are none."""
    bought = hold(session, ruling.matter_id)
    if not ruling.approved:
        _decline(session, bought, ruling.reason, who=ruling.who, actor=actor, at=at)
        return
    wanted = _consultations(bought, today_of(at))
    to = S.CONSULTING if wanted else S.CLEARED
    move(session, bought, to, actor=actor, at=at, data={"who": ruling.who}, manager_name=ruling.who)
    if wanted:
        about = consultations.About(
            matter=AV, matter_id=bought.id, label=bought.number, summary=bought.what,
            address=f"/av/kop/{bought.number}", requester_id=bought.requester_id,
        )  # fmt: skip
        consultations.ask(session, about, wanted, facts=facts_of(bought), at=at)


def answer(
    session: Session, me: Visitor, bought: AvPurchase, question_id: int, *, outcome: str, text: str, at: dt.datetime
) -> None:
    """IT's answer to one question: a no to a blocking one ends the buy, the last answer lets it go on (C17)."""
    held = hold(session, bought.id)
    asked = consultations.answer(session, me, question_id, outcome, text=text, own={held.requester_id}, at=at)
    if (asked.matter, asked.matter_id) != (AV, held.id):
        raise Missing
    if outcome == consultations.REFUSED:
        _decline(session, held, text, who=me.name, actor=me.actor, at=at)
    elif not holding(questions_of(session, AV, held.id)):
        move(session, held, S.CLEARED, actor=me.actor, at=at, data={"who": me.name})


def register(session: Session, me: Visitor, bought: AvPurchase, done: Bought, *, at: dt.datetime) -> None:
    """Note that it was bought at the supplier's; raises Forbidden for others than who asked and the unit's chef."""
    if me.id != bought.requester_id and bought.unit_id not in me.led_units:
        raise Forbidden("av.refused.not_yours")
    held = hold(session, bought.id)
    if done.on > today_of(at) or done.on < today_of(held.sent_at):
        raise Refused("av.refused.bought_on")
    values = {"bought_on": done.on, "paid": done.paid, "reference": done.reference}
    move(session, held, S.REGISTERED, actor=me.actor, at=at, data={"amount": kr(done.paid)}, **values)


def withdraw(session: Session, me: Visitor, bought: AvPurchase, *, at: dt.datetime) -> None:
    """Take a buy back; raises Forbidden for anybody but who asked, Changed when it has been bought."""
    if me.id != bought.requester_id:
        raise Forbidden("av.refused.not_yours")
    held = hold(session, bought.id)
    move(session, held, S.WITHDRAWN, actor=me.actor, at=at)
    _let_go(session, held, at=at)


def hold(session: Session, purchase_id: int) -> AvPurchase:
    """A buy held until commit, as it stands now; raises Missing."""
    question = locked(sa.select(AvPurchase).where(AvPurchase.id == purchase_id))
    found: AvPurchase | None = session.scalar(question.execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def move(
    session: Session, bought: AvPurchase, to: AvState, *, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any] | None = None, **values: object,
) -> None:  # fmt: skip
    """Move a buy and tell of it; raises Changed when the table does not know the move or another hand was first."""
    if to not in MOVES[AvState(bought.state)]:
        raise Changed("av.refused.moved", number=bought.number)
    session.flush()
    moved = (
        sa.update(AvPurchase)
        .where(AvPurchase.id == bought.id, AvPurchase.state == bought.state)
        .values(state=to.value, state_at=at, **values)
        .returning(AvPurchase.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(moved) is None:
        raise Changed("av.refused.moved", number=bought.number)
    session.refresh(bought)
    _tell(session, bought, to.value, actor=actor, at=at, data=data)
    if to in (S.CLEARED, S.DECLINED):
        _write(session, bought, to.value, at=at)


def _judged(me: Visitor, amount: int, answers: Mapping[str, bool], today: dt.date) -> Verdict:
    audience = Audience.of(me, today)
    wish = Wish(
        kind=SUBCONTRACTOR, on=today, segment=audience.segment, organisation=audience.organisation,
        roles=audience.roles, unit_price=amount, answers=answers, organisation_settings=audience.settings,
    )  # fmt: skip
    return judge(wish, edition())


def _consultations(bought: AvPurchase, today: dt.date) -> list[Any]:
    """What IT is asked because it was answered with yes: the kind's own rows, wherever the roles are from."""
    wish = Wish(kind=SUBCONTRACTOR, on=today, unit_price=bought.amount, answers=bought.answers)
    return list(judge(wish, edition()).consultations)


def _purchase(session: Session, me: Visitor, wanted: Wanted, supplier: Supplier, *, at: dt.datetime) -> AvPurchase:
    year = today_of(at).year
    return AvPurchase(
        number=f"V{year}-{next_number(session, f'av-{year}'):05d}", token=wanted.token, requester_id=me.id,
        requester_name=me.name, unit_id=me.unit_id, unit_name=me.unit_name, organisation_id=me.organisation_id,
        supplier_id=supplier.id, supplier_name=supplier.name, what=wanted.what, amount=wanted.amount,
        reason=wanted.reason, answers=dict(wanted.answers), mounting=wanted.mounting, fixed=wanted.fixed,
        support=wanted.support, sent_at=at, state=S.WAITING.value, state_at=at,
    )  # fmt: skip


def _matter(bought: AvPurchase) -> Matter:
    return Matter(
        kind=AV, id=bought.id, unit_id=bought.unit_id, requester_id=bought.requester_id,
        creator_id=bought.requester_id, beneficiary_id=None, label=bought.number, summary=bought.what,
        amount=bought.amount, facts=facts_of(bought),
    )  # fmt: skip


def _decline(session: Session, bought: AvPurchase, reason: str, *, who: str, actor: Actor, at: dt.datetime) -> None:
    data = {"who": who, "reason": reason}
    move(session, bought, S.DECLINED, actor=actor, at=at, data=data, decline_reason=reason)
    _let_go(session, bought, at=at)


def _let_go(session: Session, bought: AvPurchase, *, at: dt.datetime) -> None:
    about = sa.and_(ApprovalRequest.matter == AV, ApprovalRequest.matter_id == bought.id)
    for asked in session.scalars(sa.select(ApprovalRequest).where(about, ApprovalRequest.state == "open")).all():
        desks.withdraw(asked, at=at)
    consultations.withdraw(session, AV, bought.id)


def _tell(
    session: Session, bought: AvPurchase, what: str, *, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    told = {"number": bought.number, "what": bought.what, **(data or {})}
    history.record(session, actor, at, [Event(AV, bought.id, f"av.{what}", told)])


def _write(session: Session, bought: AvPurchase, what: str, *, at: dt.datetime) -> None:
    """Tell the one who asked that they may buy, or that it was a no."""
    known = {"number": bought.number, "what": bought.what, "supplier": bought.supplier_name}
    words = {part: say(f"av.mail.{what}.{part}", **known) for part in ("title", "heading", "lead", "button", "why")}
    params = {
        **words, "number": bought.number, "text": bought.decline_reason, "path": f"/av/kop/{bought.number}",
        "facts": [(say("av.fact.responsible"), say("av.responsible"))],
    }  # fmt: skip
    to = session.execute(sa.select(Person.email).where(Person.id == bought.requester_id)).scalar_one()
    outbox.mail(session, f"av:{bought.id}:{what}", to, "matter_news", params, at=at)
