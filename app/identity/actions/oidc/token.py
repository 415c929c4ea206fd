"""What the shop believes of an ID token: nothing that is not signed by the provider, for us, for this sign-in, now.

The checks of the library are told to be strict, and what it lets through is checked here (PROMISES 2 and 3).
"""

from __future__ import annotations

import binascii
import datetime as dt
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.util import json_b64decode

from app.identity.actions.oidc.provider import Provider
from app.refusal import Refused

ALGORITHMS = ("RS256",)
HEADERS = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
SKEW = 120
LONGEST = 64 * 1024
TENANT = "{tenantid}"


def untrusted(why: str) -> Refused:
    """The answer is not believed; `why` is for the log and names no content."""
    return Refused("signing.refused.untrusted", why=why)


def read(provider: Provider, answer: dict[str, Any], *, nonce: str, at: dt.datetime) -> dict[str, Any]:
    """The claims of the ID token in the provider's answer; raises Refused for any that is not to be believed."""
    text = answer.get("id_token")
    if not isinstance(text, str) or not text.isascii() or len(text) > LONGEST:
        raise untrusted("no ID token")
    kid = _checked_header(text)
    keys = provider.keys(kid)
    if not keys:
        raise untrusted("signed by an unknown key")
    token = _verified(text, keys)
    claims = token.claims
    _check_audience(claims, provider.client_id)
    issuer = _check_issuer(claims, provider)
    if any(key.get("issuer", issuer).replace(TENANT, str(claims.get("tid"))) != issuer for key in keys):
        raise untrusted("the key belongs to another issuer")
    expected = {"iss": issuer, "nonce": nonce, "aud": provider.client_id}
    _check_claims(token, expected, {"client_id": provider.client_id, "nonce": nonce, **_access(answer)}, at)
    return claims


def _checked_header(text: str) -> str:
    """The key id, if it names one.

    Other algorithms, keys that come with the token and extensions are refused before anything is tried.
    """
    try:
        header = json_b64decode(text.split(".")[0].encode())
    except (ValueError, binascii.Error, RecursionError) as error:
        raise untrusted("no header") from error
    if not isinstance(header, dict) or header.get("alg") not in ALGORITHMS:
        raise untrusted("another algorithm")
    if not HEADERS.issuperset(header):
        raise untrusted(f"header {sorted(set(header) - HEADERS)}"[:200])
    kid = header.get("kid", "")
    if not isinstance(kid, str) or header.get("typ", "JWT") not in ("JWT", "jwt"):
        raise untrusted("no JWT")
    return kid


def _verified(text: str, keys: list[dict[str, Any]]) -> jwt.Token:
    try:
        ring = KeySet.import_key_set({"keys": keys})
        return jwt.decode(text, ring, registry=JWSRegistry(algorithms=ALGORITHMS))
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise untrusted(f"signature: {type(error).__name__}") from error


def _check_audience(claims: dict[str, Any], client_id: str) -> None:
    """We alone: a token for somebody else is not ours because it names us as the one who asked (STACK T9)."""
    if claims.get("aud") not in (client_id, [client_id]):
        raise untrusted("for another audience")
    if claims.get("azp", client_id) != client_id:
        raise untrusted("asked for by another client")


def _check_issuer(claims: dict[str, Any], provider: Provider) -> str:
    """The exact issuer that the token must name; raises Refused for a tenant that is not ours."""
    tenants = provider.settings.tenants
    tenant = claims.get("tid")
    if not tenants:
        if TENANT in provider.issuer:
            raise untrusted("no tenant is allowed")
        return provider.issuer
    if not isinstance(tenant, str) or not isinstance(claims.get("oid"), str) or not claims["oid"]:
        raise untrusted("no tenant or object id")
    if tenant not in tenants:
        raise Refused("signing.refused.tenant", why=f"tenant {tenant}"[:60])
    return provider.issuer.replace(TENANT, tenant)


def _access(answer: dict[str, Any]) -> dict[str, Any]:
    token = answer.get("access_token")
    return {"access_token": token} if isinstance(token, str) else {}


def _check_claims(token: jwt.Token, expected: dict[str, str], params: dict[str, Any], at: dt.datetime) -> None:
    """Times, nonce and the rest of the standard; then once more that what must be equal is, and is text."""
    must: dict[str, dict[str, Any]] = {name: {"essential": True} for name in ("sub", "exp", "iat")}
    must |= {name: {"essential": True, "value": value} for name, value in expected.items()}
    try:
        CodeIDToken(token.claims, token.header, must, params).validate(now=int(at.timestamp()), leeway=SKEW)
    except (JoseError, ValueError, TypeError) as error:
        raise untrusted(f"claim: {error}"[:200]) from error
    for name in ("iss", "nonce", "sub"):
        found = token.claims[name]
        if not isinstance(found, str) or found != expected.get(name, found):
            raise untrusted(f"claim: {name}")
