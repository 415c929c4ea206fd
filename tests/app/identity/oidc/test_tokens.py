"""No token is believed that is not signed by the provider, for this shop, for this sign-in, now (PROMISES 2 and 3)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest

from tests.app.identity.oidc.conftest import Traveller
from tests.app.identity.oidc.fake import ASKERSUND, CLIENT, FOREIGN, KARIN, LAXA, Fake, kid_of, part
from tests.databases import Database

Attempts = Callable[[], list[tuple[str, str, str]]]
Make = Callable[[Fake, str], str | None]
LEEWAY = 120


@pytest.fixture
def database(databases: Callable[[str], Database]) -> Database:
    """One kind of database: what is believed of a token depends on no row."""
    found = databases("sqlite")
    found.renew()
    return found


def test_a_good_token_lets_its_person_in(traveller: Traveller, attempts: Attempts) -> None:
    assert traveller.sign_in().location == "/"
    assert traveller.is_in
    assert attempts() == [("signed_in", f"entra:{LAXA}", KARIN)]


def claim(**changes: Any) -> Make:
    """A well-signed token with other claims."""
    return lambda fake, nonce: fake.signed(fake.claims(nonce, **changes))


def at(**seconds: int) -> Make:
    """A well-signed token with other times, in seconds from now."""
    return lambda fake, nonce: fake.signed(
        fake.claims(nonce, **{name: int(fake.clock().timestamp()) + value for name, value in seconds.items()})
    )


def header(**changes: Any) -> Make:
    """A good token, signed well, whose header says more."""
    return lambda fake, nonce: fake.signed(fake.claims(nonce), **changes)


def unsigned(alg: str) -> Make:
    """A token without signature."""
    return lambda fake, nonce: (
        f"{part({'alg': alg, 'typ': 'JWT', 'kid': kid_of(fake.key)})}.{part(fake.claims(nonce))}."
    )


def confused(alg: str, digest: str) -> Make:
    """A token whose HMAC secret is the provider's public key, in the forms a forger would try."""

    def make(fake: Fake, nonce: str) -> str:
        body = f"{part({'alg': alg, 'typ': 'JWT', 'kid': kid_of(fake.key)})}.{part(fake.claims(nonce))}"
        return f"{body}.{part(hmac.new(fake.key.as_pem(private=False), body.encode(), digest).digest())}"

    return make


def own_key(fake: Fake, nonce: str) -> str:
    """A token signed by the forger, with the forger's key in its header."""
    return fake.signed(fake.claims(nonce), fake.forger, jwk=fake.forger.as_dict(private=False))


def borrowed_id(fake: Fake, nonce: str) -> str:
    """A token signed by the forger under the id of the provider's key."""
    return fake.signed(fake.claims(nonce), fake.forger, kid=kid_of(fake.key))


def changed(fake: Fake, nonce: str) -> str:
    """A good token with another person's id put into it."""
    head, _body, signature = fake.signed(fake.claims(nonce)).split(".")
    return f"{head}.{part(fake.claims(nonce, oid='somebody-else'))}.{signature}"


BROKEN: dict[str, Make] = {
    "wrong audience": claim(aud="another-shop"),
    "wrong audience with our azp": claim(aud="another-shop", azp=CLIENT),
    "audience list that names another": claim(aud=[CLIENT, "another-shop"]),
    "audience list that names another, our azp": claim(aud=[CLIENT, "another-shop"], azp=CLIENT),
    "our audience asked for by another": claim(azp="another-shop"),
    "no audience": claim(aud=None),
    "empty audience": claim(aud=[]),
    "audience twice": claim(aud=[CLIENT, CLIENT]),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg empty": unsigned(""),
    "HS256 with the public key": confused("HS256", "sha256"),
    "HS512 with the public key": confused("HS512", "sha512"),
    "unknown alg": header(alg="XS256"),
    "RS512, which was not agreed": header(alg="RS512"),
    "alg as a list": header(alg=["RS256"]),
    "unknown crit": header(crit=["exp2"], exp2=1),
    "empty crit": header(crit=[]),
    "unencoded payload": header(crit=["b64"], b64=False),
    "embedded key": own_key,
    "key address": header(jku="https://evil.example/keys"),
    "certificate address": header(x5u="https://evil.example/cert"),
    "certificate chain": header(x5c=["MIIB"]),
    "another key under a known id": borrowed_id,
    "unknown key": lambda fake, nonce: fake.signed(fake.claims(nonce), fake.forger),
    "key id as a number": header(kid=7),
    "an access token": header(typ="at+jwt"),
    "changed after signing": changed,
    "expired": at(exp=-LEEWAY - 1),
    "not yet valid": at(nbf=LEEWAY + 1),
    "issued in the future": at(iat=LEEWAY + 1),
    "no expiry": claim(exp=None),
    "expiry as text": claim(exp="tomorrow"),
    "expiry not a number": claim(exp=float("nan")),
    "no time of issue": claim(iat=None),
    "wrong nonce": claim(nonce="another"),
    "no nonce": claim(nonce=None),
    "nonce list": lambda fake, nonce: fake.signed(fake.claims(nonce, nonce=[nonce])),
    "wrong issuer": claim(iss="https://evil.example"),
    "issuer of another tenant": lambda fake, nonce: fake.signed(
        fake.claims(nonce, iss=f"{fake.address}/{ASKERSUND}/v2.0")
    ),
    "issuer with more behind": lambda fake, nonce: fake.signed(fake.claims(nonce, iss=f"{fake.address}/{LAXA}/v2.0/")),
    "issuer list": lambda fake, nonce: fake.signed(fake.claims(nonce, iss=[f"{fake.address}/{LAXA}/v2.0"])),
    "no tenant": claim(tid=None),
    "no object id": claim(oid=None),
    "object id list": claim(oid=[KARIN]),
    "no subject": claim(sub=None),
    "wrong access token hash": claim(at_hash="bm90IHRoZSBoYXNo"),
    "no token": lambda _fake, _nonce: None,
    "no JWT": lambda _fake, _nonce: "nonsense",
    "two parts": lambda fake, nonce: ".".join(fake.signed(fake.claims(nonce)).split(".")[:2]),
    "deep nesting": lambda _fake, _nonce: f"{part(b'[' * 40000)}.e30.e30",
    "very long": lambda fake, nonce: fake.signed(fake.claims(nonce, filler="x" * 70000)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_token_lets_nobody_in(traveller: Traveller, attempts: Attempts, name: str) -> None:
    page = traveller.come_with(lambda nonce: BROKEN[name](traveller.fake, nonce), status=400)
    assert page.h1 == "Inloggningen gick inte att lita på"
    assert not traveller.is_in
    assert [outcome for outcome, _provider, _subject in attempts()] == ["untrusted"]


@pytest.mark.parametrize(
    "make", [at(exp=-LEEWAY + 1), at(nbf=LEEWAY - 1), at(iat=LEEWAY - 1), claim(aud=[CLIENT]), claim(azp=CLIENT)]
)
def test_two_minutes_of_skew_and_the_forms_of_the_standard_are_accepted(traveller: Traveller, make: Make) -> None:
    traveller.come_with(lambda nonce: make(traveller.fake, nonce))
    assert traveller.is_in


def test_a_foreign_tenant_is_told_so_and_gets_no_contact(traveller: Traveller, attempts: Attempts) -> None:
    page = traveller.sign_in(status=403, tid=FOREIGN)
    assert page.h1 == "Kontot hör inte till butiken"
    assert not traveller.is_in
    assert [outcome for outcome, _provider, _subject in attempts()] == ["tenant"]


def test_a_key_of_another_issuer_signs_nothing_here(traveller: Traveller) -> None:
    traveller.fake.jwks[0]["issuer"] = f"{traveller.fake.address}/{ASKERSUND}/v2.0"
    traveller.sign_in(status=400)
    assert not traveller.is_in


def test_a_key_that_names_its_issuer_with_a_place_for_the_tenant_signs(traveller: Traveller) -> None:
    traveller.fake.jwks[0]["issuer"] = f"{traveller.fake.address}/{{tenantid}}/v2.0"
    traveller.sign_in()
    assert traveller.is_in


def test_a_secret_among_the_published_keys_signs_nothing(traveller: Traveller) -> None:
    fake = traveller.fake
    fake.jwks.append({"kty": "oct", "k": part(b"k" * 32), "kid": "shared", "use": "sig"})
    body_of = lambda nonce: f"{part({'alg': 'HS256', 'kid': 'shared'})}.{part(fake.claims(nonce))}"  # noqa: E731  # one use

    def make(nonce: str) -> str:
        return f"{body_of(nonce)}.{part(hmac.new(b'k' * 32, body_of(nonce).encode(), hashlib.sha256).digest())}"

    traveller.come_with(make, status=400)
    assert not traveller.is_in
