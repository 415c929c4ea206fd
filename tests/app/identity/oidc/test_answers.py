"""What comes back from the provider counts once, in the browser and by the way that began."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.config import Config, Entra
from app.db import begin_write
from app.identity import actions
from app.identity.actions import Start
from app.identity.models import Person, SignInAttempt, SignInSession
from app.identity.queries import Way
from tests.app.identity.oidc.conftest import Traveller, use
from tests.app.identity.oidc.fake import ASKERSUND, FOREIGN, KARIN, LAXA
from tests.client import ShopClient
from tests.databases import Clock

Attempts = Callable[[], list[tuple[str, str, str]]]
Count = Callable[[], int]


def good_code(traveller: Traveller, told: dict[str, str]) -> str:
    """A code for a good token of this sign-in."""
    return traveller.fake.code_for(traveller.fake.signed(traveller.fake.claims(told["nonce"])))


def test_the_provider_is_asked_for_a_code_with_pkce_in_the_query(traveller: Traveller) -> None:
    told = traveller.begin()
    assert told["response_type"] == "code"
    assert told["response_mode"] == "query"
    assert told["code_challenge_method"] == "S256"
    assert len(told["code_challenge"]) == 43
    assert told["redirect_uri"] == "http://localhost/logga-in/entra/svar"
    assert "openid" in told["scope"].split()
    assert min(len(told[name]) for name in ("state", "nonce")) >= 43


def test_the_verifier_of_the_challenge_is_sent_with_the_code(traveller: Traveller) -> None:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # what the challenge must be

    told = traveller.begin()
    traveller.answer(code=good_code(traveller, told), state=told["state"])
    form = next(form for path, form in traveller.fake.asked if path == "/token")
    assert create_s256_code_challenge(form["code_verifier"]) == told["code_challenge"]
    assert form["redirect_uri"] == told["redirect_uri"]


def test_the_person_goes_on_to_where_they_wanted(traveller: Traveller) -> None:
    told = traveller.begin(vidare="/bestallningar?q=headset")
    page = traveller.answer(code=good_code(traveller, told), state=told["state"])
    assert page.location == "/bestallningar?q=headset"


@pytest.mark.parametrize("bad", ["//evil.example", "https://evil.example", "/\\evil", "/" + "x" * 3000])
def test_nobody_is_led_elsewhere(traveller: Traveller, bad: str) -> None:
    told = traveller.begin(vidare=bad)
    assert traveller.answer(code=good_code(traveller, told), state=told["state"]).location == "/"


def test_a_mere_link_begins_nothing(traveller: Traveller) -> None:
    page = traveller.shop.get("/logga-in/entra?vidare=/varukorg", status=303)
    assert page.location == "/logga-in?vidare=/varukorg"
    assert traveller.shop.browser.post("/logga-in/entra").status_code == 400
    assert traveller.shop.post("/logga-in/entra", headers={"Origin": "https://evil.example"}).status == 403


def test_an_answer_counts_once(traveller: Traveller, live_sessions: Count, attempts: Attempts) -> None:
    told = traveller.begin()
    traveller.answer(code=good_code(traveller, told), state=told["state"])
    page = traveller.answer(400, code=good_code(traveller, told), state=told["state"])
    assert page.h1 == "Inloggningen behöver göras om"
    assert live_sessions() == 1
    assert [outcome for outcome, *_ in attempts()] == ["signed_in", "not_begun"]


def test_an_answer_in_another_browser_counts_nothing(app: Flask, traveller: Traveller, live_sessions: Count) -> None:
    told = traveller.begin()
    thief = Traveller(ShopClient(app), traveller.fake)
    code = good_code(traveller, told)
    thief.answer(400, code=code, state=told["state"])
    thief.begin()  # a browser with a handle of its own fares no better
    thief.answer(400, code=code, state=told["state"])
    assert not thief.is_in
    assert traveller.fake.times_asked("/token") == 0
    traveller.answer(code=code, state=told["state"])
    assert live_sessions() == 1


def test_a_code_and_a_state_of_two_sign_ins_do_not_fit(traveller: Traveller) -> None:
    first, second = traveller.begin(), traveller.begin()
    traveller.answer(400, code=good_code(traveller, first), state=second["state"])
    assert not traveller.is_in


def test_two_tabs_may_sign_in_at_once(traveller: Traveller) -> None:
    first, second = traveller.begin(), traveller.begin()
    traveller.answer(code=good_code(traveller, second), state=second["state"])
    traveller.answer(code=good_code(traveller, first), state=first["state"])
    assert traveller.is_in


def test_a_sign_in_that_another_way_began_is_not_taken_up(traveller: Traveller, session: Session, clock: Clock) -> None:
    traveller.begin()
    cookie = traveller.shop.browser.get_cookie("signing")
    assert cookie is not None
    mixed = Start(way=Way("laxa", "saml"), handle=cookie.value, onward="/")
    session.rollback()
    begin_write(session)
    actions.begin(session, mixed, at=clock())
    session.commit()
    code = traveller.fake.code_for(traveller.fake.signed(traveller.fake.claims(mixed.nonce)))
    traveller.answer(400, code=code, state=mixed.state)
    assert not traveller.is_in
    assert traveller.fake.times_asked("/token") == 0


def test_the_answer_must_name_the_issuer_that_the_token_names(traveller: Traveller) -> None:
    told = traveller.begin()
    traveller.answer(400, code=good_code(traveller, told), state=told["state"], iss="https://another.example")
    assert not traveller.is_in


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "state=x&code=y", "state=" + "s" * 5000 + "&code=y"])
def test_an_answer_to_nothing_is_refused(traveller: Traveller, query: str) -> None:
    page = traveller.shop.get(f"/logga-in/entra/svar?{query}", status=400)
    assert page.h1 == "Inloggningen behöver göras om"


def test_an_answer_that_says_something_twice_is_refused(traveller: Traveller) -> None:
    told = traveller.begin()
    path = f"/logga-in/entra/svar?state={told['state']}&state={told['state']}&code=x"
    traveller.shop.get(path, status=400)
    assert not traveller.is_in


def test_ten_minutes_are_enough(traveller: Traveller, clock: Clock) -> None:
    told = traveller.begin()
    clock.forward(minutes=10)
    traveller.answer(400, code=good_code(traveller, told), state=told["state"])
    assert not traveller.is_in


@pytest.mark.parametrize(
    ("error", "title"),
    [("access_denied", "Du avbröt inloggningen"), ("server_error", "Inloggningstjänsten sa nej")],
)
def test_an_error_is_told_in_words_with_a_number(
    traveller: Traveller, session: Session, error: str, title: str
) -> None:
    told = traveller.begin()
    page = traveller.answer(400, error=error, error_description="AADSTS65004: <b>declined</b>", state=told["state"])
    assert page.h1 == title
    assert "AADSTS" not in page.text
    session.rollback()
    reference = session.scalar(sa.select(SignInAttempt.reference))
    assert reference
    assert reference in page.text
    assert page.answer.headers["X-Request-Id"] == reference


def test_a_refused_code_is_told_in_words(traveller: Traveller) -> None:
    told = traveller.begin()
    assert traveller.answer(400, code="stolen", state=told["state"]).h1 == "Inloggningen gick inte att lita på"


def test_an_unknown_person_learns_who_can_help_and_nothing_is_made(
    traveller: Traveller, session: Session, attempts: Attempts, live_sessions: Count
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(Person))
    page = traveller.sign_in(403, oid="bbbbbbbb-0000-4000-8000-000000000002")
    assert page.h1 == "Du finns inte i butiken ännu"
    assert "Servicedesk svarar" in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == before
    assert live_sessions() == 0
    assert attempts() == [("unknown", f"entra:{LAXA}", "bbbbbbbb-0000-4000-8000-000000000002")]


def test_somebody_with_the_same_address_or_object_id_elsewhere_is_somebody_else(traveller: Traveller) -> None:
    traveller.sign_in(403, oid="another", preferred_username="karin@laxa.example", email="karin@laxa.example")
    traveller.sign_in(403, tid=ASKERSUND)
    assert not traveller.is_in


def test_a_new_address_in_the_directory_changes_nothing(traveller: Traveller) -> None:
    traveller.sign_in(preferred_username="karin.nytt.namn@laxa.example", name="Karin Nyttnamn")
    assert traveller.is_in


def test_somebody_who_has_left_is_not_let_in(traveller: Traveller, session: Session, attempts: Attempts) -> None:
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == KARIN).values(active=False))
    session.commit()
    assert traveller.sign_in(403).h1 == "Ditt konto i butiken är avslutat"
    assert not traveller.is_in
    assert attempts()[0][0] == "closed"


def test_the_session_before_ends_and_the_token_is_new(traveller: Traveller, live_sessions: Count) -> None:
    traveller.sign_in()
    first = traveller.shop.browser.get_cookie("session_token")
    traveller.sign_in()
    second = traveller.shop.browser.get_cookie("session_token")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert live_sessions() == 1


def test_what_was_proven_stands_with_the_session(traveller: Traveller, session: Session, clock: Clock) -> None:
    seconds = int(clock().timestamp()) - 300
    traveller.sign_in(auth_time=seconds, amr=["pwd", "mfa"], acr="1", login_hint="opaque", sid="s")
    session.rollback()
    row = session.scalars(sa.select(SignInSession)).one()
    assert row.way == "entra"
    assert row.authenticated_at is not None
    assert row.authenticated_at.timestamp() == seconds
    assert row.methods == ["mfa", "pwd", "acr:1"]
    assert row.end_hint == {"place": f"{traveller.fake.address}/logout", "hint": "opaque"}


@pytest.mark.parametrize("told", [None, "yesterday", True, -5, 2**60])
def test_a_time_of_proof_that_is_not_told_counts_as_none(traveller: Traveller, session: Session, told: object) -> None:
    traveller.sign_in(**{} if told is None else {"auth_time": told}, status=303 if told != "yesterday" else 400)
    session.rollback()
    assert session.scalar(sa.select(SignInSession.authenticated_at)) is None


def test_signing_out_ends_the_session_at_the_provider_too(traveller: Traveller, live_sessions: Count) -> None:
    traveller.sign_in(login_hint="opaque hint")
    asked = len(traveller.fake.asked)
    page = traveller.shop.post("/logga-ut")
    assert page.location.startswith(f"{traveller.fake.address}/logout?client_id=butiken&post_logout_redirect_uri=")
    assert page.location.endswith("logga-in&logout_hint=opaque+hint")
    assert live_sessions() == 0
    assert not traveller.is_in
    assert len(traveller.fake.asked) == asked, "leaving must not wait for the provider"


def test_a_provider_without_such_a_place_is_left_alone(traveller: Traveller) -> None:
    del traveller.fake.metadata["end_session_endpoint"]
    traveller.sign_in()
    assert traveller.shop.post("/logga-ut").location == "/logga-in"


def test_no_token_is_kept(traveller: Traveller, session: Session) -> None:
    traveller.sign_in()
    session.rollback()
    rows = [*session.scalars(sa.select(SignInSession)), *session.scalars(sa.select(SignInAttempt))]
    texts = [str(value) for row in rows for value in vars(row).values()]
    assert not [text for text in texts if "eyJ" in text or "access token" in text]


def test_an_issuer_without_tenants_knows_its_people_by_subject(
    app: Flask, traveller: Traveller, entra: Entra, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = traveller.fake.address
    traveller.fake.metadata["issuer"] = address
    use(app, monkeypatch, replace(entra, tenants={}))
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == KARIN).values(provider=address, subject="karins-sub"))
    session.commit()
    traveller.sign_in(iss=address, sub="karins-sub", tid=None, oid=None)
    assert traveller.is_in


def test_without_tenants_an_issuer_for_many_lets_nobody_in(
    app: Flask, traveller: Traveller, entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, monkeypatch, replace(entra, tenants={}))
    traveller.sign_in(400, tid=FOREIGN)
    traveller.sign_in(400)
    assert not traveller.is_in


def test_without_settings_there_is_no_such_door(client_as: Callable[[str], ShopClient]) -> None:
    client_as("").get("/logga-in/entra/svar?state=x&code=y", status=404)
    assert client_as("").post("/logga-in/entra").status == 404


def test_the_handle_travels_from_other_sites_in_production_only_over_https(
    app: Flask, traveller: Traveller, entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = traveller.shop.post("/logga-in/entra").answer.headers.get_all("Set-Cookie")
    demo = next(line for line in told if line.startswith("signing="))
    assert "SameSite=Lax" in demo
    use(app, monkeypatch, entra, mode="production", base_url="https://butik.example")
    there = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/logga-in"}}
    told = traveller.shop.post("/logga-in/entra", **there).answer.headers.get_all("Set-Cookie")
    real = next(line for line in told if line.startswith("__Host-signing="))
    assert {"Secure", "HttpOnly", "SameSite=None", "Path=/", "Max-Age=600"} <= set(real.split("; "))
    assert "Domain" not in real


def confirm(traveller: Traveller) -> dict[str, str]:
    """Ask for a fresh proof; what the provider is told."""
    page = traveller.shop.post("/logga-in/bekrafta", {"vidare": "/enheter"})
    assert page.status == 303, page.text[:300]
    return {name: values[0] for name, values in parse_qs(urlsplit(page.location).query).items()}


def test_a_fresh_proof_is_asked_for_with_what_must_be_proven(
    traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Config, "demanded_methods", property(lambda _config: ("acrs:c1", "acr:3", "mfa")))
    traveller.sign_in()
    told = confirm(traveller)
    assert (told["prompt"], told["max_age"], told["acr_values"]) == ("login", "0", "3")
    assert told["claims"] == '{"id_token": {"acrs": {"essential": true, "value": "c1"}}}'
    assert "claims" not in traveller.begin()


@pytest.mark.parametrize(("age", "good"), [(0, True), (-100, True), (-600, False), (None, False)])
def test_a_fresh_proof_must_be_fresh(traveller: Traveller, clock: Clock, age: int | None, good: bool) -> None:
    traveller.sign_in()
    told = confirm(traveller)
    proven = None if age is None else int(clock().timestamp()) + age
    claims = traveller.fake.claims(told["nonce"], auth_time=proven)
    code = traveller.fake.code_for(traveller.fake.signed(claims))
    page = traveller.answer(303 if good else 400, code=code, state=told["state"])
    assert (page.location == "/enheter") is good
