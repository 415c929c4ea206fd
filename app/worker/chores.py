"""What the worker does besides carrying letters: each chore asks what is due, then does it in short units of work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
import structlog

from app import drafts, files, limits
from app.administration import actions as administration
from app.approvals import actions as approvals
from app.assortment import actions as assortment
from app.av import actions as av
from app.cases import actions as cases
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
from app.orders import actions as orders
from app.reports import actions as reports
from app.requests import actions as requests
from app.returns import actions as returns
from app.ware_returns import actions as ware_returns
from app.warranty import actions as warranty
from app.words.formats import today_of
from app.worker import ticketing
from app.worker.invoices import carry_runs, take_in_responses
from app.worker.reckoning import carry_costs
from app.worker.units import Units
from catalogue.edition import load as agreement

CLEAR_EVERY = dt.timedelta(seconds=10)
SWEEP_EVERY = dt.timedelta(hours=1)
PLANS_EVERY = dt.timedelta(minutes=1)
CLOSE_EVERY = dt.timedelta(minutes=5)
RUNS_EVERY = dt.timedelta(seconds=3)
TEND_EVERY = dt.timedelta(minutes=1)

log = structlog.get_logger("shop.worker")


def sweep(units: Units) -> None:
    """Throw away what has had its time: counts, drafts, sign-ins under way."""
    if units.is_time("sweep", SWEEP_EVERY):
        with units.writing() as (session, now):
            limits.sweep(session, now)
            drafts.sweep(session, now)
            saml.sweep(session, now)


def plans(units: Units) -> None:
    """What was decided for today: changes of units and settings, each in a unit of work of its own."""
    if not units.is_time("plans", PLANS_EVERY):
        return
    with units.reading() as (session, now):
        changes = administration.due(session, today_of(now))
        values = administration.due_settings(session, today_of(now))
        follow = bool(changes) or devices.left_behind(session)
    for change_id in changes:
        with units.writing() as (session, now):
            administration.carry_out_due(session, change_id, at=now)
    for change_id in values:
        with units.writing() as (session, now):
            administration.apply_due_setting(session, change_id, agreement().settings, at=now)
    while follow and not units.stop.is_set():
        with units.writing() as (session, now):
            follow = devices.follow_mergers(session, at=now) > 0


def clear(units: Units) -> None:
    """Go on with a clearing that somebody asked for, one piece after the other."""
    if not units.is_time("clearing", CLEAR_EVERY):
        return
    with units.reading() as (session, _now):
        run_id, more = openness.unfinished(session), True
    while run_id is not None and more and not units.stop.is_set():
        with units.writing() as (session, now):
            more, keys = openness.carry_on(session, run_id, at=now)
        files.remove(units.config.files_dir, keys)


def remind_returns(units: Units) -> None:
    """Remind of wares that should have gone back by now."""
    if not units.is_time("ware_returns", CLOSE_EVERY):
        return
    with units.reading() as (session, now):
        late = ware_returns.late(session, today=today_of(now))
    if late:
        with units.writing() as (session, now):
            ware_returns.note_late(session, today=today_of(now), at=now)


def carry_invoices(units: Units) -> None:
    """Take in customers' answers, go on with capital costs and runs, and match what suppliers' goods wait for."""
    if units.is_time("invoices", RUNS_EVERY):
        take_in_responses(units.config.data_dir / "invoices" / "in", units.writing)
        carry_costs(units.reading, units.writing, units.stop)
        carry_runs(units.reading, units.writing, units.stop)
    if units.is_time("supplier_invoices", CLOSE_EVERY):
        with units.writing() as (session, now):
            supplier_invoices.tend(session, now=now)


def book(units: Units) -> None:
    """Book what has been delivered, credited, invoiced and re-coded, a piece at a time."""
    if not units.is_time("accounting", CLOSE_EVERY):
        return
    with units.reading() as (session, _now):
        more = reports.anything(session)
    while more and not units.stop.is_set():
        with units.writing() as (session, now):
            more = reports.post(session, at=now) > 0


def partner_orders(units: Units, delay: int) -> None:
    """Send what has rested `delay` seconds, the undo window; each partner order by itself."""
    with units.reading() as (session, now):
        groups = delivery.due_groups(session, now=now, delay=delay)
    for group in groups:
        said = {"supplier": group.supplier_id, "organisation": group.organisation_id}
        with units.one("partner_order_failed", **said) as (session, now):
            delivery.send_due(session, now=now, delay=delay, only=group)


def overdue(units: Units) -> None:
    """Lists of orders do not promise a day that has passed."""
    if not units.is_time("overdue", SWEEP_EVERY):
        return
    with units.reading() as (session, now):
        late = orders.stale(session, now=now)
    if late:
        with units.writing() as (session, now):
            orders.say_late(session, late, now=now)


def unconfirmed(units: Units) -> None:
    """What nobody confirmed is reminded of, then closed."""
    if not units.is_time("unconfirmed", CLOSE_EVERY):
        return
    with units.reading() as (session, now):
        waits = delivery.anything_unconfirmed(session, now=now)
    if waits:
        with units.writing() as (session, now):
            delivery.close_unconfirmed(session, now=now)
            delivery.remind_unconfirmed(session, now=now)


def tend_range(units: Units) -> None:
    """Decisions begin on their day, swaps that nobody ratified go back, and the forum is reminded."""
    if units.is_time("range", CLOSE_EVERY):
        with units.writing() as (session, now):
            assortment.apply_due(session, at=now)
            assortment.revert_due(session, at=now)
            forum.propose_swaps(session, at=now)
            forum.end_reverted(session, at=now)
            forum.remind(session, at=now)


def tend_devices(units: Units) -> None:
    """Plan what is to be replaced, ask holders once a year, note what leavers owe, remind; count all there is."""
    if not units.is_time("devices", SWEEP_EVERY):
        return
    with units.reading() as (session, now):
        more = devices.anything_to_plan(session, agreement(), now=now)
    while more and not units.stop.is_set():
        with units.writing() as (session, now):
            more = devices.plan_renewals(session, agreement(), now=now) > 0
    with units.writing() as (session, now):
        growth.count(session, today_of(now))
        devices.reopen_renewals(session)
        devices.note_leavers(session, now=now)
        devices.remind_renewals(session, now=now)
        devices.ask_yearly(session, now=now)
        devices.remind(session, now=now)


def tend_outside(units: Units) -> None:
    """Approvals that nobody used, exceptions to look at again, agreements that will end."""
    if units.is_time("exceptions", CLOSE_EVERY):
        with units.writing() as (session, now):
            exceptions.tend(session, now=now)
            av.tend(session, now=now)


def tend_cases(units: Units) -> None:
    """Take in answers by mail, close what has been solved long enough, and call out what is late."""
    for path in ticketing.waiting_mails(units.config):
        _take_in(units, path)
    if units.is_time("cases", CLOSE_EVERY):
        with units.writing() as (session, now):
            cases.close_due(session, agreement(), now=now)
            cases.remind_late(session, now=now)
            requests.tend(session, now=now)
            warranty.follow_cases(session, at=now)
            returns.remind(session, agreement(), now=now)


def _take_in(units: Units, path: Path) -> None:
    """One mail; what cannot be read is laid aside and stands in nobody's way."""
    result = "unreadable"
    try:
        if mail := ticketing.read_mail(path, units.config):
            with units.writing() as (session, now):
                result = cases.receive_mail(session, mail, at=now)
    except sa.exc.OperationalError:
        raise
    except Exception:  # the next mail must still be read
        log.exception("mail_failed", file=path.name)
    log.info("mail_taken_in", file=path.name, result=result)
    ticketing.put_aside(path, result)


def tend_desks(units: Units) -> None:
    """Everything that waits for a yes moves on: reminders, the next chef, substitutes that begin."""
    if not units.is_time("desks", TEND_EVERY):
        return
    after = 0
    while not units.stop.is_set():
        with units.reading() as (session, now):
            ids = approvals.due(session, now=now, after=after)
        if not ids:
            break
        for request_id in ids:
            with units.one("approval_not_tended", request=request_id) as (session, now):
                approvals.tend(session, [request_id], now=now)
        after = ids[-1]
    with units.writing() as (session, now):
        approvals.announce(session, now=now)


def tend_licences(units: Units) -> None:
    """Licences come back from those who left, end on their day, and are asked about in time; each by itself."""
    if not units.is_time("licences", CLOSE_EVERY):
        return
    with units.reading() as (session, now):
        gone = licence_questions.leavers(session)
    for person_id in gone:
        with units.one("licence_not_tended", subject=person_id) as (session, now):
            licences.take_back_from(session, person_id, at=now)
    after = 0
    while not units.stop.is_set():
        with units.reading() as (session, now):
            ids = licence_questions.due(session, today=today_of(now), after=after)
        if not ids:
            return
        for licence_id in ids:
            with units.one("licence_not_tended", subject=licence_id) as (session, now):
                licences.tend(session, licence_id, at=now)
        after = ids[-1]
