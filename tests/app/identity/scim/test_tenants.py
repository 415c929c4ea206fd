"""Each municipality's directory is let in by its own token, and sees and touches its own people only."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Person, Unit
from app.identity.views.scim import doors
from tests.app.identity.scim.caller import ENTERPRISE, PATCH, USER, Caller

METHODS = ("GET", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_another_municipalitys_rows_do_not_exist(app: Flask, kind: str) -> None:
    laxa, hallsberg = Caller(app), Caller(app, "hallsberg")
    user = laxa.create("karin@laxa.example")
    group = laxa.json("POST", "/Groups", {"displayName": "Skolan", "members": [{"value": user}]}, status=201)["id"]
    theirs = user if kind == "Users" else group
    unknown = "00000000-0000-4000-8000-000000000000"
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "x"}]}
    for method in METHODS:
        answers = [hallsberg.send(method, f"/{kind}/{each}", body) for each in (theirs, unknown, "inget-id", "%00")]
        assert {answer.status_code for answer in answers} == {404}, method
        assert len({answer.data for answer in answers}) == 1
    assert hallsberg.json("GET", f"/{kind}")["totalResults"] == 0
    assert hallsberg.json("GET", f'/{kind}?filter=id eq "{theirs}"')["totalResults"] == 0
    assert laxa.json("GET", f"/{kind}")["totalResults"] == 1


def test_people_of_others_join_no_group_and_lead_nobody(app: Flask, session: Session) -> None:
    laxa, hallsberg = Caller(app), Caller(app, "hallsberg")
    stranger = laxa.create("karin@laxa.example")
    hallsberg.json("POST", "/Groups", {"displayName": "Vi", "members": [{"value": stranger}]}, status=400)
    hallsberg.create("ny@hallsberg.example", **{ENTERPRISE: {"manager": {"value": stranger}}})
    new = session.scalars(sa.select(Person).where(Person.email == "ny@hallsberg.example")).one()
    assert new.manager_id is None


def test_the_same_name_in_two_directories_is_two_people(app: Flask, session: Session) -> None:
    Caller(app).create("same@example.se")
    Caller(app, "hallsberg").create("same@example.se")
    providers = session.scalars(sa.select(Person.provider).where(Person.email == "same@example.se"))
    assert sorted(providers) == ["entra:hallsberg", "entra:laxa"]


def test_a_place_in_another_municipality_is_no_place(app: Flask, session: Session) -> None:
    Caller(app, "hallsberg").create("a@hallsberg.example", **{ENTERPRISE: {"department": "Stenebergsskolan"}})
    joined = sa.select(Unit.name, Organisation.key).join_from(Person, Unit, Unit.id == Person.unit_id)
    placed = joined.join(Organisation, Organisation.id == Unit.organisation_id)
    assert session.execute(placed.where(Person.email == "a@hallsberg.example")).one() == ("Att placera", "hallsberg")


@pytest.mark.parametrize("token", ["", "nej", "token-of-laxa-that-is-long-enough-186", "Ünï"])
def test_without_a_token_of_ours_nothing_is_told(app: Flask, token: str) -> None:
    answer = Caller(app, token=token).send("GET", "/Users")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.get_json(force=True)["status"] == "401"


def test_who_guesses_tokens_is_told_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_REFUSED", 2)
    statuses = [Caller(app, token="wrong").send("GET", "/Users").status_code for _ in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert Caller(app).send("GET", "/Users").status_code == 200


def test_a_directory_that_asks_too_often_is_told_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_CALLS", 2)
    answers = [Caller(app).send("GET", "/Users") for _ in range(3)]
    assert answers[2].status_code == 429
    assert int(answers[2].headers["Retry-After"]) >= 1
    assert answers[2].get_json(force=True)["status"] == "429"


def test_a_signed_in_administrator_is_nobody_here(app: Flask) -> None:
    from tests.client import ShopClient  # the only browser of this file

    answer = ShopClient(app, "alva").browser.post("/scim/v2/Users", json={"schemas": [USER], "userName": "x"})
    assert answer.status_code == 401
