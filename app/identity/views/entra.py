"""Doors to sign in with OpenID Connect: the municipalities' Entra tenants, or any conforming provider."""

from __future__ import annotations

import secrets
from typing import Any, cast

import flask
import structlog
from flask import current_app, g, request
from werkzeug.wrappers import Response

from app import limits, web
from app.identity import actions
from app.identity.actions import Begun, Proof, Start, oidc
from app.identity.queries import ENTRA, Way
from app.identity.views import ways
from app.identity.views.doors import blueprint
from app.identity.views.signing import MOST_BEGUN, PER
from app.identity.views.ways import Wish
from app.refusal import Refused

HANDLE = 43
LONGEST_CODE = 8000
log = structlog.get_logger("shop.signing")


@blueprint.get("/logga-in/entra")
@web.door("public")
def entra_page() -> Any:
    """Nobody is sent away by a mere link: the page has the button."""
    return flask.redirect(flask.url_for("identity.sign_in", vidare=request.args.get("vidare")), 303)


@blueprint.post("/logga-in/entra")
@web.door("public", apart=True)
def entra_begin() -> Any:
    """Lead the browser to the provider."""
    way = _way()
    with web.apart() as own:
        limits.spend(own, f"begin:{request.remote_addr}", most=MOST_BEGUN, per=PER, now=web.now())
    return begin(way, Wish(onward=ways.onward_of(request.form.get("vidare"))))


@blueprint.get("/logga-in/entra/svar")
@web.door("public", apart=True)
def entra_answer() -> Any:
    """Take the provider's answer, once, from the browser that began; let its person in or say why not.

    The provider sends people back with GET, so this is the one door where reading leads to a change: it is bound to a
    sign-in that was begun with a protected POST, and each of those is used once.
    """
    way = _way()
    who = ("", "")
    try:
        begun = _claim(way)
        person = _person(begun)
        who = (person.provider, person.subject)
        _check_fresh(begun, person)
    except Refused as reason:
        return ways.refuse(way, reason, who=who)
    if person.overage:
        log.warning("groups_overage", provider=who[0], subject=who[1], id=g.get("request_id", ""))
    home = provider().settings.tenants.get(person.tenant)
    return ways.enter(way, who, _proof(way, person), onward=begun.onward, organisations=home)


def begin(way: Way, wish: Wish) -> Response:
    """Remember the sign-in and lead the browser to the provider; raises nothing, says so when it does not answer."""
    found = ways.handle()
    handle = found if len(found) == HANDLE else secrets.token_urlsafe(32)
    start = Start(way=way, handle=handle, onward=wish.onward, fresh=wish.fresh)
    asking = oidc.Asking(
        redirect_uri=_here("identity.entra_answer"),
        state=start.state,
        nonce=start.nonce,
        verifier=start.proof,
        prompt="login" if wish.fresh else "select_account" if wish.other else "",
        domain=wish.email.rpartition("@")[2],
        methods=tuple(sorted(web.config().demanded_methods)) if wish.fresh else (),
    )
    try:
        address = provider().address(asking)
    except Refused as reason:
        return ways.refuse(way, reason)
    with web.apart() as own:
        actions.begin(own, start, at=web.now())
    return ways.give_handle(flask.redirect(address, 303), handle)


def end(_way: Way, hint: dict[str, Any]) -> Response | None:
    """End the session at the provider too; nothing is asked of it here, so that leaving never waits."""
    address = provider().end_address(hint.get("place", ""), _here("identity.sign_in"), hint.get("hint", ""))
    return flask.redirect(address, 303) if address else None


def provider() -> oidc.Provider:
    """The provider of this shop, one in each process."""
    settings = web.config().entra
    if settings is None:
        flask.abort(404)
    kept = current_app.extensions.setdefault("shop.oidc", {})
    if settings.metadata_url not in kept:
        kept[settings.metadata_url] = oidc.Provider(settings)
    return cast(oidc.Provider, kept[settings.metadata_url])


def _way() -> Way:
    way = ways.way_of(ENTRA)
    if way is None:
        flask.abort(404)
    return way


def _here(endpoint: str) -> str:
    """A full address of the shop, as it is registered with the provider."""
    path = flask.url_for(endpoint)
    return f"{web.config().base_url or request.host_url.rstrip('/')}{path}"


def _only(name: str) -> str:
    """A value of the answer; raises Refused when it stands there twice, or is longer than any provider writes."""
    found = request.args.getlist(name)
    if len(found) > 1 or any(len(value) > LONGEST_CODE for value in found):
        raise Refused("signing.refused.untrusted", why=f"answer: {name}")
    return found[0] if found else ""


def _claim(way: Way) -> Begun:
    with web.apart() as own:
        limits.spend(own, f"answer:{request.remote_addr}", most=MOST_BEGUN, per=PER, now=web.now())
        return actions.claim(own, way, state=_only("state"), handle=ways.handle(), at=web.now())


def _person(begun: Begun) -> oidc.Known:
    """Whom the provider speaks of; raises Refused for an error, or an answer that is not to be believed."""
    error = _only("error")
    if error:
        word = "cancelled" if error == "access_denied" else "provider_said"
        said = "".join(char for char in f"{error}: {_only('error_description')}"[:300] if char.isprintable())
        raise Refused(f"signing.refused.{word}", why=said)
    code = _only("code")
    if not code:
        raise Refused("signing.refused.untrusted", why="answer: no code")
    asked = provider()
    answer = asked.exchange(code, redirect_uri=_here("identity.entra_answer"), verifier=begun.proof)
    claims = oidc.read(asked, answer, nonce=begun.nonce, at=web.now())
    if _only("iss") not in ("", claims["iss"]):
        raise Refused("signing.refused.untrusted", why="answer: another issuer")
    return oidc.known(claims, with_tenants=bool(asked.settings.tenants), at=web.now())


def _check_fresh(begun: Begun, person: oidc.Known) -> None:
    """Who was asked to prove themselves anew must have done so: an old proof, or none told, is not enough."""
    proven = person.authenticated_at
    if begun.fresh and (proven is None or proven < begun.created_at - oidc.SKEW):
        raise Refused("signing.refused.untrusted", why="no fresh proof")


def _proof(way: Way, person: oidc.Known) -> Proof:
    place = provider().load_server_metadata().get("end_session_endpoint", "")
    return Proof(
        way=way.key,
        authenticated_at=person.authenticated_at,
        methods=person.methods,
        end_hint={"place": place, "hint": person.logout_hint} if place else {},
        directory=person.directory,
    )


ways.BEGINS["oidc"] = begin
ways.ENDS["oidc"] = end
