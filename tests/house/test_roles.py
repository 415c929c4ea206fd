"""The table of roles and addresses: each person at each door, with GET, POST and as HTMX asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from catalogue.rights import RIGHTS, may
from tests.client import ShopClient
from tests.house.doors import Door, Guest, doors
from tests.house.tree import no_faults

Browsers = Callable[[str], ShopClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
MACHINES = "application/scim+json"
CLOSED = "closed"
OPEN = "open"


def expected(door: Door, guest: Guest | None) -> str:
    """Whether a door opens for somebody: only the right decides, before any row is looked for."""
    if door.right == "public":
        return OPEN
    return OPEN if guest and may(door.right or "", guest.roles) else CLOSED


def doors_of_people(shop: Flask) -> list[Door]:
    """Every door but those that open to a machine's token alone."""
    return [door for door in doors(shop) if not RIGHTS[door.right or ""].machine]


def test_every_right_is_carried_by_somebody_here(shop: Flask, guests: list[Guest]) -> None:
    present = {role for guest in guests for role in guest.roles}
    used = {door.right for door in doors(shop)} - {None}
    carried = {name for name in used if RIGHTS[name].open or RIGHTS[name].machine or present & RIGHTS[name].roles}
    assert used == carried, f"nobody in the demo world carries {used - carried}"


def test_strangers_are_shown_to_the_sign_in_page(shop: Flask, browsers: Browsers) -> None:
    stranger = browsers("").browser
    faults = []
    for door in doors_of_people(shop):
        for method in door.methods:
            answer = stranger.open(door.filled, method=method)
            inside = not (answer.status_code == 303 and "/logga-in" in answer.headers["Location"])
            if inside and expected(door, None) == CLOSED and not (method == "POST" and answer.status_code == 400):
                faults.append(f"{method} {door.path}: a stranger got {answer.status_code}")
    no_faults(faults)


def test_a_strangers_fragment_is_401_with_the_way_to_sign_in(shop: Flask, browsers: Browsers) -> None:
    stranger = browsers("").browser
    closed = [door for door in doors_of_people(shop) if "GET" in door.methods and expected(door, None) == CLOSED]
    for door in closed:
        answer = stranger.get(door.filled, headers=PARTIAL)
        assert (answer.status_code, "HX-Redirect" in answer.headers) == (401, True), door.path


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_reading_opens_for_those_who_carry_the_right(
    shop: Flask, guests: list[Guest], browsers: Browsers, headers: dict[str, str]
) -> None:
    faults = []
    for guest in guests:
        for door in (door for door in doors_of_people(shop) if "GET" in door.methods):
            closed = expected(door, guest) == CLOSED
            # HEAD is the same view without the body: that it does not slip past a closed door is what may differ.
            for method in ("GET", "HEAD") if closed else ("GET",):
                status = browsers(guest.key).browser.open(door.filled, method=method, headers=headers).status_code
                if (status == 403) != closed or status >= 500:
                    faults.append(f"{method} {door.path}: {guest.key} got {status}")
    no_faults(faults)


def test_changing_is_refused_to_those_who_do_not_carry_the_right(
    shop: Flask, guests: list[Guest], browsers: Browsers
) -> None:
    faults = []
    for guest in guests:
        for door in (door for door in doors_of_people(shop) if expected(door, guest) == CLOSED):
            if "POST" not in door.methods:
                continue
            status = browsers(guest.key).post(door.filled).status
            if status != 403:
                faults.append(f"POST {door.path}: {guest.key} got {status}")
    no_faults(faults)


def test_machines_doors_open_to_nobody_without_a_token(shop: Flask, guests: list[Guest], browsers: Browsers) -> None:
    found = [door for door in doors(shop) if RIGHTS[door.right or ""].machine]
    assert found
    faults = []
    for person in ["", guests[0].key, guests[-1].key]:
        for door in found:
            for method in sorted(door.methods):
                answer = browsers(person).browser.open(door.filled, method=method)
                if (answer.status_code, answer.mimetype) not in {(401, MACHINES), (429, MACHINES)}:
                    faults.append(f"{method} {door.path}: {person or 'a stranger'} got {answer.status_code}")
    no_faults(faults)


def test_the_expectation_closes_doors() -> None:
    register = Door("/it/enheter", frozenset({"GET"}), "devices.register")
    assert expected(register, Guest("karin", frozenset({"employee"}))) == CLOSED
    assert expected(register, Guest("omar", frozenset({"it_workplace"}))) == OPEN
    assert expected(register, None) == CLOSED
