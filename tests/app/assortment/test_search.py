"""Search forgives: spelling, å ä ö, plural endings and compound words."""

from __future__ import annotations

import pytest

from app.assortment.queries.search import Index, fold, stem, synonyms

NAMES = {
    1: "Bärbar dator 14 tum",
    2: "Headset trådlöst",
    3: "Skärm 27 tum USB-C",
    4: "Skärm 24 tum",
    5: "Skal för mobil",
    6: "Väska 14 tum",
    7: "Laddare USB-C 65 W",
    8: "Kabel HDMI 3 m",
    9: "Surfplatta 11 tum",
    10: "Tangentbord med sladd",
}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index({key: [(name, 10.0)] for key, name in NAMES.items()})


def best(index: Index, query: str) -> str:
    scores = index.search(query).scores
    return NAMES[max(scores, key=lambda key: scores[key])] if scores else ""


@pytest.mark.rule("R-013")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("headset", "Headset trådlöst"),
        ("HEADSET", "Headset trådlöst"),
        ("hedset", "Headset trådlöst"),
        ("hörlurar", "Headset trådlöst"),
        ("horlurar", "Headset trådlöst"),
        ("skärm 27", "Skärm 27 tum USB-C"),
        ("skarm 24", "Skärm 24 tum"),
        ("laddare usbc", "Laddare USB-C 65 W"),
        ("laddare usb-c", "Laddare USB-C 65 W"),
        ("kabl", "Kabel HDMI 3 m"),
        ("mobilskal", "Skal för mobil"),
        ("hdmikabel", "Kabel HDMI 3 m"),
        ("datorväska", "Väska 14 tum"),
        ("väskor", "Väska 14 tum"),
        ("ipad", "Surfplatta 11 tum"),
        ("tangenbord", "Tangentbord med sladd"),
        ("tangetbrod", "Tangentbord med sladd"),
        ("skal till mobil", "Skal för mobil"),
    ],
)
def test_what_people_type_leads_to_what_they_mean(index: Index, query: str, found: str) -> None:
    assert best(index, query) == found


def test_every_word_counts(index: Index) -> None:
    assert set(index.search("skärm 27").scores) == {3}


def test_when_not_every_word_is_met_the_nearest_are_shown_and_it_is_said(index: Index) -> None:
    found = index.search("headset xyzzy")
    assert set(found.scores) == {2}
    assert not found.complete


def test_nothing_found_gives_the_nearest_words(index: Index) -> None:
    found = index.search("surfpjatter")
    assert not found.scores
    assert found.nearest[0] == "surfplatta"


@pytest.mark.parametrize("query", ["", "   ", "%", "'; --", "\u202e", "-", "/"])
def test_a_query_without_words_finds_nothing_and_breaks_nothing(index: Index, query: str) -> None:
    assert not index.search(query).scores


def test_numbers_are_never_guessed(index: Index) -> None:
    assert 4 not in index.search("27").scores


def test_folding_and_stems() -> None:
    assert fold("Skärmar Å Ö é") == "skarmar a o e"
    assert stem("skarmar") == stem("skarm") == "skarm"
    assert stem("mus") == "mus"


def test_synonyms_are_mutual() -> None:
    for word, others in synonyms().items():
        for other in others:
            assert word in {stem(back) for back in synonyms()[stem(other)]}, (word, other)
