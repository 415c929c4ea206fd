"""The first assortment: whole, readable, drawn, and within what the agreement allows."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.edition import load
from catalogue.terms import Payer, Segment

ROOT = Path(__file__).parents[2]
DATA: dict[str, Any] = tomllib.loads((ROOT / "catalogue" / "assortment.toml").read_text(encoding="utf-8"))
ITEMS: list[dict[str, Any]] = DATA["item"]
KITS: list[dict[str, Any]] = DATA["kit"]
KINDS = load("2026").kinds
DRAWINGS = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (ROOT / "static" / "sprite.svg").read_text(encoding="utf-8")))

FIELDS: dict[str, type] = {
    **dict.fromkeys(("slug", "article", "kind", "segment", "category", "name", "model", "summary", "description"), str),
    **dict.fromkeys(("platform", "form_factor", "environment", "unspsc", "unit_code", "price_period"), str),
    **dict.fromkeys(("supplier", "illustration", "state", "decision"), str),
    **dict.fromkeys(("technical_lifetime_months", "warranty_months", "price", "vat_rate", "popularity"), int),
    **dict.fromkeys(("price_sample", "orderable", "in_stock"), bool),
    **dict.fromkeys(("facts", "keywords", "related", "lead_days"), list),
    "decided_on": dt.date,
}
# R-040 names workstations, printers and screens.
LASTING = {"staff_pc", "staff_mac", "shared_pc", "pupil_computer", "screen", "printer"}
# the systems a managed client of each kind may run.
PLATFORMS = {
    "staff_pc": {"windows"},
    "shared_pc": {"windows"},
    "staff_mac": {"macos"},
    "pupil_computer": {"windows", "macos"},
    "mobile_phone": {"ios", "android"},
    "staff_tablet": {"ipados", "android"},
    "pupil_tablet": {"ipados", "android"},
}
# UN/ECE recommendation 20: piece, service unit, one, month, year.
UNITS = {"once": {"H87", "E48", "C62"}, "month": {"MON"}, "year": {"ANN"}}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def by_slug() -> dict[str, dict[str, Any]]:
    """Every item by its slug."""
    return {item["slug"]: item for item in ITEMS}


def breaking(holds: Callable[[dict[str, Any]], object]) -> list[str]:
    """Slugs of the items for which something that must hold does not."""
    return [item["slug"] for item in ITEMS if not holds(item)]


def is_in_shop(item: dict[str, Any]) -> bool:
    """Whether the agreement lets the kind of an item go in the basket."""
    return KINDS[item["kind"]].in_shop


def texts(value: object) -> Iterator[str]:
    """Every text in a tree of lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_there_is_enough_to_choose_from() -> None:
    for_sale = [item for item in ITEMS if item["orderable"] and item["state"] == "published"]
    assert len(for_sale) >= 100
    least = {
        "datorer": 8,
        "mobil": 8,
        "skarmar": 8,
        "tillbehor": 40,
        "specialutrustning": 8,
        "av": 12,
        "licenser": 8,
        "skola": 6,
    }
    shelves = Counter(item["category"] for item in for_sale)
    assert {shelf: shelves[shelf] for shelf, count in least.items() if shelves[shelf] < count} == {}


def test_every_kind_of_the_shop_has_something_to_order() -> None:
    in_shop = {key for key, kind in KINDS.items() if kind.in_shop}
    for_sale = {item["kind"] for item in ITEMS if item["orderable"] and item["state"] == "published"}
    assert in_shop - for_sale == set()
    assert len(in_shop) >= 15


@pytest.mark.rule("R-010")
@pytest.mark.parametrize("segment", [segment.value for segment in Segment])
def test_each_group_of_people_finds_something(segment: str) -> None:
    assert any(item["segment"] == segment and item["state"] == "published" for item in ITEMS)


@pytest.mark.parametrize("field", ["slug", "article", "name"])
def test_items_are_told_apart(field: str) -> None:
    assert [value for value, count in Counter(item[field] for item in ITEMS).items() if count > 1] == []


def test_an_item_says_everything() -> None:
    for item in ITEMS:
        assert item.keys() - {"successor"} == FIELDS.keys(), item["slug"]
        wrong = {name: item[name] for name, wanted in FIELDS.items() if type(item[name]) is not wanted}
        assert wrong == {}, item["slug"]


def test_codes_periods_and_times_are_well_formed() -> None:
    assert breaking(lambda item: SLUG.fullmatch(item["slug"])) == []
    assert breaking(lambda item: re.fullmatch(r"[A-Z]{2}-\d{4}", item["article"])) == []
    assert breaking(lambda item: re.fullmatch(r"[1-9]\d{7}", item["unspsc"])) == []
    assert breaking(lambda item: not item["orderable"] or item["unit_code"] in UNITS[item["price_period"]]) == []
    assert breaking(lambda item: item["vat_rate"] == 2500 and item["price_sample"]) == []
    assert breaking(lambda item: 0 < item["lead_days"][0] <= item["lead_days"][1] <= 60) == []


def test_an_item_is_of_a_known_kind_shelf_and_supplier() -> None:
    shelves = {category["key"] for category in DATA["category"]}
    suppliers = {supplier["key"] for supplier in DATA["supplier"]} | {""}
    assert breaking(lambda item: item["kind"] in KINDS) == []
    assert breaking(lambda item: item["segment"] in set(Segment)) == []
    assert breaking(lambda item: item["category"] in shelves) == []
    assert breaking(lambda item: item["supplier"] in suppliers) == []


def test_an_item_has_a_drawing() -> None:
    assert breaking(lambda item: item["illustration"] in DRAWINGS) == []


def test_what_is_ordered_elsewhere_has_no_price_and_no_basket() -> None:
    assert breaking(lambda item: item["orderable"] == (is_in_shop(item) and item["state"] == "published")) == []
    assert breaking(lambda item: (item["price"] > 0) == is_in_shop(item)) == []


def test_what_the_unit_buys_has_a_supplier_that_gets_the_order() -> None:
    bought = [item for item in ITEMS if item["orderable"] and KINDS[item["kind"]].payer is Payer.DIRECT]
    assert len(bought) >= 80
    assert [item["slug"] for item in bought if not item["supplier"] or item["price"] <= 0] == []


def test_texts_are_short() -> None:
    assert breaking(lambda item: 3 <= len(item["name"]) <= 60) == []
    assert breaking(lambda item: 10 <= len(item["summary"]) <= 60) == []
    assert breaking(lambda item: 60 <= len(item["description"]) <= 400) == []
    assert breaking(lambda item: len(item["keywords"]) >= 2) == []


def test_texts_end_as_sentences_do() -> None:
    assert breaking(lambda item: not item["summary"].endswith(".")) == []
    assert breaking(lambda item: item["description"].endswith((".", "?"))) == []
    assert breaking(lambda item: "\n" not in item["description"]) == []


def test_facts_are_pairs_of_label_and_value() -> None:
    for item in ITEMS:
        for fact in item["facts"]:
            assert fact.keys() == {"label", "value"}, item["slug"]
            assert 2 <= len(fact["label"]) <= 30, item["slug"]
            assert 1 <= len(fact["value"]) <= 70, item["slug"]


def test_texts_are_composed_and_hold_no_strange_characters() -> None:
    for text in texts(DATA):
        assert unicodedata.is_normalized("NFC", text), text
        assert text == text.strip(), text
        assert "  " not in text, text
        # Letters of Swedish, digits and plain punctuation: no pictures, no hidden characters, no inch sign.
        assert re.fullmatch(r"[A-Za-zÅÄÖåäöéÉ0-9 .,:;?!()/@&+'_-]*", text), text


@pytest.mark.rule("R-014")
def test_an_item_rests_on_a_decision_of_the_forum() -> None:
    assert breaking(lambda item: "IT-dialogforum" in item["decision"]) == []
    assert breaking(lambda item: item["decided_on"].year == 2026) == []


@pytest.mark.rule("R-040")
def test_computers_screens_and_printers_last_four_years() -> None:
    assert {item["kind"] for item in ITEMS} >= LASTING
    assert breaking(lambda item: item["kind"] not in LASTING or item["technical_lifetime_months"] >= 48) == []


@pytest.mark.rule("R-202")
def test_clients_run_only_the_systems_that_are_managed() -> None:
    assert breaking(lambda item: item["platform"] in PLATFORMS.get(item["kind"], {""})) == []
    portable = ("macos", "ios", "ipados", "android")
    assert breaking(lambda item: item["platform"] not in portable or item["form_factor"] == "portable") == []


def test_withdrawn_items_point_at_what_took_their_place() -> None:
    items = by_slug()
    withdrawn = [item for item in ITEMS if item["state"] == "withdrawn"]
    assert len(withdrawn) >= 3
    for item in withdrawn:
        successor = items[item["successor"]]
        assert successor["state"] == "published"
        assert successor["kind"] == item["kind"]
        assert not item["orderable"]
    assert [item["slug"] for item in ITEMS if item["state"] == "published" and "successor" in item] == []


def test_related_items_can_be_had() -> None:
    published = {item["slug"] for item in ITEMS if item["state"] == "published"}
    assert breaking(lambda item: set(item["related"]) <= published - {item["slug"]}) == []
    assert breaking(lambda item: len(set(item["related"])) == len(item["related"])) == []


def test_kits_hold_things_that_can_be_ordered() -> None:
    items = by_slug()
    assert len({kit["slug"] for kit in KITS}) == len(KITS) >= 6
    for kit in KITS:
        assert kit["illustration"] in DRAWINGS
        assert SLUG.fullmatch(kit["slug"])
        assert 10 <= len(kit["summary"]) <= 60
        assert len(kit["items"]) >= 3
        assert [part["slug"] for part in kit["items"] if not items[part["slug"]]["orderable"]] == []
        assert all(1 <= part["quantity"] <= 99 for part in kit["items"])


def test_a_new_employee_gets_computer_dock_screen_and_headset() -> None:
    items = by_slug()
    kit = next(kit for kit in KITS if kit["slug"] == "nyanstalld-kontor")
    parts = [items[part["slug"]] for part in kit["items"]]
    assert {"staff_pc", "screen", "headset"} <= {part["kind"] for part in parts}
    assert "docka-usb-c" in {part["slug"] for part in parts}


def test_shelves_have_icons_and_palettes() -> None:
    for category in DATA["category"]:
        assert f"i-{category['icon']}" in DRAWINGS
        assert category["palette"] in ("", "blue", "sand", "plum")


def test_suppliers_are_clearly_samples() -> None:
    assert {supplier["kind"] for supplier in DATA["supplier"]} == {
        "it_partner",
        "av_subcontractor",
        "licences",
        "operator",
    }
    for supplier in DATA["supplier"]:
        assert supplier["sample"]
        assert supplier["email"].endswith(".example")
        assert luhn(supplier["org_number"])


def luhn(digits: str) -> bool:
    """Whether ten digits carry a right check digit."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return len(digits) == 10 and sum(value // 10 + value % 10 for value in doubled) % 10 == 0
