"""IT's work list: what is open in each queue, and what may be done with it, one row or many at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import flask
from flask import request

from app import web
from app.asked import asked_of, asking
from app.delivery import actions
from app.delivery.actions.holding import Of, hold_all
from app.delivery.forms import MarkedForm, WorkFilter
from app.delivery.queries import worklist
from app.delivery.queries.places import reception_of
from app.delivery.views.doors import blueprint, visitor
from app.devices.queries import organisations
from app.refusal import Refused
from app.words import say
from catalogue.terms import Queue

ONE_DAY = dt.timedelta(days=1)
Verb = Callable[..., None]
VERBS: Mapping[str, Verb] = {
    "hamta": actions.take_from_stock,
    "aktivera": actions.activate,
    "levererad": actions.deliver,
    "restnotera": actions.backorder,
    "pa-vag": actions.back_on_its_way,
    "lamna-ut": actions.hand_over,
}
ORDER = "bestall"
SHOWN = ("hamta", ORDER, "aktivera", "lamna-ut", "levererad", "restnotera", "pa-vag")


@blueprint.get("/it/koer")
@web.door("it.work")
def queues() -> Any:
    """The work list, opened at the queue of IT arbetsplats."""
    return _page(Queue.IT_WORKPLACE.value)


@blueprint.get("/it/koer/<string:queue>")
@web.door("it.work")
def work(queue: str) -> Any:
    """One queue."""
    return _page(queue)


@blueprint.post("/it/koer/<string:queue>")
@web.door("it.work")
def act(queue: str) -> Any:
    """Do something with the marked rows, or with one; those that cannot are named, the others go on."""
    worklist.known(queue)
    marked = MarkedForm(request.form).marked()
    if marked.verb not in VERBS and marked.verb != ORDER:
        raise Refused("delivery.refused.verb")
    if not marked.line_ids:
        raise Refused("delivery.refused.nothing_marked")
    lines = hold_all(web.session(), marked.line_ids)
    faults = _order(lines) if marked.verb == ORDER else _each(lines, VERBS[marked.verb])
    if len(faults) < len(lines):
        web.say_next(say(f"delivery.done.{marked.verb}", count=len(lines) - len(faults)))
    for text in faults[:5]:
        web.say_next(text, category="refused")
    return flask.redirect(_here(queue), 303)


def _each(lines: list[Of], verb: Verb) -> list[str]:
    """Do it with each line on its own, so that none stands in another's way; returns the refusals in words."""
    faults = []
    for of in lines:
        try:
            with web.session().begin_nested():
                verb(web.session(), of, actor=visitor().actor, at=web.now())
        except Refused as refused:
            faults.append(_named(of, say(refused.key, **refused.params)))
    return faults


def _order(lines: list[Of]) -> list[str]:
    """Order the lines that can be ordered together; returns the refusals in words."""
    faults, good = [], []
    for of in lines:
        if of[0].route == "it" and of[0].supplier_id is not None and of[0].state == "released":
            good.append(of)
        else:
            faults.append(_named(of, say("delivery.refused.no_supplier", name=of[0].name)))
    if good:
        me = visitor()
        sender = actions.Sender(me.actor, reception_of(web.session(), me.unit_id), pays=True)
        actions.order_from_supplier(web.session(), good, sender=sender, at=web.now())
    return faults


def _named(of: Of, why: str) -> str:
    return say("delivery.refused.cannot", number=of[1].number, name=of[0].name, why=why)


def _page(queue: str) -> Any:
    wanted = WorkFilter(request.args)
    narrowed = worklist.Narrowed(
        organisation=wanted.organisation.data or "", state=wanted.state.data or "", text=wanted.words()
    )
    found = worklist.work(web.session(), queue, narrowed, wanted.place())
    counts = worklist.counts(web.session())
    asked, here = asked_of("efter"), flask.url_for("delivery.work", queue=queue)
    return web.page(
        "delivery/work.html",
        "queue",
        queue=queue,
        rows=[(row, age(row.since, web.now())) for row in found.rows],
        verbs=_verbs(found.rows),
        tabs=[_tab(key, counts[key], queue) for key in worklist.QUEUES],
        here=_here(queue),
        narrowed=narrowed,
        states=[
            ("", say("devices.all.states")),
            *((key.value, say(f"orders.line_state.{key}")) for key in worklist.OPEN),
        ],
        organisations=[("", say("devices.all.organisations")), *organisations(web.session())],
        older=asking(here, asked, efter=found.next_after) if found.next_after else "",
        first=asking(here, asked) if wanted.place() else "",
    )


def _verbs(rows: list[worklist.Row]) -> list[str]:
    """What can be done with any of the rows, in the order of the work."""
    possible = {verb for row in rows for verb in row.verbs}
    return [verb for verb in SHOWN if verb in possible]


def _tab(key: str, count: int, queue: str) -> dict[str, object]:
    shown = f"{count}+" if count >= worklist.COUNTED_TO else count
    url = flask.url_for("delivery.work", queue=key)
    return {"title": say(f"delivery.queue.{key}"), "url": url, "count": shown, "current": key == queue}


def _here(queue: str) -> str:
    """The queue with the filter that stands in the address."""
    return asking(flask.url_for("delivery.work", queue=queue), dict(request.args))


def age(since: dt.datetime, now: dt.datetime) -> str:
    """How long something has waited: `5 tim`, `1 dag`, `6 dagar`."""
    waited = now - since
    if waited < ONE_DAY:
        return say("delivery.age.hours", count=max(0, waited.seconds // 3600))
    return say("delivery.age.day") if waited.days == 1 else say("delivery.age.days", count=waited.days)
