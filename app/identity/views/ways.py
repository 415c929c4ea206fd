"""What every way in shares: how it begins in a browser, and how it ends in a session or a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import flask
import structlog
from flask import g, request
from werkzeug.wrappers import Response

from app import web
from app.identity import actions, queries
from app.identity.actions import Arrival, Proof
from app.identity.queries import Way
from app.identity.views.doors import cookie_name, give_token
from app.refusal import Refused

LONGEST_ONWARD = 2000
STATUS = {"unknown": 403, "closed": 403, "tenant": 403, "unavailable": 503}
# Another account may help where this one is not let in.
OTHER_HELPS = frozenset({"unknown", "closed", "tenant"})
log = structlog.get_logger("shop.signing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody who signs in wants: where to go on to, with another account, or with a fresh proof."""

    onward: str = "/"
    email: str = ""
    other: bool = False
    fresh: bool = False


Begin = Callable[[Way, Wish], Response]
End = Callable[[Way, dict[str, Any]], "Response | None"]
BEGINS: dict[str, Begin] = {}
ENDS: dict[str, End] = {}


def ways() -> tuple[Way, ...]:
    """The ways in of this shop."""
    return queries.ways(web.config())


def way_of(key: str) -> Way | None:
    """The way in with this key."""
    return next((way for way in ways() if way.key == key), None)


def onward_of(text: str | None) -> str:
    """Where to go on to after signing in: a path of this shop."""
    path = web.local_path(text)
    return path if len(path) <= LONGEST_ONWARD else "/"


def cookie_of_handle() -> str:
    """The cookie that holds a browser's handle while it signs in."""
    return "signing" if web.config().demo else "__Host-signing"


def handle() -> str:
    """The handle that this browser brought, or nothing."""
    return request.cookies.get(cookie_of_handle(), "")


def give_handle(response: Response, text: str) -> Response:
    """Put the handle into the browser for as long as a sign-in lasts.

    An answer of SAML is a form sent from another site: only a cookie that may travel so reaches us then, and such a
    cookie must be secure. The demo on plain http knows no such answers.
    """
    demo = web.config().demo
    response.set_cookie(
        cookie_of_handle(),
        text,
        path="/",
        max_age=int(actions.LASTS.total_seconds()),
        secure=not demo,
        httponly=True,
        samesite="Lax" if demo else "None",
    )
    return response


def arrival() -> Arrival:
    """From where this request comes."""
    return Arrival(
        address=request.remote_addr or "",
        browser=str(request.user_agent),
        reference=g.get("request_id", ""),
        before=request.cookies.get(cookie_name(), ""),
    )


def enter(
    way: Way, who: tuple[str, str], proof: Proof, *, onward: str, organisations: Collection[str] | None = None
) -> Response:
    """Let in whoever was proven to be `who` (provider and subject), or say that they are not known here."""
    provider, subject = who
    try:
        with web.apart() as own:
            token = actions.sign_in(
                own, provider=provider, subject=subject, at=web.now(), proof=proof, arrival=arrival()
            )
    except Refused as reason:
        return refuse(way, reason, who=who, organisations=organisations)
    flask.session.clear()
    response = flask.redirect(onward_of(onward), 303)
    give_token(response, token)
    return response


def refuse(
    way: Way, reason: Refused, *, who: tuple[str, str] = ("", ""), organisations: Collection[str] | None = None
) -> Response:
    """Say in words why somebody is not let in and who can help; the try is kept, no token ever.

    `organisations` narrows whose contact is named; without it those of the way are.
    """
    word = reason.key.rpartition(".")[2]
    with web.apart() as own:
        actions.note_refusal(own, way.key, word, who=who, arrival=arrival(), at=web.now())
    told = {"why": reason.params.get("why", ""), "provider": who[0], "id": g.get("request_id", "")}
    log.warning("sign_in_refused", reason=word, way=way.key, **told)
    asked = way.organisations if organisations is None else organisations
    contacts = queries.contacts_of(web.session(), asked, web.today()) if word in ("unknown", "closed") else []
    text, status = web.page(
        "identity/refused.html",
        status=STATUS.get(word, 400),
        word=word,
        way=way,
        other=word in OTHER_HELPS,
        contacts=contacts,
        reference=g.get("request_id", ""),
    )
    return flask.make_response(text, status)
