"""What the standard promises beside the public suite: filters, pages, order, versions, and faults in its own form."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import web
from app.identity.queries.directory import searching
from tests.app.identity.scim.caller import ENTERPRISE, PATCH, USER, Caller


@pytest.fixture
def caller(app: Flask) -> Caller:
    found = Caller(app)
    for number, name in enumerate(("anna", "berit", "cecilia", "disa", "Åsa")):
        found.create(
            f"{name}@laxa.example", displayName=name.title(), title="Lärare" if number % 2 else "Rektor",
            active=name != "disa", emails=[{"type": "work", "value": f"{name}@laxa.example", "primary": True}],
            **{ENTERPRISE: {"employeeNumber": str(100 + number), "department": "Stenebergsskolan"}},
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ('userName eq "ANNA@laxa.example"', 1),
        ('userName eq "åsa@LAXA.example"', 1),
        ('externalId eq "oid-anna@laxa.example"', 1),
        ('externalId eq "OID-anna@laxa.example"', 0),
        ('emails[type eq "work"].value eq "disa@laxa.example"', 1),
        ('emails[type eq "work" and value co "laxa"]', 5),
        ("active eq true", 4),
        ('title eq "lärare" and not (active eq false)', 1),
        ('userName eq "anna@laxa.example" or userName eq "berit@laxa.example"', 2),
        ('userName eq "anna@laxa.example" or title eq "lärare"', 3),
        ('userName sw "c"', 1),
        ("title pr", 5),
        (f'{ENTERPRISE}:employeeNumber eq "103"', 1),
        (f'{ENTERPRISE}:department co "skolan" and {ENTERPRISE}:employeeNumber gt "101"', 3),
        ('meta.created gt "2020-01-01T00:00:00Z"', 5),
        ('id eq "x"', 0),
    ],
)
def test_filters_find_what_they_say(caller: Caller, wanted: str, count: int) -> None:
    answer = caller.json("POST", "/Users/.search", {"filter": wanted})
    assert answer["totalResults"] == count
    assert len(answer["Resources"]) == count


def test_pages_and_orders(caller: Caller) -> None:
    def names(query: str) -> list[str]:
        return [each["userName"].split("@")[0] for each in caller.json("GET", f"/Users?{query}")["Resources"]]

    assert names("sortBy=userName&count=2") == ["anna", "berit"]
    assert names("sortBy=userName&count=2&startIndex=3") == ["cecilia", "disa"]
    assert names("sortBy=userName&sortOrder=descending&count=1") == ["Åsa"]
    assert names(f"sortBy={ENTERPRISE}:employeeNumber&sortOrder=descending&count=2") == ["Åsa", "disa"]
    assert names("startIndex=-5&count=-1") == []
    page = caller.json("GET", "/Users?startIndex=99999999999999999999&count=5")
    assert (page["totalResults"], page["itemsPerPage"]) == (5, 0)


def test_a_page_is_never_larger_than_it_may_be(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 3)
    page = caller.json("GET", "/Users?count=1000")
    assert (page["totalResults"], page["itemsPerPage"], len(page["Resources"])) == (5, 3, 3)


def test_a_filter_that_would_read_too_much_is_refused(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 3)
    assert caller.json("GET", "/Users?filter=title pr", status=400)["scimType"] == "tooMany"
    assert caller.json("GET", '/Users?filter=userName eq "anna@laxa.example"')["totalResults"] == 1


def test_only_the_attributes_that_are_asked_for_are_told(caller: Caller) -> None:
    row = caller.json("GET", "/Users?attributes=userName&count=1")["Resources"][0]
    assert set(row) == {"schemas", "id", "userName"}
    row = caller.json("GET", "/Users?excludedAttributes=userName,meta&count=1")["Resources"][0]
    assert "displayName" in row
    assert not {"userName", "meta"} & set(row)


def test_versions_guard_changes(caller: Caller) -> None:
    user = caller.json("GET", "/Users?count=1")["Resources"][0]
    path, tag = f"/Users/{user['id']}", user["meta"]["version"]
    assert caller.send("GET", path).headers["ETag"] == tag
    assert caller.send("GET", path, If_None_Match=tag).status_code == 304
    change = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "title", "value": "Vikarie"}]}
    caller.json("PATCH", path, change, status=412, If_Match='W/"99"')
    changed = caller.json("PATCH", path, change, If_Match=tag)
    assert changed["meta"]["version"] != tag
    assert caller.json("PATCH", path, change)["meta"]["version"] == changed["meta"]["version"]
    caller.json("DELETE", path, status=412, If_Match=tag)
    caller.json("DELETE", path, status=204, If_Match="*")


def test_nobody_answers_to_themselves(caller: Caller) -> None:
    first, second, third = (each["id"] for each in caller.json("GET", "/Users?sortBy=userName&count=3")["Resources"])
    path = f"{ENTERPRISE}:manager"
    caller.patch(f"/Users/{first}", {"op": "add", "path": path, "value": {"value": second}})
    caller.patch(f"/Users/{second}", {"op": "add", "path": path, "value": [{"value": third}]})
    for who in (first, third):
        fault = caller.patch(f"/Users/{third}", {"op": "add", "path": path, "value": who}, status=400)
        assert "manager" in fault["detail"]


def test_who_was_placed_by_hand_stays_until_the_directory_says_something_new(caller: Caller, app: Flask) -> None:
    user = caller.create("ny@laxa.example", **{ENTERPRISE: {"department": "Okänd enhet"}})
    assert unit_of(app, "ny@laxa.example") == "Att placera"
    place(app, "ny@laxa.example", "Stenebergsskolan")
    caller.patch(f"/Users/{user}", {"op": "replace", "path": "title", "value": "Vikarie"})
    assert unit_of(app, "ny@laxa.example") == "Stenebergsskolan"
    caller.patch(f"/Users/{user}", {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Kanslienheten"})
    assert unit_of(app, "ny@laxa.example") == "Kanslienheten"


def unit_of(app: Flask, email: str) -> str:
    rows = _rows(app, "SELECT u.name FROM person p JOIN unit u ON u.id = p.unit_id WHERE p.email = :email", email=email)
    return str(rows[0][0])


def place(app: Flask, email: str, unit: str) -> None:
    _rows(app, "UPDATE person SET unit_id = (SELECT id FROM unit WHERE name = :unit) WHERE email = :email RETURNING id",
          email=email, unit=unit)  # fmt: skip


def _rows(app: Flask, statement: str, **values: str) -> Any:
    with app.app_context(), web.store.sessionmaker() as own:
        rows = own.execute(sa.text(statement), values).all()
        own.commit()
    return rows


BODIES: list[Any] = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"userName": NaN}', b"[" * 5000, b'{"a":' * 5000,
    b'{"userName": "\\u0000"}', b'{"userName": "\\ud800"}', b'{"userName": ' + b"9" * 5000 + b"}",
    {"userName": None}, {"userName": {"a": 1}}, {"userName": ["a"]}, {"userName": "x" * 300}, {"userName": ""},
    {"userName": "x", "emails": "a"}, {"userName": "x", "emails": [{"value": "a" * 400 + "@b.se"}]},
    {"userName": "x", "active": "kanske"}, {"userName": "x", "externalId": "e" * 200},
    {"schemas": ["urn:x"], "userName": "x"},
    {"userName": "x", ENTERPRISE: "y"}, {"userName": "x", ENTERPRISE: {"manager": {"value": {"a": 1}}}},
    {"schemas": [PATCH], "Operations": []}, {"Operations": [{"op": "zap"}]}, {"Operations": "x"}, {"Operations": [1]},
    {"Operations": [{"op": "remove"}]}, {"Operations": [{"op": "replace", "path": "userName"}]},
    {"Operations": [{"op": "replace", "path": "((((", "value": 1}]},
    {"Operations": [{"op": "replace", "path": "emails[type eq", "value": 1}]},
    {"Operations": [{"op": "replace", "path": "id", "value": "1"}]},
    {"Operations": [{"op": "remove", "path": "userName"}]},
    {"Operations": [{"op": "add", "path": "members[value eq \"x\"].value", "value": "y"}]},
    {"Operations": [{"op": "add", "value": {"userName": ["x"]}}]},
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_whatever_is_sent_is_answered_in_words_and_never_breaks(caller: Caller, number: int) -> None:
    user = caller.json("GET", "/Users?count=1")["Resources"][0]["id"]
    group = caller.json("POST", "/Groups", {"displayName": "G"}, status=201)["id"]
    for method, path in (
        ("POST", "/Users"), ("PUT", f"/Users/{user}"), ("PATCH", f"/Users/{user}"), ("POST", "/Groups"),
        ("PUT", f"/Groups/{group}"), ("PATCH", f"/Groups/{group}"), ("POST", "/.search"), ("POST", "/Users/.search"),
    ):  # fmt: skip
        answer = caller.send(method, path, BODIES[number])
        assert answer.status_code < 500, (method, path, answer.get_data(as_text=True))
        assert answer.mimetype == "application/scim+json"
        if answer.status_code >= 400:
            assert answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/Users?filter=%28%28%28", 400), ("/Users?filter=nope+eq+1", 400),
        ("/Users?filter=userName+eq+%22%00%22", 400),
        ("/Users?filter=" + "x" * 2000, 400), ("/Users?count=abc", 400), ("/Users?sortBy=nope", 400),
        ("/Users?attributes=%00", 400), ("/Users?attributes=((", 400), ("/Users/1?attributes=((", 404),
        ("/Users?attributes=a&excludedAttributes=b", 400), ("/Schemas?filter=a", 403), ("/Schemas/urn:nope", 404),
        ("/nope", 404), ("", 404), ("/Users/", 404), ("/Me", 404),
    ],
)  # fmt: skip
def test_faults_are_told_in_scims_own_form(caller: Caller, path: str, status: int) -> None:
    assert caller.json("GET", path, status=status)["status"] == str(status)


def test_methods_that_do_not_exist_and_bodies_too_large_are_told_so_too(caller: Caller) -> None:
    caller.json("DELETE", "/Users", status=405)
    caller.json("POST", "/Schemas", {}, status=405)
    caller.json("POST", "/Users", b"x" * (1024 * 1024 + 1), status=413)


def test_a_form_of_a_browser_is_not_taken(caller: Caller) -> None:
    answer = caller.send("POST", "/Users", b"userName=x", Content_Type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_what_is_refused_changes_nothing(caller: Caller) -> None:
    user = caller.json("GET", "/Users?count=1")["Resources"][0]
    operations = [{"op": "replace", "path": "title", "value": "Ny"}, {"op": "replace", "path": "active", "value": "?"}]
    caller.patch(f"/Users/{user['id']}", *operations, status=400)
    assert caller.json("GET", f"/Users/{user['id']}") == user
    assert user["schemas"][0] == USER
