"""The pages of the agreement as data: they hold together, they are found, and their tables are the source's."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from catalogue import components, guides
from catalogue.edition import load as edition_of
from catalogue.raci import raci_row
from catalogue.rows import EditionError

MINIMAL: dict[str, Any] = tomllib.loads("""
slug = "prov"
title = "Prov"
lead = "En sida."
group = "services"
order = 1
responsible = "it"
funding = "included"
words = ["prov"]
sources = [[1, 2]]
confirmed = true
""")
# As the source has them (L1024-L1095): activity, marks of IT, marks of the municipality or unit.
APPLICATION_OPERATION = (
    ("RA", "I"), ("C", "RA"), ("R", "RA"), ("RA", "CI"), ("RA", "CI"), ("CI", "RA"), ("RA", "C"), ("RA", "CI"),
    ("RA", ""), ("RA", "I"), ("C", "RA"), ("RA", "CI"), ("RA", "RCI"), ("C", "RA"), ("RA", "CI"), ("C", "RA"),
)  # fmt: skip
# L856-L926.
CLIENT_MANAGEMENT = (
    ("RA", "CI"), ("RA", "CI"), ("RA", "CI"), ("RA", "C"), ("RA", ""), ("RA", "C"), ("RA", ""), ("RA", "CI"),
    ("RA", "CI"), ("RA", ""), ("RA", "C"), ("RA", "C"), ("RA", "C"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "expected"), [("applikationsdrift", APPLICATION_OPERATION), ("klienthantering", CLIENT_MANAGEMENT)]
)
def test_the_marks_are_those_of_the_source_row_by_row(slug: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert tuple((row.it, row.unit) for row in guides.load()[slug].raci) == expected


def test_each_activity_has_one_who_is_accountable() -> None:
    with pytest.raises(EditionError, match="one party is accountable"):
        raci_row({"activity": "Prov", "it": "RA", "unit": "A"}, "prov")
    with pytest.raises(EditionError, match="not made of"):
        raci_row({"activity": "Prov", "it": "RA", "unit": "X"}, "prov")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"forms": ["nothing"]}, "no form nothing"),
        ({"kinds": ["nothing"]}, "no kind nothing"),
        ({"components": ["nothing"]}, "no component nothing"),
        ({"contradictions": [99]}, "no contradiction 99"),
        ({"funding": "none"}, "says who pays"),
        ({"confirmed": False}, "remark"),
        ({"words": []}, "everyday words"),
        ({"responsible": "nobody"}, "nobody"),
        ({"sources": [[1, 9999]]}, "lines outside"),
        ({"heading": "x"}, "unknown key heading"),
        ({"link": [{"title": "Ut", "url": "https://example.se"}]}, "no place in the shop"),
    ],
)
def test_a_page_that_points_nowhere_or_leaves_something_unsaid_is_refused(wrong: dict[str, Any], told: str) -> None:
    assert guides.read(MINIMAL, "prov", edition_of()).title == "Prov"
    with pytest.raises(EditionError, match=told):
        guides.read({**MINIMAL, **wrong}, "prov", edition_of())


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("skriva ut", "utskrift"), ("hemifrån", "natverk"), ("copilot", "digitalisering-och-ai"),
        ("playipp", "skarmar-och-rumsbokning"), ("dieselaggregat", "lokaler"), ("säkerhetskopia", "servrar"),
        ("PM3", "samverkansmodellen"), ("öppettider", "it-support"), ("virus", "klienthantering"),
    ],
)  # fmt: skip
def test_everyday_words_lead_to_the_page(words: str, slug: str) -> None:
    assert guides.found(guides.load(), words)[0].slug == slug


def test_words_that_no_page_holds_lead_nowhere() -> None:
    assert guides.found(guides.load(), "xyzzy") == []
    assert len(guides.found(guides.load(), " ")) == len(guides.load())


def test_the_infrastructure_is_what_the_source_counts() -> None:
    parts = components.infrastructure(components.load())
    assert [part.key for part in parts] == [
        "network", "remote_access", "servers", "client_platform", "integration_platform", "identity", "storage",
        "backup", "server_rooms",
    ]  # fmt: skip


def test_no_page_copies_a_sentence_of_the_source() -> None:
    """The pages are written in plain words of our own; these are sentences as the source has them."""
    said = " ".join(
        text
        for guide in guides.load().values()
        for section in guide.sections
        for text in (*section.text, *section.points)
    )
    for copied in (
        "Klienthantering underlättar för dig som användare", "Samverkansmodellen syftar till att skapa",
        "Genom tidig dialog och tydlig ansvarsfördelning", "omfattar underhåll, övervakning och hantering av mjuk",
    ):  # fmt: skip
        assert copied not in said
