"""The provider may change keys, hang, fail or lead elsewhere: sign-in says so in words, and the shop goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import doctor
from app.identity.actions.oidc import provider as asking
from app.identity.actions.oidc import wire
from tests.app.identity.oidc.conftest import Traveller
from tests.app.identity.oidc.fake import Fake, answer
from tests.client import ShopClient
from tests.databases import Database


@pytest.fixture
def database(databases: Callable[[str], Database]) -> Database:
    """One kind of database: these tests are about the network."""
    found = databases("sqlite")
    found.renew()
    return found


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again at once after a failure."""
    monkeypatch.setattr(wire, "REST", 0.0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for keys as often as they are missing."""
    monkeypatch.setattr(asking, "LEAST_BETWEEN", 0.0)


def signed_by(fake: Fake, key: RSAKey) -> Callable[[str], str]:
    """A good token signed by this key."""
    return lambda nonce: fake.signed(fake.claims(nonce), key)


def test_what_is_published_is_asked_for_once(traveller: Traveller) -> None:
    traveller.sign_in()
    traveller.sign_in()
    assert (traveller.fake.times_asked("/metadata"), traveller.fake.times_asked("/keys")) == (1, 1)


@pytest.mark.usefixtures("hurried")
def test_a_new_key_is_fetched_when_a_token_names_it(traveller: Traveller) -> None:
    fake = traveller.fake
    traveller.sign_in()
    fake.publish(fake.key, fake.forger)
    traveller.come_with(signed_by(fake, fake.forger))
    assert traveller.is_in
    assert fake.times_asked("/keys") == 2


@pytest.mark.usefixtures("hurried")
def test_a_key_that_was_withdrawn_signs_nothing_after_the_next_fetch(traveller: Traveller) -> None:
    fake = traveller.fake
    traveller.sign_in()
    fake.publish(fake.forger)
    traveller.come_with(signed_by(fake, fake.forger))
    traveller.sign_in(400)


def test_unknown_keys_are_asked_for_at_most_once_a_minute(traveller: Traveller) -> None:
    fake = traveller.fake
    traveller.sign_in()
    for _ in range(5):
        traveller.come_with(signed_by(fake, fake.forger), status=400)
    assert fake.times_asked("/keys") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Response("busy", status=503),
        lambda: Response("<html>maintenance</html>", mimetype="text/html"),
        lambda: answer(["a", "list"]),
        lambda: answer({"issuer": "https://only.example"}),
        lambda: answer({"issuer": 1, "authorization_endpoint": 2, "token_endpoint": 3, "jwks_uri": 4}),
        lambda: Response("x" * (wire.LARGEST + 1)),
        lambda: Response("", status=302, headers={"Location": "/metadata-elsewhere"}),
    ],
    ids=["busy", "html", "list", "half", "numbers", "large", "redirect"],
)
def test_a_provider_that_does_not_publish_properly_is_told_in_words(
    traveller: Traveller, wrong: Callable[[], Response]
) -> None:
    traveller.fake.instead["/metadata"] = wrong
    page = traveller.shop.post("/logga-in/entra")
    assert page.status == 503
    assert page.h1 == "Inloggningstjänsten svarar inte"
    assert "Inget är fel med ditt konto" in page.text
    assert traveller.fake.times_asked("/metadata-elsewhere") == 0


def test_after_a_failure_nobody_waits_for_a_while(traveller: Traveller) -> None:
    traveller.fake.instead["/metadata"] = lambda: Response("busy", status=503)
    assert traveller.shop.post("/logga-in/entra").status == 503
    assert traveller.shop.post("/logga-in/entra").status == 503
    assert traveller.fake.times_asked("/metadata") == 1


@pytest.mark.usefixtures("no_rest")
def test_when_it_answers_again_people_sign_in_again(traveller: Traveller) -> None:
    traveller.fake.instead["/metadata"] = lambda: Response("busy", status=503)
    assert traveller.shop.post("/logga-in/entra").status == 503
    traveller.fake.instead.clear()
    traveller.sign_in()
    assert traveller.is_in


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_provider_that_fails_on_the_way_back_is_told_in_words(traveller: Traveller, path: str) -> None:
    traveller.fake.instead[path] = lambda: Response("", status=302, headers={"Location": "/x"})
    assert traveller.sign_in(503).h1 == "Inloggningstjänsten svarar inte"
    assert not traveller.is_in
    assert traveller.fake.times_asked("/x") == 0


def test_old_metadata_stands_in_while_new_cannot_be_had(traveller: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "METADATA_LASTS", -1.0)
    monkeypatch.setattr(wire, "REST", 0.0)
    traveller.begin()
    traveller.fake.instead["/metadata"] = lambda: Response("busy", status=503)
    traveller.sign_in()
    assert traveller.is_in


def test_a_provider_that_hangs_holds_up_no_page_and_no_order(
    app: Flask, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ", 3.0)
    monkeypatch.setattr(wire, "PATIENCE", 0.1)
    released, reached = threading.Event(), threading.Event()

    def hang() -> Response:
        reached.set()
        released.wait(5)
        return Response("", status=503)

    traveller.fake.instead["/metadata"] = hang
    waiting = [threading.Thread(target=lambda: ShopClient(app).post("/logga-in/entra")) for _ in range(wire.AT_ONCE)]
    for thread in waiting:
        thread.start()
    assert reached.wait(5)
    anders = ShopClient(app, "anders")  # signs in and writes, while others wait for the provider
    anders.get("/sortiment")
    assert anders.post("/installningar", {"utseende": "dark", "takt": "now"}).status == 303
    released.set()
    for thread in waiting:
        thread.join(10)


@pytest.mark.parametrize("error", ["invalid_client", "temporarily_unavailable", "server_error"])
def test_a_fault_that_is_not_the_persons_is_not_called_theirs(traveller: Traveller, error: str) -> None:
    traveller.fake.instead["/token"] = lambda: answer({"error": error}, 401)
    assert traveller.sign_in(503).h1 == "Inloggningstjänsten svarar inte"
    assert not traveller.is_in


def test_the_doctor_asks_the_provider(app: Flask, traveller: Traveller, session: Session) -> None:
    def found() -> doctor.Finding:
        findings = doctor.examine(session, app.config["SHOP"], traveller.fake.clock())
        return next(finding for finding in findings if finding.what == "entra")

    assert (found().good, found().detail) == (True, f"{traveller.fake.address}/{{tenantid}}/v2.0")
    traveller.fake.instead["/metadata"] = lambda: Response("busy", status=503)
    assert (found().good, found().grave) == (False, False)
