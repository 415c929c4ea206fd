"""The chef's inbox and one request: what it costs, who pays, why me; yes, fewer, no, a question, or a regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app import web
from app.approvals import actions
from app.approvals.forms import APPROVE, ASK, BUDGET, DECLINE, DecisionForm, choices
from app.approvals.queries import inbox as queries
from app.approvals.queries.digest import differences, read_shown
from app.approvals.queries.one import Request, request_of, undo_window
from app.approvals.views import show
from app.approvals.views.doors import blueprint, told, visitor
from app.identity import queries as people
from app.identity.queries import StandIn, Visitor
from app.refusal import Changed, Refused
from app.words import say


def stand_ins(me: Visitor) -> list[StandIn]:
    """Whom I stand in for today; nothing is asked when I stand in for nobody."""
    return people.stand_ins(web.session(), today=web.today(), substitute=me.id) if me.stands_for else []


Faults = Sequence[tuple[str, str]]


@blueprint.get("/godkann")
@web.door("decide")
def inbox() -> Any:
    """What waits for me, oldest first."""
    after = request.args.get("efter", "")
    whole = after.isascii() and after.isdigit() and len(after) < 16
    me, today = visitor(), web.today()
    found = queries.inbox(web.session(), me, int(after) if whole else 0)
    rows = [show.row(asked, me, today) for asked in found.rows]
    return web.page("approvals/inbox.html", "inbox", rows=rows, next_after=found.next_after, stand_ins=stand_ins(me))


@blueprint.get("/godkann/<int:request_id>")
@web.door("signed_in")
def one(request_id: int) -> Any:
    """One request; reading it changes nothing, since mail programs open links too."""
    return page_of(request_of(web.session(), visitor(), request_id))


@blueprint.post("/godkann/<int:request_id>")
@web.door("signed_in")
def decide(request_id: int) -> Any:
    """Approve, decline or ask."""
    session, me, form = web.session(), visitor(), DecisionForm(request.form)
    found = request_of(session, me, request_id)
    if not form.validate():
        return page_of(found, status=422, form=form)
    try:
        if form.beslut.data == ASK:
            return _ask(found, form)
        return _decide(found, form)
    except Changed as changed:
        return _changed(request_id, form, changed)
    except Refused as refused:
        return page_of(found, status=422, form=form, faults=[("meddelande", told(refused))])


@blueprint.post("/godkann/<int:request_id>/angra")
@web.door("signed_in")
def undo(request_id: int) -> Any:
    """Take my decision back."""
    if actions.undo(web.session(), visitor(), request_id, at=web.now()):
        web.say_next(say("approvals.said.undone"))
    return web.see_other("approvals.one", request_id=request_id)


def _decide(found: Request, form: DecisionForm) -> Any:
    shown = form.kontroll.data or ""
    if shown and found.request.state == "open" and shown != found.digest:
        raise Changed("approvals.refused.changed")
    chosen, wrong = choices(request.form, found.answerable)
    if wrong:
        faults = [(f"antal-{line}", text) for line, text in wrong.items()]
        return page_of(found, status=422, form=form, faults=faults, wrong=wrong)
    done = actions.decide(
        web.session(), visitor(), found.request.id, chosen,
        reason=form.meddelande.data, digest=shown, at=web.now(),
        refer_to=web.today().year + 1 if form.beslut.data == BUDGET else None,
    )  # fmt: skip
    if done and form.beslut.data == BUDGET:
        web.say_next(say("approvals.said.referred", year=web.today().year + 1))
    elif done:
        undo_url = f"/godkann/{found.request.id}/angra"
        web.say_next(say(f"approvals.said.{_said(chosen)}"), undo=undo_url)
    return web.see_other("approvals.one", request_id=found.request.id)


def _said(chosen: Mapping[int, actions.Choice]) -> str:
    given = {choice.approved for choice in chosen.values()}
    return "partly" if len(given) > 1 else APPROVE if given == {True} else DECLINE


def _ask(found: Request, form: DecisionForm) -> Any:
    if actions.ask_back(web.session(), visitor(), found.request.id, form.meddelande.data, at=web.now()):
        web.say_next(say("approvals.said.asked", who=found.requester))
    return web.see_other("approvals.one", request_id=found.request.id)


def _changed(request_id: int, form: DecisionForm, changed: Changed) -> Any:
    """What changed since it was shown, and how it stands now."""
    found = request_of(web.session(), visitor(), request_id)
    names = {line.id: line.name for line in found.about}
    what = differences(read_shown(form.visat.data or ""), found.answerable, names)
    return page_of(found, status=409, form=form, changed=[told(changed), *what])


def page_of(
    found: Request, *, status: int = 200, form: DecisionForm | None = None, faults: Faults = (),
    wrong: Mapping[int, str] | None = None, changed: Sequence[str] = (), forward: tuple[str, str] = ("", ""),
) -> Any:  # fmt: skip
    """The page of a request as it stands, with what was typed and what is wrong with it."""
    me = visitor()
    others = queries.besides(web.session(), me, found.request.id)
    return web.page(
        "approvals/request.html",
        "request",
        status=status,
        found=found,
        form=form,
        faults=list(faults),
        changed=list(changed),
        forward_typed=forward[0],
        forward_fault=forward[1],
        typed=form.meddelande.data if form else "",
        others=[show.other(other, web.today()) for other in others],
        may_undo=found.may_undo(me, web.now()),
        may_refer=actions.may_refer(me, found.request),
        undo_minutes=undo_window().seconds // 60,
        **show.page(
            found,
            me,
            today=web.today(),
            typed={} if changed else request.form,
            wrong=wrong or {},
            stand_ins=stand_ins(me),
        ),
    )
