"""Where I am signed in, ending it here and there, and a new proof before something powerful (PROMISES 8-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, web
from app.factory import create_app
from app.identity.models import SignInAttempt, SignInSession
from app.identity.queries import browser_and_system
from catalogue.rights import RIGHTS
from tests.client import ShopClient
from tests.databases import MOMENT, SECRET, Clock, Database
from tests.people import People

SignIn = Callable[[str], ShopClient]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CHROME, ("Chrome", "Windows")),
        (CHROME + " Edg/140.0", ("Edge", "Windows")),
        (IPHONE, ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", ("Chrome", "Chromebook")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Mac")),
        ("Mozilla/5.0 (Linux; Android 15; SM-S921B) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
         ("Samsung Internet", "Android")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_names_that_people_know(text: str, names: tuple[str, str]) -> None:
    assert browser_and_system(text) == names


def browser_of(app: Flask, person: str, agent: str) -> ShopClient:
    """A browser with a name of its own."""
    browser = ShopClient(app)
    browser.browser.environ_base["HTTP_USER_AGENT"] = agent
    assert browser.post("/logga-in/demo", {"person": person}).status == 303
    return browser


def test_my_browsers_are_listed_with_this_one_marked(app: Flask) -> None:
    desk, phone = browser_of(app, "karin", CHROME), browser_of(app, "karin", IPHONE)
    browser_of(app, "olle", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    page = desk.get("/installningar/inloggningar")
    assert "Chrome på Windows Den här" in page.text
    assert "Safari på iPhone" in page.text
    assert "från 127.0.0.1" in page.text
    assert "Firefox" not in page.text
    assert "Safari på iPhone Den här" in phone.get("/installningar/inloggningar").text


def test_another_browser_is_signed_out_at_once(app: Flask) -> None:
    desk, phone = browser_of(app, "karin", CHROME), browser_of(app, "karin", IPHONE)
    page = desk.get("/installningar/inloggningar")
    ends = [str(form["action"]) for form in page.soup.select("form[action$='/avsluta']")]
    assert len(ends) == 2
    assert "utloggad" in desk.follow(desk.post(ends[1])).text
    phone.get("/", status=303)
    desk.get("/")


def test_nobody_ends_somebody_elses_session(app: Flask, session: Session) -> None:
    karin, olle = browser_of(app, "karin", CHROME), browser_of(app, "olle", CHROME)
    his = session.scalars(sa.select(sa.func.max(SignInSession.id))).one()
    assert karin.post(f"/installningar/inloggningar/{his}/avsluta").status == 404
    assert karin.post("/installningar/inloggningar/987654/avsluta").status == 404
    olle.get("/")


def test_out_everywhere_means_here_too(app: Flask, session: Session) -> None:
    desk, phone, olle = (browser_of(app, who, agent) for who, agent in (
        ("karin", CHROME), ("karin", IPHONE), ("olle", CHROME)))  # fmt: skip
    answer = desk.post("/installningar/inloggningar/avsluta-alla")
    assert answer.location == "/logga-in"
    assert "Clear-Site-Data" in answer.answer.headers
    for browser in (desk, phone):
        browser.get("/", status=303)
    olle.get("/")
    event = sa.select(history.HistoryEntry.data).where(history.HistoryEntry.event == "person.session_ended")
    assert session.scalars(event).one() == {"count": 2}


def test_ending_this_very_session_signs_me_out(app: Flask, session: Session) -> None:
    browser = browser_of(app, "karin", CHROME)
    mine = session.scalars(sa.select(SignInSession.id)).one()
    assert browser.post(f"/installningar/inloggningar/{mine}/avsluta").location == "/logga-in"
    browser.get("/", status=303)


def test_my_last_sign_ins_are_shown_in_words_and_nobody_elses(app: Flask, session: Session, people: People) -> None:
    karin = people["karin"].id
    for who, outcome, address in ((karin, "closed", "10.1.2.3"), (people["olle"].id, "unknown", "10.9.9.9")):
        session.add(SignInAttempt(
            at=MOMENT, way="entra", provider="x", subject="y", outcome=outcome, person_id=who, address=address,
            browser=IPHONE, reference="",
        ))  # fmt: skip
    session.commit()
    page = browser_of(app, "karin", CHROME).get("/installningar/inloggningar")
    assert "Avslutat konto Safari på iPhone 10.1.2.3" in page.text
    assert "10.9.9.9" not in page.text


@pytest.mark.parametrize("headers", [{"X-Poll": "1"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_a_tab_that_only_polls_keeps_nobody_signed_in(client_as: SignIn, clock: Clock, headers: dict[str, str]) -> None:
    browser = client_as("karin")
    for _ in range(3):
        clock.forward(minutes=25)
        browser.get("/", status=200 if clock() - MOMENT < dt.timedelta(minutes=60) else 303, headers=headers)
    assert clock() - MOMENT > dt.timedelta(minutes=60)
    browser.get("/", status=303)


def test_administration_is_fresh_by_declaration() -> None:
    assert RIGHTS["people.administer"].fresh


def test_administration_demands_a_sign_in_of_the_last_hour(client_as: SignIn, clock: Clock) -> None:
    alva = client_as("alva")
    alva.get("/admin")
    clock.forward(minutes=45)
    alva.get("/")
    clock.forward(minutes=20)
    away = alva.get("/admin?q=x", status=303)
    assert away.location == "/logga-in/bekrafta?vidare=/admin?q%3Dx"
    page = alva.follow(away)
    assert page.h1 == "Bekräfta att det är du"
    assert "Alva Ström" in page.text
    alva.get("/sortiment")
    back = alva.post("/logga-in/bekrafta", page.form("/logga-in/bekrafta"))
    assert back.location == "/admin?q=x"
    assert alva.follow(back).h1 == "Administration"


def test_a_fragment_behind_an_old_sign_in_gets_the_way(client_as: SignIn, clock: Clock) -> None:
    alva = client_as("alva")
    clock.forward(minutes=45)
    alva.get("/")
    clock.forward(minutes=20)
    answer = alva.fragment("/admin", status=401)
    assert answer.answer.headers["HX-Redirect"].startswith("/logga-in/bekrafta")


def test_confirming_gives_a_new_token_and_the_old_one_is_worthless(client_as: SignIn, session: Session) -> None:
    alva = client_as("alva")
    old = alva.browser.get_cookie("session_token")
    alva.post("/logga-in/bekrafta", {"vidare": "/admin"})
    new = alva.browser.get_cookie("session_token")
    assert old
    assert new
    assert old.value != new.value
    thief = client_as("")
    thief.browser.set_cookie("session_token", old.value)
    thief.get("/", status=303)
    alva.get("/admin")
    assert session.scalars(sa.select(SignInSession.id)).all() == [1]


def test_signing_in_anew_gives_a_new_token_and_ends_the_old_session(client_as: SignIn) -> None:
    alva = client_as("alva")
    old = alva.browser.get_cookie("session_token")
    alva.post("/logga-in/demo", {"person": "alva"})
    assert old
    thief = client_as("")
    thief.browser.set_cookie("session_token", old.value)
    thief.get("/", status=303)


def test_confirming_leads_nowhere_else(client_as: SignIn) -> None:
    assert client_as("alva").post("/logga-in/bekrafta", {"vidare": "//evil.example"}).location == "/"


def test_who_lacks_the_right_is_refused_and_not_asked_to_confirm(client_as: SignIn, clock: Clock) -> None:
    karin = client_as("karin")
    clock.forward(minutes=45)
    karin.get("/")
    clock.forward(minutes=20)
    karin.get("/admin", status=403)


@pytest.mark.parametrize(
    ("values", "fresh"),
    [
        ({"authenticated_at": MOMENT - dt.timedelta(minutes=59), "methods": ["pwd", "mfa"]}, True),
        ({"authenticated_at": MOMENT - dt.timedelta(minutes=61), "methods": ["mfa"]}, False),
        ({"authenticated_at": MOMENT, "methods": ["pwd"]}, False),
        ({"authenticated_at": MOMENT, "methods": []}, False),
        ({"authenticated_at": None, "methods": ["mfa"], "way": "entra"}, False),
    ],
)
def test_what_the_provider_does_not_say_counts_as_not_given(
    session: Session, people: People, values: dict[str, object], fresh: bool
) -> None:
    people.visitor("alva")
    session.execute(sa.update(SignInSession).values(values))
    session.commit()
    with_values = session.scalars(sa.select(SignInSession)).one()
    assert with_values.methods == values["methods"]
    me = visitor_of(session)
    assert me.is_fresh(MOMENT, ("mfa", "hwk")) is fresh


def visitor_of(session: Session) -> web.Visitor:
    """The person of the one session there is, as its door would see them."""
    from app.identity import queries

    session.execute(sa.update(SignInSession).values(token_hash=queries.token_hash("t")))
    found = queries.visitor_by_token(session, "t", MOMENT, queries.visitor_question([]))
    assert found
    return found


def test_a_shop_that_demands_a_second_factor_asks_for_it(database: Database, session: Session, tmp_path: Path) -> None:
    strict = replace(
        database.config, mode="production", base_url="https://butik.example", secret_key=SECRET, data_dir=tmp_path,
        step_up_methods=("mfa",),
    )  # fmt: skip
    app = create_app(strict, clock=database.clock)
    alva = ShopClient(database.app, "alva")
    cookie = alva.browser.get_cookie("session_token")
    assert cookie
    browser = app.test_client()
    browser.set_cookie("__Host-session", cookie.value, domain="butik.example", secure=True)
    assert browser.get("/", base_url="https://butik.example").status_code == 200
    answer = browser.get("/admin", base_url="https://butik.example")
    assert "/logga-in/bekrafta" in answer.headers.get("Location", "")
    page = browser.get("/logga-in/bekrafta", base_url="https://butik.example")
    assert "Du behöver logga in säkrare" in page.get_data(as_text=True)
    session.execute(sa.update(SignInSession).values(methods=["pwd", "mfa"], authenticated_at=MOMENT))
    session.commit()
    assert browser.get("/admin", base_url="https://butik.example").status_code == 200
    with app.app_context():
        web.store.engine.dispose()
