"""IT's page of everything that waits for a yes, with age, desk and next step; and appointing somebody."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.approvals import actions
from app.approvals.actions.matters import address_of
from app.approvals.forms import ForwardForm
from app.approvals.queries.watch import Watched, watch
from app.approvals.views.doors import blueprint, told, visitor
from app.desks.queries.sentences import held_as, next_step, waited
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long, kr, say


@blueprint.get("/it/vantar")
@web.door("approvals.watch")
def waits() -> Any:
    """Everything that waits, oldest first."""
    return _page()


@blueprint.post("/it/vantar/<int:request_id>")
@web.door("approvals.watch")
def appoint(request_id: int) -> Any:
    """Appoint who decides."""
    form = ForwardForm(request.form)
    if not form.validate():
        return _page(status=422, at=request_id, typed=form.till.data or "", fault=form.till.errors[0])
    try:
        name = actions.appoint(web.session(), visitor(), request_id, form.till.data, at=web.now())
    except (Changed, Forbidden):
        raise
    except Refused as refused:
        return _page(status=422, at=request_id, typed=form.till.data, fault=told(refused))
    web.say_next(say("approvals.said.appointed", who=name))
    return web.see_other("approvals.waits")


def _page(*, status: int = 200, at: int = 0, typed: str = "", fault: str = "") -> Any:
    after = request.args.get("efter", "")
    whole = after.isascii() and after.isdigit() and len(after) < 16
    stuck = request.args.get("visa") == "larmade"
    found = watch(web.session(), visitor(), web.today(), stuck=stuck, after=int(after) if whole else 0)
    return web.page(
        "approvals/watch.html",
        "watch",
        status=status,
        rows=[_row(each) for each in found.rows],
        stuck=stuck,
        next_after=found.next_after,
        at=at,
        typed=typed,
        faults=[(f"till-{at}", fault)] if fault else [],
    )


def _row(each: Watched) -> dict[str, Any]:
    asked = each.request
    desk = asked.decider_name
    if each.stand_in:
        desk = say("substitutes.stands_in", who=each.stand_in, absent=asked.decider_name)
    return {
        "id": asked.id,
        "what": asked.summary,
        "label": asked.label,
        "url": address_of(asked),
        "who": each.requester,
        "unit": f"{each.unit}, {each.organisation}",
        "desk": desk,
        "as": held_as(asked, each.unit),
        "since": day_long(asked.desk_at),
        "age": waited(asked, web.today()),
        "next": next_step(asked, web.today()),
        "cost": kr(asked.amount),
        "alerted": asked.alerted_at is not None,
    }
