"""Carries letters, sends partner orders after the undo window and closes what nobody confirmed, until told to stop.

Each piece of work is a short transaction of its own. A letter is claimed under a lease, carried outside any
transaction and then marked; dying in between means that it is carried again, under the same message id.
"""

from __future__ import annotations

import datetime as dt
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from app import drafts, files, limits, outbox, web
from app.administration import actions as administration
from app.approvals import actions as approvals
from app.assortment import actions as assortment
from app.av import actions as av
from app.cases import actions as cases
from app.config import Config
from app.db import begin_write
from app.delivery import actions as delivery
from app.devices import actions as devices
from app.exceptions import actions as exceptions
from app.forum import actions as forum
from app.growth import actions as growth
from app.identity.actions.saml import kept as saml
from app.invoicing.actions import supplier_invoices
from app.licences import actions as licences
from app.licences import queries as licence_questions
from app.openness import actions as openness
from app.outbox import Letter
from app.reports import actions as reports
from app.requests import actions as requests
from app.returns import actions as returns
from app.ware_returns import actions as ware_returns
from app.warranty import actions as warranty
from app.words.formats import today_of
from app.worker import gathering, ticketing
from app.worker.carry import Carrier
from app.worker.invoices import carry_runs, take_in_responses
from app.worker.reckoning import carry_costs
from catalogue.edition import load as agreement

BEAT_EVERY = dt.timedelta(seconds=15)
CLEAR_EVERY = dt.timedelta(seconds=10)
SWEEP_EVERY = dt.timedelta(hours=1)
PLANS_EVERY = dt.timedelta(minutes=1)
CLOSE_EVERY = dt.timedelta(minutes=5)
RUNS_EVERY = dt.timedelta(seconds=3)
TEND_EVERY = dt.timedelta(minutes=1)
MOST_BUSY = 10

log = structlog.get_logger("shop.worker")


def run(app: Flask, *, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT; with `once`, send what waits now without the undo window, and end."""
    worker = _Worker(app)
    if once:
        worker.finish()
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: worker.stop.set())
    worker.loop()


class _Worker:
    """One worker process; it keeps nothing that another one would need."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.config: Config = app.config["SHOP"]
        self.stop = threading.Event()
        self.due: dict[str, dt.datetime] = {}

    def loop(self) -> None:
        """A round a second; a busy database or a fault in one piece of work is waited out."""
        while not self.stop.is_set():
            jobs = (self._beat, self._sweep, self._plans, self._clear, self._remind_returns, self._invoices, self._book)
            for job in (*jobs, lambda: self._round(self.config.dispatch_delay)):
                self._try(job)
            self._rest(0.8, 1.2)

    def finish(self) -> None:
        """One round without the undo window, planned changes first; a busy database is tried again, faults raised."""
        for attempt in range(MOST_BUSY):
            try:
                self._plans()
                self._remind_returns()
                self._invoices()
                self._round(0)
                self._book()
            except sa.exc.OperationalError:
                if attempt == MOST_BUSY - 1:
                    raise
                self._rest(0.2, 1.0)
            else:
                return

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except sa.exc.OperationalError as error:
            log.warning("database_busy", error=str(error)[:200])
            self._rest(1, 3)
        except Exception:  # one piece of work that fails must not end the others; the log tells what it was
            log.exception("work_failed")
            self._rest(2, 5)

    def _rest(self, least: float, most: float) -> None:
        """Wait some seconds, never just as long as another worker, or until told to stop."""
        self.stop.wait(random.uniform(least, most))  # noqa: S311  # spreads workers in time, guards nothing

    def _beat(self) -> None:
        if self._is_time("beat", BEAT_EVERY):
            with self.writing() as (session, now):
                outbox.beat(session, "worker", now)

    def _sweep(self) -> None:
        if self._is_time("sweep", SWEEP_EVERY):
            with self.writing() as (session, now):
                limits.sweep(session, now)
                drafts.sweep(session, now)
                saml.sweep(session, now)

    def _plans(self) -> None:
        """What was decided for today: changes of units and settings, each in a unit of work of its own."""
        if not self._is_time("plans", PLANS_EVERY):
            return
        with self.reading() as (session, now):
            changes = administration.due(session, today_of(now))
            values = administration.due_settings(session, today_of(now))
            follow = bool(changes) or devices.left_behind(session)
        for change_id in changes:
            with self.writing() as (session, now):
                administration.carry_out_due(session, change_id, at=now)
        for change_id in values:
            with self.writing() as (session, now):
                administration.apply_due_setting(session, change_id, agreement().settings, at=now)
        while follow and not self.stop.is_set():
            with self.writing() as (session, now):
                follow = devices.follow_mergers(session, at=now) > 0

    def _clear(self) -> None:
        """Go on with a clearing that somebody asked for, one piece after the other."""
        if not self._is_time("clearing", CLEAR_EVERY):
            return
        with self.reading() as (session, _now):
            run_id, more = openness.unfinished(session), True
        while run_id is not None and more and not self.stop.is_set():
            with self.writing() as (session, now):
                more, keys = openness.carry_on(session, run_id, at=now)
            files.remove(self.config.files_dir, keys)

    def _invoices(self) -> None:
        """Take in customers' answers, go on with capital costs and runs, and match what suppliers' goods wait for."""
        if self._is_time("invoices", RUNS_EVERY):
            take_in_responses(self.config.data_dir / "invoices" / "in", self.writing)
            carry_costs(self.reading, self.writing, self.stop)
            carry_runs(self.reading, self.writing, self.stop)
        if self._is_time("supplier_invoices", CLOSE_EVERY):
            with self.writing() as (session, now):
                supplier_invoices.tend(session, now=now)

    def _is_time(self, name: str, every: dt.timedelta) -> bool:
        now = self.now()
        if self.due.get(name, now) > now:
            return False
        self.due[name] = now + every
        return True

    def _round(self, delay: int) -> None:
        """Everything that is due now, a piece at a time."""
        with self.reading() as (session, now):
            groups = delivery.due_groups(session, now=now, delay=delay)
            ask = self._is_time("unconfirmed", CLOSE_EVERY)
            unconfirmed = ask and delivery.anything_unconfirmed(session, now=now)
        for group in groups:
            self._try_group(group, delay)
        if unconfirmed:
            with self.writing() as (session, now):
                delivery.close_unconfirmed(session, now=now)
                delivery.remind_unconfirmed(session, now=now)
        if self._is_time("range", CLOSE_EVERY):
            with self.writing() as (session, now):
                assortment.apply_due(session, at=now)
                assortment.revert_due(session, at=now)
                forum.propose_swaps(session, at=now)
                forum.end_reverted(session, at=now)
                forum.remind(session, at=now)
        if self._is_time("devices", SWEEP_EVERY):
            self._devices()
        self._outside()
        if self._is_time("desks", TEND_EVERY):
            self._tend()
        if self._is_time("licences", CLOSE_EVERY):
            self._licences()
        self._cases()
        while not self.stop.is_set() and self._carry_next():
            pass

    def _book(self) -> None:
        """Book what has been delivered, credited, invoiced and re-coded, a piece at a time."""
        if not self._is_time("accounting", CLOSE_EVERY):
            return
        with self.reading() as (session, _now):
            more = reports.anything(session)
        while more and not self.stop.is_set():
            with self.writing() as (session, now):
                more = reports.post(session, at=now) > 0

    def _devices(self) -> None:
        """Plan what is to be replaced, ask holders once a year, note what leavers owe, remind; count all there is."""
        with self.reading() as (session, now):
            more = devices.anything_to_plan(session, agreement(), now=now)
        while more and not self.stop.is_set():
            with self.writing() as (session, now):
                more = devices.plan_renewals(session, agreement(), now=now) > 0
        with self.writing() as (session, now):
            growth.count(session, today_of(now))
            devices.reopen_renewals(session)
            devices.note_leavers(session, now=now)
            devices.remind_renewals(session, now=now)
            devices.ask_yearly(session, now=now)
            devices.remind(session, now=now)

    def _remind_returns(self) -> None:
        """Remind of wares that should have gone back by now."""
        if not self._is_time("ware_returns", CLOSE_EVERY):
            return
        with self.reading() as (session, now):
            late = ware_returns.late(session, today=today_of(now))
        if late:
            with self.writing() as (session, now):
                ware_returns.note_late(session, today=today_of(now), at=now)

    def _outside(self) -> None:
        """Approvals that nobody used, exceptions to look at again, agreements that will end."""
        if self._is_time("exceptions", CLOSE_EVERY):
            with self.writing() as (session, now):
                exceptions.tend(session, now=now)
                av.tend(session, now=now)

    def _cases(self) -> None:
        """Take in answers by mail, close what has been solved long enough, and call out what is late."""
        for path in ticketing.waiting_mails(self.config):
            self._take_in(path)
        if self._is_time("cases", CLOSE_EVERY):
            with self.writing() as (session, now):
                cases.close_due(session, agreement(), now=now)
                cases.remind_late(session, now=now)
                requests.tend(session, now=now)
                warranty.follow_cases(session, at=now)
                returns.remind(session, agreement(), now=now)

    def _take_in(self, path: Path) -> None:
        """One mail; what cannot be read is laid aside and stands in nobody's way."""
        result = "unreadable"
        try:
            if mail := ticketing.read_mail(path, self.config):
                with self.writing() as (session, now):
                    result = cases.receive_mail(session, mail, at=now)
        except sa.exc.OperationalError:
            raise
        except Exception:  # the next mail must still be read
            log.exception("mail_failed", file=path.name)
        log.info("mail_taken_in", file=path.name, result=result)
        ticketing.put_aside(path, result)

    def _tend(self) -> None:
        """Everything that waits for a yes moves on: reminders, the next chef, substitutes that begin."""
        after = 0
        while not self.stop.is_set():
            with self.reading() as (session, now):
                ids = approvals.due(session, now=now, after=after)
            if not ids:
                break
            for request_id in ids:
                self._try_one(request_id)
            after = ids[-1]
        with self.writing() as (session, now):
            approvals.announce(session, now=now)

    def _licences(self) -> None:
        """Licences come back from those who left, end on their day, and are asked about in time; each by itself."""
        with self.reading() as (session, now):
            gone = licence_questions.leavers(session)
        for person_id in gone:
            self._try_licence(licences.take_back_from, person_id)
        after = 0
        while not self.stop.is_set():
            with self.reading() as (session, now):
                ids = licence_questions.due(session, today=today_of(now), after=after)
            if not ids:
                return
            for licence_id in ids:
                self._try_licence(licences.tend, licence_id)
            after = ids[-1]

    def _try_licence(self, verb: Callable[..., object], subject_id: int) -> None:
        """One licence, or one person's; what fails is logged and stands in nobody's way."""
        try:
            with self.writing() as (session, now):
                verb(session, subject_id, at=now)
        except sa.exc.OperationalError:
            raise
        except Exception:  # the next one must still be looked after
            log.exception("licence_not_tended", subject=subject_id)

    def _try_one(self, request_id: int) -> None:
        """One request; what fails is logged and stands in nobody's way."""
        try:
            with self.writing() as (session, now):
                approvals.tend(session, [request_id], now=now)
        except sa.exc.OperationalError:
            raise
        except Exception:  # the next request must still move
            log.exception("approval_not_tended", request=request_id)

    def _try_group(self, group: delivery.Group, delay: int) -> None:
        """One partner order; a group that cannot be sent is logged and stands in nobody's way."""
        try:
            with self.writing() as (session, now):
                delivery.send_due(session, now=now, delay=delay, only=group)
        except sa.exc.OperationalError:
            raise
        except Exception:  # the next group must still go
            log.exception("partner_order_failed", supplier=group.supplier_id, organisation=group.organisation_id)

    def _carry_next(self) -> bool:
        """Carry the next due letter; False when none waits."""
        letter = self._claim()
        if letter is None:
            return False
        if letter.kind == "mail" and self._gathered(letter):
            return True
        carrier = Carrier(self.app, self.config, letter)
        try:
            if carrier.needs_document:
                with self.writing() as (session, now):
                    carrier.prepare(session, now)
            carrier.carry()
        except Exception as error:  # whatever a letter fails with, the next one goes on
            log.warning("letter_failed", key=letter.key, tries=letter.tries, error=repr(error)[:300])
            with self.writing() as (session, now):
                outbox.failed(session, letter, now, repr(error))
            return True
        with self.writing() as (session, now):
            outbox.sent(session, letter, now)
            carrier.arrived(session, now)
        return True

    def _gathered(self, letter: Letter) -> bool:
        """Whether a letter is not carried by itself: it is unwanted, waits for the morning, or goes with others."""
        with self.reading() as (session, now):
            fate = gathering.fate(session, letter, now)
        if fate == gathering.CARRY:
            return False
        with self.writing() as (session, now):
            gathering.settle(session, letter, fate, now)
        return True

    def _claim(self) -> Letter | None:
        with self.reading() as (session, now):
            due = sa.select(Letter.id).where(Letter.state == "waiting", Letter.due_at <= now).limit(1)
            if session.scalar(due) is None:
                return None
        with self.writing() as (session, now):
            letter = outbox.claim(session, now)
            if letter is not None:
                session.expunge(letter)
            return letter

    def now(self) -> dt.datetime:
        """The moment, UTC."""
        moment: dt.datetime = self.app.config["CLOCK"]()
        return moment

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, dt.datetime]]:
        """A unit of work that only reads."""
        with self.app.app_context(), web.store.sessionmaker() as session:
            yield session, self.now()

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, dt.datetime]]:
        """A short unit of work with its one commit."""
        with self.app.app_context(), web.store.sessionmaker() as session:
            begin_write(session)
            yield session, self.now()
            session.commit()
