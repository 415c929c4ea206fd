"""Doors of SAML: to begin, to be answered, to sign out from either side, and what providers know the shop by.

Without identity providers in the settings none of them exists, and nothing here needs the extra [saml].
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request
from werkzeug.wrappers import Response

from app import limits, web
from app.identity.queries import Way
from app.identity.views import ways
from app.identity.views.doors import blueprint
from app.identity.views.ways import Wish, onward_of

PER = dt.timedelta(minutes=5)
# A whole municipality may come from one address in the morning.
MOST = 1500


@blueprint.get("/saml/metadata")
@web.door("public")
def saml_metadata() -> Any:
    """What identity providers are given to know the shop by."""
    return _exchange().own_metadata()


@blueprint.get("/logga-in/saml")
@web.door("public")
def saml() -> Any:
    """Reading begins nothing: the way in is chosen on the page."""
    return flask.redirect(flask.url_for("identity.sign_in", vidare=onward_of(request.args.get("vidare"))), 303)


@blueprint.post("/logga-in/saml")
@web.door("public", apart=True)
def begin_saml() -> Any:
    """Begin at the identity provider named by `satt`, or at the only one."""
    exchange = _exchange()
    _count("begin")
    found = [way for way in ways.ways() if way.kind == "saml" and request.form.get("satt", way.key) == way.key]
    if len(found) != 1:
        return flask.redirect(flask.url_for("identity.sign_in"), 303)
    return exchange.begin(found[0], Wish(onward=onward_of(request.form.get("vidare"))))


@blueprint.post("/saml/acs")
@web.from_other_sites
@web.door("public", apart=True)
def saml_answer() -> Any:
    """Take an identity provider's answer, which a browser carries here from another site."""
    exchange = _exchange()
    _count("saml")
    return exchange.answer(request.form.get("SAMLResponse", ""), request.form.get("RelayState", ""))


@blueprint.get("/saml/sls")
@web.door("public", apart=True)
def saml_sign_out() -> Any:
    """End a session because its identity provider says so, or hear that the provider ended its own."""
    exchange = _exchange()
    _count("saml")
    return exchange.sign_out(request.query_string.decode("ascii", "replace"))


def _exchange() -> Any:
    if web.config().saml_shop is None:
        flask.abort(404)
    from app.identity.views import saml_exchange  # here, since it needs the extra [saml], which may be missing

    return saml_exchange


def _count(what: str) -> None:
    with web.apart() as own:
        limits.spend(own, f"{what}:{request.remote_addr}", most=MOST, per=PER, now=web.now())


def _begin(way: Way, wish: Wish) -> Response:
    answer: Response = _exchange().begin(way, wish)
    return answer


def _end(way: Way, hint: dict[str, Any]) -> Response | None:
    answer: Response | None = _exchange().end(way, hint)
    return answer


ways.BEGINS["saml"] = _begin
ways.ENDS["saml"] = _end
