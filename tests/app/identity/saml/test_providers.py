"""Where the shop's knowledge of identity providers comes from, how long it holds, and what the doctor says of it."""

from __future__ import annotations

import datetime as dt
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import doctor
from app.config import SamlProvider
from app.identity.actions.saml import metadata
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.providers import Providers, Unreachable, fetch_metadata
from tests.app.identity.saml.conftest import LAXA, SamlBrowser, Signing
from tests.app.identity.saml.provider import Provider
from tests.databases import Database

AT = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
PLACE = "https://idp.example/metadata"
IDP = Provider()


class Place:
    """An address that counts who asks, and may be away."""

    def __init__(self) -> None:
        self.asked, self.content = 0, IDP.metadata()

    def __call__(self, _address: str) -> bytes:
        self.asked += 1
        if not self.content:
            raise OSError("away")
        return self.content


@pytest.fixture
def place() -> Place:
    """The place where metadata lies."""
    return Place()


@pytest.fixture
def providers(place: Place, tmp_path: Path) -> Providers:
    """Providers of a process that has just begun."""
    return Providers({"idp": PLACE}, tmp_path / "saml", place)


def test_metadata_is_asked_for_once_in_hours(providers: Providers, place: Place) -> None:
    for hours in (0, 1, 5):
        assert providers.get("idp", AT + dt.timedelta(hours=hours)).entity_id == IDP.entity_id
    assert place.asked == 1
    providers.get("idp", AT + dt.timedelta(hours=7))
    assert place.asked == 2


def test_a_place_that_is_away_shuts_nobody_out(providers: Providers, place: Place, tmp_path: Path) -> None:
    providers.get("idp", AT)
    place.content = b""
    assert providers.get("idp", AT + dt.timedelta(days=3)).entity_id == IDP.entity_id
    fresh = Providers({"idp": PLACE}, tmp_path / "saml", place)
    assert fresh.get("idp", dt.datetime.now(dt.UTC) + dt.timedelta(days=3)).entity_id == IDP.entity_id
    with pytest.raises(Unreachable):
        providers.get("idp", AT + dt.timedelta(days=15))


def test_a_place_that_was_never_reached_is_asked_again_after_a_minute(providers: Providers, place: Place) -> None:
    place.content = b""
    for seconds in (0, 10, 30):
        with pytest.raises(Unreachable):
            providers.get("idp", AT + dt.timedelta(seconds=seconds))
    assert place.asked == 1
    place.content = IDP.metadata()
    assert providers.get("idp", AT + dt.timedelta(seconds=70)).entity_id == IDP.entity_id


def test_metadata_that_says_it_has_ended_is_not_used(providers: Providers, place: Place) -> None:
    place.content = IDP.metadata().replace(b"entityID", b'validUntil="2026-11-23T07:00:00Z" entityID')
    with pytest.raises(Unreachable, match="no longer valid"):
        providers.get("idp", AT)


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "idp.xml"
    file.write_bytes(IDP.metadata())
    known = Providers({"idp": str(file)}, tmp_path / "saml")
    assert known.get("idp", AT).entity_id == IDP.entity_id
    file.write_bytes(Provider("new").metadata())
    assert known.get("idp", AT + dt.timedelta(minutes=2)).entity_id == Provider("new").entity_id


def test_a_new_certificate_is_noticed_at_the_first_signature(shop: Signing) -> None:
    shop.browser().sign_in(assertion_id="_1")
    shop.metadata["https://laxa.example/metadata"] = replace(LAXA, published=("laxa", "next")).metadata()
    shop.clock.forward(minutes=6)
    browser = shop.browser()
    asked = browser.begin()
    assert (
        browser.answered(browser.good(asked, assertion_id="_2").posted(signer="next"), asked.relay_state).status == 303
    )
    asked = browser.begin()
    assert (
        browser.answered(browser.good(asked, assertion_id="_3").posted(signer="laxa"), asked.relay_state).status == 303
    )


def test_unknown_signatures_do_not_make_the_shop_ask_again_and_again(browser: SamlBrowser) -> None:
    for number in range(4):
        asked = browser.begin()
        sent = browser.good(asked, assertion_id=f"_{number}").posted(signer="stranger")
        assert browser.answered(sent, asked.relay_state).status == 400
    assert browser.shop.asked == ["https://laxa.example/metadata"]


def test_a_provider_that_is_away_is_told_in_words(browser: SamlBrowser) -> None:
    browser.shop.metadata.clear()
    page = browser.post("/logga-in", {"satt": "laxa"})
    assert (page.status, page.h1) == (503, "Inloggningstjänsten svarar inte")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"https://idp.example/in", b"http://idp.example/in"), "SingleSignOnService"),
        ((b"HTTP-Redirect", b"SOAP"), "SingleSignOnService"),
        ((b"IDPSSODescriptor", b"SPSSODescriptor"), "holds 0 identity providers"),
        ((b'use="signing"', b'use="encryption"'), "no certificate"),
        ((b"<ds:X509Certificate>", b"<ds:X509Certificate>x"), "certificate that cannot be read"),
        ((b"https://idp.example/saml", b"demo"), "no address"),
        ((b"<md:EntityDescriptor", b"<!DOCTYPE r><md:EntityDescriptor"), "document type"),
        ((b"</md:EntityDescriptor>", b""), "not well-formed"),
    ],
)
def test_metadata_that_cannot_be_trusted_is_refused(change: tuple[bytes, bytes], why: str) -> None:
    with pytest.raises(NotAccepted, match=why):
        metadata.read(IDP.metadata().replace(*change))


def test_metadata_with_a_short_key_is_refused() -> None:
    with pytest.raises(NotAccepted, match="1024 bits"):
        metadata.read(Provider(published=("weak",)).metadata())


class Redirecting(http.server.BaseHTTPRequestHandler):
    """Leads elsewhere, or gives without end."""

    def do_GET(self) -> None:
        elsewhere = self.path == "/elsewhere"
        self.send_response(302 if elsewhere else 200)
        self.send_header("Location", "/large")
        self.end_headers()
        self.wfile.write(b"x" * (3 * 1024 * 1024) if not elsewhere else b"")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that does not behave."""
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()


@pytest.mark.parametrize(("path", "why"), [("/elsewhere", "answered 302"), ("/large", "larger than 2 MiB")])
def test_no_redirect_is_followed_and_no_flood_is_read(server: str, path: str, why: str) -> None:
    with pytest.raises(OSError, match=why):
        fetch_metadata(server + path)


@pytest.mark.parametrize(("published", "good"), [("idp", True), ("soon", False), ("past", False)])
def test_the_doctor_tells_of_certificates_that_end(
    database: Database, tmp_path: Path, published: str, good: bool
) -> None:
    file = tmp_path / "idp.xml"
    file.write_bytes(Provider(published=(published,)).metadata())
    config = replace(database.config, saml=(SamlProvider(key="idp", metadata=str(file)),))
    (finding,) = doctor.identity_providers(config, dt.datetime.now(dt.UTC))
    assert (finding.what, finding.good, finding.grave) == ("saml idp", good, False)
    assert "certificate holds until" in finding.detail


def test_the_doctor_asks_and_readyz_does_not(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place
) -> None:
    monkeypatch.setattr("app.identity.actions.saml.providers.fetch_metadata", place)
    config = replace(database.config, data_dir=tmp_path, saml=(SamlProvider(key="idp", metadata=PLACE),))
    now = dt.datetime.now(dt.UTC)
    assert [finding.good for finding in doctor.identity_providers(config, now)] == [False]
    assert place.asked == 0
    assert [finding.good for finding in doctor.identity_providers(config, now, ask=True)] == [True]
    assert [finding.good for finding in doctor.identity_providers(config, now)] == [True]
    assert place.asked == 1


def test_readyz_tells_of_it_and_the_shop_goes_on(shop: Signing) -> None:
    shop.metadata["https://laxa.example/metadata"] = replace(LAXA, published=("laxa", "soon")).metadata()
    answer = shop.browser().get("/readyz").answer
    assert answer.json == {
        "status": "ok",
        "checks": {"database": True, "disk": True, "saml hallsberg": False, "saml laxa": False},
    }
    shop.browser().sign_in()
    assert shop.browser().get("/readyz").answer.json["checks"]["saml laxa"] is True
