"""A year of ordering, lived through day by day with the shop's own verbs, so that every page has something to show.

Deterministic: the same `now` gives the same year. Nothing happens after `now`; what is not finished then is left
waiting, sent or on its way, as in any shop.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from collections.abc import Callable, Iterator
from itertools import count

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.assortment.queries import Product, shelf
from app.db import begin_write
from app.delivery import actions as delivery
from app.delivery.actions import holding, installing, partner, receiving, work
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.demo.register import imei
from app.desks.models import ApprovalRequest
from app.devices.actions import Numbers
from app.identity import actions as identity
from app.identity import queries
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import Consultation, LineState, Order, OrderLine
from app.orders.queries.checkout import account
from app.refusal import Refused
from app.shop import actions as shop
from app.shop.queries import JudgedBasket, judged
from app.words import say
from app.words.formats import STOCKHOLM, today_of
from catalogue.terms import Queue, Role

ORDERS = 260
DAYS = 364
SATURDAY = 5
CHEFS_NO = 0.06
# Random orders end so many days ago; the last days are told one by one below.
LATELY = 8
# What is ordered lately still waits for its chef, and IT's work of the last days is not done yet.
FRESH, LATE_WORK = dt.timedelta(days=6), dt.timedelta(days=10)
# Who ordered what, working hours ago: so that every inbox and queue has something in it.
LAST_DAYS = (
    ("simon", 62, ("pupil_computer", "pupil_tablet")),
    ("p-h-planering", 58, ("shared_pc",)),
    ("maria", 55, ("staff_pc", "screen")),
    ("p-l-larare", 52, ("staff_pc",)),
    ("p-x-registrator", 50, ("staff_mac",)),
    ("karin", 48, ("staff_pc", "headset")),
    ("p-a-registrator", 46, ("mobile_phone", "accessory")),
    ("olle", 44, ("staff_pc",)),
    ("peter", 40, ("av_partner",)),
    ("p-l-registrator", 36, ("av_partner",)),
    ("p-h-larare", 30, ("staff_tablet",)),
    ("karin", 27, ("mobile_phone",)),
    ("maria", 22, ("av_partner", "mobile_phone")),
    ("p-lh-kund", 20, ("headset", "keyboard")),
    ("eva", 17, ("m365_addon",)),
    ("simon", 15, ("screen",)),
    ("p-h-planering", 12, ("mobile_phone",)),
    ("olle", 10, ("mobile_phone",)),
    ("karin", 7, ("staff_tablet",)),
    ("p-sk-kund", 5, ("screen", "mouse")),
    ("anders", 4, ("mobile_phone",)),
    ("p-l-larare", 3, ("special_equipment",)),
    ("maria", 2, ("m365_elevated",)),
    ("karin", 1, ("usb_stick",)),
)
NO_ANSWERS = dict.fromkeys(("wifi", "licence", "app_distribution", "infrastructure", "mounting"), False)
Happening = Callable[[dt.datetime], None]


class Year:
    """The simulation: a heap of happenings, each at its moment."""

    def __init__(self, session: Session, *, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.dice = random.Random(1861)
        self.serial = count(1)
        self.order = count()
        self.heap: list[tuple[dt.datetime, int, Happening]] = []
        self.visitors: dict[int, Visitor] = {}

    def live(self) -> Iterator[str]:
        """Let the year happen; commits day by day and says what came of it."""
        begin_write(self.session)
        self._sign_everybody_in()
        self._plan()
        day = today_of(self.heap[0][0])
        done = 0
        while self.heap and self.heap[0][0] <= self.now:
            at, _, happening = heapq.heappop(self.heap)
            if today_of(at) != day:
                day = today_of(at)
                self.session.commit()
                self.session.expunge_all()
                begin_write(self.session)
            happening(at)
            done += 1
        self.session.commit()
        yield f"{done} happenings"

    def _sign_everybody_in(self) -> None:
        """Visitors as they were a year ago; their sign-ins ended the same day."""
        began = self.now - dt.timedelta(days=DAYS + 1)
        question = queries.visitor_question([])
        for person in self.session.scalars(sa.select(Person).order_by(Person.id)).all():
            token = identity.sign_in(
                self.session, provider=person.provider, subject=person.subject, browser="demo", at=began
            )
            self.session.flush()
            visitor = queries.visitor_by_token(self.session, token, began, question)
            if visitor is not None:
                identity.sign_out(self.session, session_id=visitor.session_id, actor=visitor.actor, at=began)
                self.visitors[visitor.id] = visitor

    def _plan(self) -> None:
        """Spread the orders over the year's working hours, more of them lately, and the daily work of the house."""
        people = [me for me in self.visitors.values() if Role.EMPLOYEE in me.roles and me.manager_id is not None]
        for _ in range(ORDERS):
            days_ago = LATELY + int((DAYS - LATELY) * self.dice.random() ** 1.4)
            self._at(self._working_moment(days_ago), self._someone_orders(self.dice.choice(people)))
        by_subject = {me.email.partition("@")[0]: me for me in people}
        for subject, hours_ago, kinds in LAST_DAYS:
            at = self._before_now(hours_ago)
            self._at(at, self._someone_orders(by_subject[subject], kinds))
        for days_ago in range(DAYS):
            morning = self._clock(days_ago, 10, 5)
            if morning.astimezone(STOCKHOLM).weekday() < SATURDAY:
                self._at(morning, self._send)
                self._at(self._clock(days_ago, 9, 10), self._work_of_it)
                self._at(self._clock(days_ago, 15, 40), self._work_of_it)

    def _at(self, at: dt.datetime, happening: Happening) -> None:
        heapq.heappush(self.heap, (at, next(self.order), happening))

    def _clock(self, days_ago: int, hour: int, minute: int) -> dt.datetime:
        day = today_of(self.now) - dt.timedelta(days=days_ago)
        return dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM).astimezone(dt.UTC)

    def _working_moment(self, days_ago: int) -> dt.datetime:
        at = self._clock(days_ago, self.dice.randint(7, 15), self.dice.randint(0, 59))
        while at.astimezone(STOCKHOLM).weekday() >= SATURDAY:
            at += dt.timedelta(days=1)
        return at

    def _later(self, at: dt.datetime, least: float, most: float) -> dt.datetime:
        """A working moment between so many days later."""
        then = at + dt.timedelta(days=self.dice.uniform(least, most))
        local = then.astimezone(STOCKHOLM)
        while local.weekday() >= SATURDAY:
            local += dt.timedelta(days=1)
        return (
            local.replace(hour=self.dice.randint(8, 15)).astimezone(dt.UTC) if local.hour not in range(8, 16) else local
        )

    def _before_now(self, hours: int) -> dt.datetime:
        """A moment so many working hours ago, eight to a day."""
        at = self.now
        while hours > 0:
            at -= dt.timedelta(hours=1)
            local = at.astimezone(STOCKHOLM)
            hours -= local.weekday() < SATURDAY and local.hour in range(8, 16)
        return at

    def _someone_orders(self, me: Visitor, kinds: tuple[str, ...] = ()) -> Happening:
        """Somebody orders something that suits them, or one thing of each kind; what is of a kind is left to wait."""

        def happen(at: dt.datetime) -> None:
            today = today_of(at)
            for item in self._of_kinds(kinds) or self._some_products(me):
                shop.add(self.session, me, item, 1 if kinds else self.dice.choice((1, 1, 1, 1, 2, 3)), at=at)
            basket = judged(self.session, me, today)
            for line in basket.lines:
                if line.verdict.open_questions:
                    shop.set_answers(self.session, me, line.id, self._answers(), at=at)
                if line.details:
                    told = {"place": say("demo.place", unit=me.unit_name), "editors": [[me.id, me.name]]}
                    shop.set_answers(self.session, me, line.id, told, at=at)
            basket = judged(self.session, me, today)
            bad = [line for line in basket.lines if line.problem]
            for line in bad:
                shop.set_quantity(self.session, me, line.id, 0, at=at)
            basket = judged(self.session, me, today)
            if basket.lines and self._place(me, basket, at) and (not kinds or at < self.now - FRESH):
                self._plan_answers(at)

        return happen

    def _place(self, me: Visitor, basket: JudgedBasket, at: dt.datetime) -> bool:
        """Place an order; what the shop refuses, such as a licence somebody has already, is left there."""
        details = account(self.session, me, basket, today_of(at))
        try:
            with self.session.begin_nested():
                orders.place(self.session, me, basket, details=details, accepted="", at=at)
        except Refused:
            shop.empty(self.session, basket.id or 0)
            return False
        return True

    def _of_kinds(self, kinds: tuple[str, ...]) -> list[Product]:
        """The most ordered product of each kind."""
        sold = sorted(
            (item for item in shelf(self.session).products if item.on_sale), key=lambda item: -item.popularity
        )
        return [next(item for item in sold if item.kind == kind) for kind in kinds]

    def _answers(self) -> dict[str, bool]:
        return {**NO_ANSWERS, "wifi": self.dice.random() < 0.4, "licence": self.dice.random() < 0.2}

    def _some_products(self, me: Visitor) -> list[Product]:
        """One to three things that suit the person, the popular ones more often."""
        sold = [item for item in shelf(self.session).products if item.on_sale and self._suits(item, me)]
        weights = [item.popularity + 3 for item in sold]
        chosen = self.dice.choices(sold, weights, k=self.dice.choice((1, 1, 2, 2, 3)))
        return list(dict.fromkeys(chosen))

    def _suits(self, item: Product, me: Visitor) -> bool:
        if item.segment == "pupil":
            return Role.SCHOOL_ORDERER in me.roles
        return item.kind != "shared_pc" or Role.DESIGNATED_ORDERER in me.roles

    def _plan_answers(self, at: dt.datetime) -> None:
        """Let chefs and IT answer what they were just asked, most within days."""
        self.session.flush()
        for request in self.session.scalars(
            sa.select(ApprovalRequest).where(ApprovalRequest.asked_at == at).order_by(ApprovalRequest.id)
        ):
            if request.decider_id is not None:
                self._at(self._later(at, 0.05, 4), self._chef_decides(request.id, request.decider_id))

    def _chef_decides(self, request_id: int, decider_id: int) -> Happening:
        def happen(at: dt.datetime) -> None:
            request = self.session.get(ApprovalRequest, request_id)
            if request is not None and request.state == "open":
                yes = self.dice.random() > CHEFS_NO
                lines = self.session.scalars(
                    sa.select(OrderLine.id).where(OrderLine.order_id == request.order_id).order_by(OrderLine.id)
                )
                choices = {} if yes else {line: approvals.Choice(approved=False) for line in lines}
                reason = "" if yes else say("demo.no")
                chef = self.visitors[decider_id]
                approvals.decide(self.session, chef, request_id, choices, reason=reason, digest="", at=at)

        return happen

    def _send(self, at: dt.datetime) -> None:
        """The morning's partner orders, and what the partner then says and does."""
        delivery.send_due(self.session, now=at, delay=600)
        self.session.flush()
        for made in self.session.scalars(
            sa.select(PartnerOrder).where(PartnerOrder.created_at == at).order_by(PartnerOrder.id)
        ):
            made.state, made.sent_at = "sent", at
            self._at(self._later(at, 0.1, 1.5), self._partner(made.id, "confirm"))
            self._at(self._later(at, 2, 4), self._partner(made.id, "ship"))
            self._at(self._later(at, 4, 8), self._partner(made.id, "arrive"))
        delivery.close_unconfirmed(self.session, now=at)

    def _partner(self, partner_order_id: int, verb: str) -> Happening:
        def happen(at: dt.datetime) -> None:
            made = self.session.get_one(PartnerOrder, partner_order_id)
            actor = self._by("petra").actor
            if made.state == "received" or (made.state == "shipped" and verb == "confirm"):
                return
            if verb == "confirm":
                day = today_of(at) + dt.timedelta(days=self.dice.choice((3, 4, 5, 7)))
                partner.confirm_day(self.session, made, day, today=today_of(at), actor=actor, at=at)
            elif verb == "ship":
                partner.mark_shipped(self.session, made, actor=actor, at=at)
            else:
                partner.mark_delivered(self.session, made, actor=actor, at=at)
                self._take_in(made, at)

        return happen

    def _take_in(self, made: PartnerOrder, at: dt.datetime) -> None:
        """What the partner sent to IT is received with its numbers."""
        inside = (
            sa.select(PartnerOrderLine.line_id).where(PartnerOrderLine.partner_order_id == made.id).order_by("line_id")
        )
        for line_id in self.session.scalars(inside).all():
            line, order = holding.hold(self.session, line_id)
            if line.state == LineState.SOURCED and work.registers(line):
                self._receive((line, order), at)

    def _receive(self, of: holding.Of, at: dt.datetime) -> None:
        line, _ = of
        units = tuple(
            Numbers(f"SN{next(self.serial):07d}", imei(self.dice) if line.verdict["device_class"] == "phone" else None)
            for _ in range(line.quantity)
        )
        arrival = receiving.Arrival(already=0, quantity=line.quantity, units=units, note=f"F{line.id:06d}")
        receiving.receive(self.session, of, arrival, actor=self._by("omar").actor, at=at)

    def _work_of_it(self, at: dt.datetime) -> None:
        """IT answers questions, takes from stock, installs and hands over, one stage of a line at a time."""
        self._answer_questions(at)
        states = (LineState.RELEASED, LineState.SOURCED, LineState.INSTALLING, LineState.READY)
        question = sa.select(OrderLine.id).where(OrderLine.state.in_(states), OrderLine.state_at < at)
        pace = 0.4 if at < self.now - LATE_WORK else 0.12
        for line_id in self.session.scalars(question.order_by(OrderLine.id)).all():
            if self.dice.random() < pace:
                self._one_stage(holding.hold(self.session, line_id), at)

    def _one_stage(self, of: holding.Of, at: dt.datetime) -> None:
        line, actor = of[0], self._by("omar").actor
        if line.state == LineState.INSTALLING:
            installing.tick(self.session, of, installing.checklist(line), actor=actor, at=at)
        elif line.state == LineState.READY:
            installing.hand_over(self.session, of, actor=actor, at=at)
        elif line.route == "it" and line.state == LineState.RELEASED:
            verb = work.take_from_stock if work.registers(line) else work.activate
            verb(self.session, of, actor=actor, at=at)
        elif line.route == "it" and line.state == LineState.SOURCED and work.registers(line):
            self._receive(of, at)

    def _answer_questions(self, at: dt.datetime) -> None:
        waiting = sa.select(OrderLine.id).where(OrderLine.state == LineState.PENDING_CONSULTATION)
        question = (
            sa.select(Consultation, Order)
            .join(Order, Order.id == Consultation.order_id)
            .where(Consultation.state == "open", Consultation.asked_at < at, Consultation.line_id.in_(waiting))
            .order_by(Consultation.id)
        )
        for asked, order in self.session.execute(question).all():
            it = self._by("nils" if asked.queue == Queue.IT_INFRASTRUCTURE else "omar")
            theirs = it.id in (order.orderer_id, order.recipient_id)
            if self.dice.random() < 0.3 and at < self.now - FRESH and not theirs:
                outcome = "approved" if asked.blocking else "answered"
                approvals.answer(self.session, it, asked.id, outcome, text=say("demo.advice"), at=at)

    def _by(self, subject: str) -> Visitor:
        return next(me for me in self.visitors.values() if me.email.startswith(f"{subject}@"))
