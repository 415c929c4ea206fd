"""What is away and what is planned, for everybody; and as a feed for each municipality's intranet (R-091, R-092)."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import web
from app.notices import queries
from app.notices.forms import EndForm, UpdateForm
from app.notices.models import OperationsMessage
from app.notices.views.doors import blueprint, components, visitor
from catalogue.rights import may

ATOM = "application/atom+xml"


@blueprint.get("/driftinformation")
@web.door("signed_in")
def index() -> Any:
    """What is away now, planned and lately, for my organisation or another."""
    session, me = web.session(), visitor()
    known = queries.organisations(session)
    mine = next((key for id_, key, _name in known if id_ == me.organisation_id), "")
    asked = request.args.get("organisation", mine)
    chosen = asked if asked in {key for _id, key, _name in known} else ""
    writes = may("operations.write", me.roles)
    return web.page(
        "notices/index.html", "board",
        board=queries.board(session, chosen, web.now()), chosen=chosen, organisations=known, parts=components(),
        freezes=queries.freezes(session, web.today()), writes=writes,
        drafts=queries.drafts(session, me) if writes else [],
    )  # fmt: skip


@blueprint.get("/driftinformation/<string:organisation>.atom")
@web.door("public")
def feed(organisation: str) -> Any:
    """What an organisation's intranet shows; no names of people."""
    name, rows = queries.told(web.session(), organisation, web.now())
    body, _status = web.page(
        "notices/feed.atom", rows=rows, organisation=organisation, name=name, base=web.config().base_url.rstrip("/"),
        parts=components(),
    )  # fmt: skip
    return Response(body, mimetype=ATOM)


@blueprint.get("/driftinformation/<string:number>")
@web.door("signed_in")
def message(number: str) -> Any:
    """One message, with what was told since."""
    return show(queries.message(web.session(), visitor(), number))


def show(found: OperationsMessage, *, status: int = 200, refused: str = "", **forms: Any) -> Any:
    """The page of a message, with the verbs of those who may."""
    session, me = web.session(), visitor()
    verbs = may("operations.publish", me.roles)
    writes = may("operations.write", me.roles)
    filled = {"update": UpdateForm(), "ending": EndForm(), **forms}
    return web.page(
        "notices/message.html", status=status, page_title=found.title, message=found, refused=refused, verbs=verbs,
        updates=queries.updates(session, found), reach=queries.reach(session, found), parts=components(),
        writes=writes and found.state == "draft", met=queries.met_by(session, found) if writes else [], **filled,
    )  # fmt: skip
