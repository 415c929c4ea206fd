"""What is said to and heard from SAML identity providers, between the doors and the judgement of messages."""

from __future__ import annotations

import secrets
from typing import Any, cast
from urllib.parse import urlsplit

import flask
import structlog
from flask import current_app, g
from werkzeug.wrappers import Response

from app import web
from app.config import SamlShop
from app.identity import actions, queries
from app.identity.actions import Begun, Directory, Proof, Start
from app.identity.actions.saml import kept, logout, messages, response, settings
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.metadata import IdentityProvider
from app.identity.actions.saml.providers import Providers, Unreachable
from app.identity.actions.saml.response import Accepted, Expected, NotRecognised, SaidNo
from app.identity.queries import Way
from app.identity.views import ways
from app.identity.views.ways import Wish, refuse
from app.refusal import Refused
from app.words import say

# For a message whose sender is nobody we know.
NOBODY = Way("saml", "saml")
LONGEST_STATE = 80
HANDLE = 43
OVERAGE = "http://schemas.microsoft.com/claims/groups.link"
log = structlog.get_logger("shop.signing")


def own_metadata() -> Response:
    """What identity providers are given to know the shop by."""
    return Response(messages.own_metadata(_shop()), mimetype="application/samlmetadata+xml")


def begin(way: Way, wish: Wish) -> Response:
    """Send the browser to an identity provider with a request that only this browser may have answered."""
    try:
        provider = _providers().get(way.key, web.now())
    except Unreachable as why:
        return refuse(way, Refused("signing.refused.unavailable", why=str(why)))
    fresh = wish.fresh or wish.other
    found = ways.handle()
    handle = found if len(found) == HANDLE else secrets.token_urlsafe(32)
    start = Start(way=way, handle=handle, onward=wish.onward, fresh=fresh, proof=messages.new_id())
    with web.apart() as own:
        actions.begin(own, start, at=web.now())
    address = messages.sign_in_request(
        _shop(), provider, request_id=start.proof, state=start.state, at=web.now(), fresh=fresh
    )
    return ways.give_handle(_go_to(address), handle)


def answer(sent: str, state: str) -> Response:
    """Let in whoever the provider signed in for the request that this browser began."""
    way = ways.way_of(queries.pending_way(web.session(), state, "saml")) or NOBODY
    try:
        begun = _claim(way, state)
        provider = _providers().kept(way.key, web.now())
        accepted = _judge(way, provider, sent, begun)
        _use_up(provider, accepted)
    except Refused as reason:
        return refuse(way, reason)
    except Unreachable as why:
        return refuse(way, Refused("signing.refused.unavailable", why=str(why)))
    except NotAccepted as why:
        word = "provider_said" if isinstance(why, SaidNo) else "untrusted"
        return refuse(way, Refused(f"signing.refused.{word}", why=str(why)))
    who = (kept.provider_name(provider.entity_id), accepted.subject)
    return ways.enter(way, who, _proof(way, provider, accepted), onward=begun.onward)


def sign_out(query: str) -> Response:
    """Hear what a provider says about signing out: its own wish, or its answer to the shop's."""
    if not _shop().private_key:
        flask.abort(404)
    try:
        said = logout.open_query(query)
        key, provider = _providers().by_entity(said.issuer, web.now())
        if said.kind == "SAMLRequest":
            return _end_here(said, key, provider)
        _check_answer(said, key, provider)
    except NotAccepted as why:
        log.warning("saml_sign_out_refused", why=str(why), id=g.get("request_id", ""))
        if "SAMLResponse" not in query:
            return _no_sign_out()
        web.say_next(say("signing.sign_out_unsure"), category="note")
        return flask.redirect(flask.url_for("identity.sign_in"), 303)
    web.say_next(say("signing.signed_out_everywhere"))
    return flask.redirect(flask.url_for("identity.sign_in"), 303)


def _no_sign_out() -> Response:
    """Nothing was ended: somebody who still is signed in must know."""
    reference = g.get("request_id", "")
    text, status = web.page("identity/refused.html", status=400, word="sign_out", way=NOBODY, reference=reference)
    return flask.make_response(text, status)


def end(way: Way, hint: dict[str, Any]) -> Response | None:
    """Ask the provider to sign the person out too; None where it takes no such wish or the shop cannot sign it."""
    try:
        provider = _providers().kept(way.key, web.now())
    except Unreachable:
        return None
    if not (provider.sign_out_url and _shop().private_key and hint.get("name")):
        return None
    request_id = messages.new_id()
    state = kept.begin_sign_out(web.session(), way.key, request_id, at=web.now())
    name = messages.Name(hint["name"], hint.get("format", ""), hint.get("index", ""))
    return _go_to(
        messages.sign_out_request(_shop(), provider, request_id=request_id, state=state, at=web.now(), name=name)
    )


def _shop() -> SamlShop:
    return cast(SamlShop, web.config().saml_shop)


def _providers() -> Providers:
    """The identity providers as this process knows them."""
    if "saml" not in current_app.extensions:
        places = {provider.key: provider.metadata for provider in web.config().saml}
        current_app.extensions["saml"] = Providers(places, web.config().data_dir / "saml")
    return cast(Providers, current_app.extensions["saml"])


def _claim(way: Way, state: str) -> Begun:
    """The sign-in that this browser began and this state belongs to; a provider cannot answer for another way in."""
    with web.apart() as own:
        return actions.claim(own, way, state=state, handle=ways.handle(), at=web.now())


def _use_up(provider: IdentityProvider, accepted: Accepted) -> None:
    with web.apart() as own:
        fresh = kept.use_up(own, provider.entity_id, accepted.assertion_id, until=accepted.until)
    if not fresh:
        raise NotAccepted("the assertion was used before")


def _judge(way: Way, provider: IdentityProvider, sent: str, begun: Begun) -> Accepted:
    """Judge the answer, once more with fresh metadata where its certificate was not known."""
    try:
        return _judged(way, provider, sent, begun)
    except NotRecognised:
        if not _providers().renew(way.key, web.now()):
            raise
        fresh = _providers().kept(way.key, web.now())
        if fresh.entity_id != provider.entity_id:
            raise
        return _judged(way, fresh, sent, begun)


def _judged(way: Way, provider: IdentityProvider, sent: str, begun: Begun) -> Accepted:
    shop = _shop()
    library = settings.build(shop, provider, signed_messages=way.key in shop.signed_messages)
    expected = Expected(
        request_id=begun.proof,
        acs_url=shop.acs_url,
        shop_id=shop.entity_id,
        provider_id=provider.entity_id,
        subject=shop.subject,
        not_before=begun.created_at if begun.fresh else None,
    )
    return response.accept(sent, library, expected, web.now())


def _proof(way: Way, provider: IdentityProvider, accepted: Accepted) -> Proof:
    told = accepted.attributes
    groups = {value for name in _shop().groups for value in told.get(name, ())}
    directory = Directory(
        roles=frozenset(value for name in _shop().roles for value in told.get(name, ())),
        groups=None if OVERAGE in told else frozenset(groups),
    )
    hint = {"name": accepted.name_id, "format": accepted.name_id_format, "index": accepted.session_index}
    return Proof(
        way=way.key,
        authenticated_at=accepted.auth_time,
        methods=accepted.methods,
        end_hint=hint if accepted.name_id else {},
        end_key=kept.digest_of(provider.entity_id, accepted.name_id) if accepted.name_id else None,
        directory=directory,
    )


def _end_here(said: logout.Said, key: str, provider: IdentityProvider) -> Response:
    """End the sessions that a provider names, and tell it so."""
    library = settings.build(_shop(), provider, signed_messages=True)
    wish = logout.read_request(said, library, _shop().sls_url, web.now())
    with web.apart() as own:
        if not kept.use_up(own, provider.entity_id, wish.message_id, until=wish.until):
            raise NotAccepted("the wish to sign out was heard before")
        ended = kept.end_sessions(own, kept.digest_of(provider.entity_id, wish.name_id), wish.indexes, at=web.now())
    log.info("saml_signed_out", way=key, sessions=ended, id=g.get("request_id", ""))
    state = said.parts.get("RelayState")
    address = messages.sign_out_answer(
        _shop(), provider, answers=wish.message_id, state=state[:LONGEST_STATE] if state else None, at=web.now()
    )
    return flask.redirect(address, 303)


def _check_answer(said: logout.Said, key: str, provider: IdentityProvider) -> None:
    found = kept.sign_out_under_way(web.session(), said.parts.get("RelayState", ""), at=web.now())
    if found is None or found[0] != key:
        raise NotAccepted("the answer is to no wish of this shop")
    library = settings.build(_shop(), provider, signed_messages=True)
    logout.check_answer(said, library, _shop().sls_url, answers=found[1], at=web.now())


def _go_to(address: str) -> Response:
    """Lead the browser on. Where a form may not lead there, a page does: the address came with the metadata."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" in web.config().provider_origins:
        return flask.redirect(address, 303)
    text, status = web.page("identity/onward.html", address=address)
    onward = flask.make_response(text, status)
    onward.headers["Refresh"] = f"0;url={address}"
    return onward
