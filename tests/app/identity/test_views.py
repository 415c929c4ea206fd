"""Signing in and out through HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.config import Config
from app.db import begin_write
from app.factory import create_app
from app.identity.models import Person, RoleGrant, SignInSession
from tests.client import ShopClient
from tests.databases import SECRET, Clock

SignIn = Callable[[str], ShopClient]


def test_the_demo_offers_its_people(client_as: SignIn) -> None:
    page = client_as("").get("/logga-in")
    assert "Karin Lund" in page.text
    assert "Olle Persson" in page.text


@pytest.mark.rule("R-009")
@pytest.mark.parametrize("person", ["karin", "olle", "sara", "petra"])
def test_demo_people_sign_in(client_as: SignIn, person: str) -> None:
    client_as(person).get("/")


def test_a_stranger_is_sent_to_sign_in_and_back(client_as: SignIn) -> None:
    browser = client_as("")
    page = browser.get("/bestallningar?q=headset", status=303)
    assert page.location.startswith("/logga-in?vidare=")
    there = browser.get(page.location)
    assert there.field("vidare") == "/bestallningar?q=headset"


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil", "https://evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_only_paths_of_the_shop_are_gone_on_to(client_as: SignIn, target: str) -> None:
    page = client_as("").post("/logga-in/demo", {"person": "karin", "vidare": target})
    assert page.location == "/"


def test_an_unknown_person_is_refused_in_words(client_as: SignIn) -> None:
    page = client_as("").post("/logga-in/demo", {"person": "nobody"})
    assert page.status == 422
    assert "servicedesk" in page.text


def test_signing_out_ends_the_session_on_the_server(client_as: SignIn, session: Session) -> None:
    browser = client_as("karin")
    cookie = browser.browser.get_cookie("session_token")
    assert cookie is not None
    assert browser.post("/logga-ut").status == 303
    browser.browser.set_cookie("session_token", cookie.value)
    browser.get("/", status=303)
    assert session.scalar(sa.select(SignInSession.ended_at)) is not None


def test_the_token_is_kept_only_as_a_hash(client_as: SignIn, session: Session) -> None:
    cookie = client_as("karin").browser.get_cookie("session_token")
    assert cookie is not None
    assert cookie.value not in session.scalars(sa.select(SignInSession.token_hash)).all()


@pytest.mark.parametrize(("idle", "alive"), [(59, True), (61, False)])
def test_an_idle_session_ends(client_as: SignIn, clock: Clock, idle: int, alive: bool) -> None:
    browser = client_as("karin")
    clock.forward(minutes=idle)
    browser.get("/", status=200 if alive else 303)


def test_a_session_in_use_lives_on_but_not_past_its_last_hour(client_as: SignIn, clock: Clock) -> None:
    browser = client_as("karin")
    for _ in range(14):
        clock.forward(minutes=50)
        browser.get("/")
    clock.forward(minutes=50)
    browser.get("/", status=303)


def test_a_role_that_ends_is_gone_on_the_next_request(client_as: SignIn, session: Session) -> None:
    browser = client_as("omar")
    browser.get("/it/koer")
    begin_write(session)
    omar = sa.select(Person.id).where(Person.subject == "omar").scalar_subquery()
    session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == omar, RoleGrant.role != "employee"))
    session.commit()
    browser.get("/it/koer", status=403)


def test_a_closed_account_is_shut_out_at_once(client_as: SignIn, session: Session) -> None:
    browser = client_as("karin")
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "karin").values(active=False))
    session.commit()
    browser.get("/", status=303)


def test_a_fragment_of_an_ended_session_gets_401_and_the_way(client_as: SignIn) -> None:
    page = client_as("").fragment("/sortiment", status=401)
    assert page.answer.headers["HX-Redirect"].startswith("/logga-in")
    assert page.html == ""


def test_a_form_without_token_or_from_elsewhere_is_refused(client_as: SignIn) -> None:
    browser = client_as("karin")
    assert browser.browser.post("/logga-ut").status_code == 400
    page = browser.post("/logga-ut", headers={"Origin": "https://evil.example"})
    assert page.status == 403
    page = browser.post("/logga-ut", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status == 403


def test_a_shut_door_says_whose_it_is_and_a_stranger_page_that_nothing_is_saved(client_as: SignIn) -> None:
    karin = client_as("karin")
    assert "rollen Administratör" in karin.get("/admin/roller", status=403).html
    assert "någon av rollerna" in karin.get("/it/koer", status=403).html
    page = karin.post("/logga-ut", headers={"Origin": "https://evil.example"})
    assert "från en annan webbplats" in page.html
    stale = karin.browser.post("/logga-ut", headers={"Referer": "http://localhost/hjalp"})
    assert "Sidan hann bli för gammal" in stale.get_data(as_text=True)
    assert 'href="/hjalp"' in stale.get_data(as_text=True)


def test_no_page_points_an_auditor_or_a_partner_at_a_door_that_is_shut_to_them(client_as: SignIn) -> None:
    rut, petra = client_as("rut"), client_as("petra")
    assert "/forum/forslag/nytt" not in rut.get("/forum").html
    assert "/begar/utanfor-sortimentet" not in rut.get("/begar").html
    assert 'href="/anmal-fel"' not in petra.get("/driftinformation").html
    assert 'href="/it/koer"' not in client_as("alva").get("/it/vantar").html


def test_too_many_sign_ins_are_slowed_down(client_as: SignIn) -> None:
    browser = client_as("")
    answers = {browser.post("/logga-in/demo", {"person": "karin"}).status for _ in range(300)}
    assert answers == {303}
    page = browser.post("/logga-in/demo", {"person": "karin"})
    assert page.status == 429
    assert int(page.answer.headers["Retry-After"]) > 0


def test_production_has_no_demo_door(database: object, tmp_path: Path) -> None:
    app = production(database.config, tmp_path)  # type: ignore[attr-defined]  # a tests.databases.Database
    browser = ShopClient(app)
    page = browser.get("/logga-in", base_url="https://butik.example")
    assert "Karin" not in page.text
    answer = app.test_client().post("/logga-in/demo", data={"person": "karin"}, base_url="https://butik.example")
    assert answer.status_code in (400, 404)
    with app.app_context():
        web.store.engine.dispose()


def test_headers_stand_on_every_answer(client_as: SignIn) -> None:
    browser = client_as("")
    for path, status in (("/logga-in", 200), ("/finns-inte", 404), ("/healthz", 200)):
        answer = browser.get(path, status=status).answer
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def production(config: Config, tmp_path: Path) -> Flask:
    """The same database served in production mode."""
    clock = lambda: dt.datetime.now(dt.UTC)  # noqa: E731  # one use, one line
    live = replace(config, mode="production", base_url="https://butik.example", secret_key=SECRET, data_dir=tmp_path)
    return create_app(live, clock=clock)
