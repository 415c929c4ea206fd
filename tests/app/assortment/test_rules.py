"""The agreement in words: every kind has its page, with source lines, and contradictions are shown openly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assortment.queries import edition, lines_in_words
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.mark.rule("R-006")
def test_every_kind_has_its_page_with_its_lines(client_as: SignIn) -> None:
    browser = client_as("karin")
    listed = {str(link["href"]) for link in browser.get("/regler").soup.select("main a[href^='/regler/']")}
    for kind in edition().kinds.values():
        assert f"/regler/{kind.key}" in listed
        page = browser.get(f"/regler/{kind.key}")
        assert page.h1 == kind.name
        assert lines_in_words(kind.sources) in page.text
        assert edition().owner in page.text


@pytest.mark.rule("R-043")
def test_a_staff_computer_costs_the_unit_nothing_in_words(client_as: SignIn) -> None:
    assert "Er enhet betalar 0\u00a0kr" in client_as("karin").get("/regler/staff_pc").html


@pytest.mark.rule("R-169")
def test_contradictions_are_told_with_their_resolution(client_as: SignIn) -> None:
    page = client_as("rut").get("/regler")
    for found in edition().contradictions:
        assert " ".join(found.question.split()) in page.text
        assert " ".join(found.resolution.split()) in page.text


def test_settings_show_the_value_of_my_organisation(client_as: SignIn) -> None:
    page = client_as("karin").get("/regler")
    assert "5\u00a0000\u00a0kr" in page.html
    assert "2,5\u00a0%" in page.html


def test_an_unknown_kind_is_not_there(client_as: SignIn) -> None:
    client_as("karin").get("/regler/spaceship", status=404)


def test_strangers_sign_in_first(client_as: SignIn) -> None:
    assert client_as("").get("/regler", status=303).location.startswith("/logga-in")


def test_lines_in_words() -> None:
    assert lines_in_words(((115, 115), (120, 126))) == "rad 115, 120–126"
    assert "förslag" in lines_in_words(())
