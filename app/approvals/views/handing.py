"""Handing on, taking back, putting something cheaper forward, and what I have decided."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.approvals import actions
from app.approvals.forms import ForwardForm, SuggestionForm
from app.approvals.queries.cheaper import cheaper, saves
from app.approvals.queries.history import decided
from app.approvals.queries.one import Request, request_of
from app.approvals.views.doors import blueprint, told, visitor
from app.approvals.views.requests import page_of
from app.assortment.queries import Product
from app.orders.models import OrderLine
from app.orders.queries.sentences import per
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import kr, moment, say


@blueprint.post("/godkann/<int:request_id>/vidare")
@web.door("signed_in")
def forward(request_id: int) -> Any:
    """Let a colleague decide, this once."""
    found = request_of(web.session(), visitor(), request_id)
    form = ForwardForm(request.form)
    if not form.validate():
        return page_of(found, status=422, forward=(form.till.data or "", form.till.errors[0]))
    try:
        name = actions.forward(web.session(), visitor(), request_id, form.till.data, at=web.now())
    except (Changed, Forbidden):
        raise
    except Refused as refused:
        return page_of(found, status=422, forward=(form.till.data or "", told(refused)))
    web.say_next(say("approvals.said.forwarded", who=name))
    return web.see_other("approvals.one", request_id=request_id)


@blueprint.post("/godkann/<int:request_id>/ta-tillbaka")
@web.door("signed_in")
def take_back(request_id: int) -> Any:
    """Take back what I handed on."""
    actions.take_back(web.session(), visitor(), request_id, at=web.now())
    web.say_next(say("approvals.said.taken_back"))
    return web.see_other("approvals.one", request_id=request_id)


@blueprint.get("/godkann/<int:request_id>/billigare/<int:line_id>")
@web.door("signed_in")
def cheaper_things(request_id: int, line_id: int) -> Any:
    """What is sold of the same kind for less."""
    return _cheaper(*_line(request_id, line_id))


@blueprint.post("/godkann/<int:request_id>/billigare/<int:line_id>")
@web.door("signed_in")
def suggest(request_id: int, line_id: int) -> Any:
    """Put one of them before the orderer."""
    found, line = _line(request_id, line_id)
    form = SuggestionForm(request.form)
    if not form.validate():
        return _cheaper(found, line, status=422, form=form)
    try:
        actions.suggest(
            web.session(), visitor(), request_id, line_id=line_id, item_id=int(form.artikel.data),
            text=form.meddelande.data, at=web.now(),
        )  # fmt: skip
    except (Changed, Forbidden):
        raise
    except Refused as refused:
        return _cheaper(found, line, status=422, form=form, fault=told(refused))
    who = found.order.orderer_name if found.order else ""
    web.say_next(say("approvals.said.suggested", who=who))
    return web.see_other("approvals.one", request_id=request_id)


@blueprint.get("/godkann/beslutade")
@web.door("decide")
def past() -> Any:
    """What I have decided."""
    words, before = request.args.get("q", ""), request.args.get("fore", "")
    whole = before.isascii() and before.isdigit() and len(before) < 16
    found = decided(web.session(), visitor(), words, int(before) if whole else 0)
    rows = [(row, _came(row.yes, row.no), moment(row.decided_at), kr(row.amount)) for row in found.rows]
    return web.page("approvals/past.html", "past", rows=rows, words=words[:100], older=found.older)


def _came(yes: int, no: int) -> str:
    if yes and no:
        return say("approvals.past.partly", yes=yes, no=no)
    return say("approvals.past.no" if no else "approvals.past.yes" if yes else "approvals.past.answered")


def _line(request_id: int, line_id: int) -> tuple[Request, OrderLine]:
    found = request_of(web.session(), visitor(), request_id)
    line = next((line for line in found.answerable if line.id == line_id), None)
    if line is None or found.request.state != "open":
        raise Missing
    return found, line


def _cheaper(
    found: Request, line: OrderLine, *, status: int = 200, form: SuggestionForm | None = None, fault: str = ""
) -> Any:
    options = [_option(line, item) for item in cheaper(web.session(), line)]
    errors = [error for field in form or () for error in field.errors] + ([fault] if fault else [])
    return web.page(
        "approvals/cheaper.html",
        "cheaper",
        status=status,
        found=found,
        line=line,
        options=options,
        chosen=(form.artikel.data or "") if form else "",
        typed=form.meddelande.data if form else "",
        faults=[("artikel-0", text) for text in errors],
        price=per(line.unit_price, line.price_period),
    )


def _option(line: OrderLine, item: Product) -> tuple[str, str, str]:
    price = per(item.price, item.price_period)
    return str(item.id), f"{item.name}, {price}", say("approvals.page.saves", amount=kr(saves(line, item)))
