"""Orders and agreements as Peppol documents hold the official rules, whatever people have written in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ubl import checking
from app.ubl.orders import OrderedLine, PaperOrder, Party, agreement, order, postal
from app.ubl.reading import parse
from catalogue import money
from tests.peppol import broken_rules, needs_rules, tree

LAXA = Party("Laxå kommun", "2120000035", contact="Karin Lund", email="karin@laxa.example")
PARTNER = Party("IT-partnern & Söner <AB>", "5560000100")
NASTY = 'Kåpa & "täcke" <b>5\u00a0m</b> \x07\ud83d 🖥️ '


def line(position: int = 1, **changed: object) -> OrderedLine:
    row = {"article": "HS-210", "name": "Trådlöst headset", "quantity": 3, "price": 79_900, "rate": 2500} | changed
    net = int(row["quantity"]) * int(row["price"])
    made = {"position": position, "unit": "H87", "net": net, "vat": money.vat(net, int(row["rate"]))}
    return OrderedLine(**(made | row))


def paper(*lines: OrderedLine, **changed: object) -> PaperOrder:
    made = {
        "number": "P2026-00001", "issued": dt.date(2026, 11, 23), "until": dt.date(2026, 12, 23),
        "reference": "ZZ12345", "buyer": LAXA, "seller": PARTNER, "address": "Skolan, Storgatan 2, 695 30 Laxå",
        "receiver": "Stenebergsskolan", "lines": lines or (line(),),
    }  # fmt: skip
    return PaperOrder(**(made | changed))


FULL = paper(
    line(recipient="Åsa & Örjan <Öberg>", account="4110 Skola", note="Ring 0584-12", day=dt.date(2026, 12, 1)),
    line(2, name=NASTY, price=12_345, quantity=7, rate=1200),
    line(3, rate=0, unit="ANN", name="x" * 10_000),
    contract="Ramavtal 2024/17 & bilaga", note="Levereras <före> jul & nyår",
)  # fmt: skip


@needs_rules
@pytest.mark.parametrize("write", [order, agreement])
def test_the_official_rules_find_nothing_wrong(write: object) -> None:
    assert broken_rules(write(FULL), warnings=True) == []
    assert broken_rules(write(paper(*(line(place) for place in range(1, 501)))), warnings=True) == []


@needs_rules
def test_the_rules_are_heard_when_something_is_wrong() -> None:
    sound = order(paper())
    assert any("R008" in fault for fault in broken_rules(sound.replace(b">2397.00<", b">2396.00<", 1)))
    assert any("schema" in fault for fault in broken_rules(sound.replace(b"OrderTypeCode", b"OrderType")))
    assert any("R049" in fault for fault in broken_rules(sound.replace(b"5560000100", b"5560000101")))


@needs_rules
@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 99), st.integers(0, 9_999_999), st.sampled_from([0, 600, 1200, 2500]),
            st.text(max_size=60), st.text(max_size=300),
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_whatever_is_ordered_holds_the_rules(rows: list[tuple[int, int, int, str, str]]) -> None:
    lines = [
        line(place, quantity=count, price=price, rate=rate, name=f"a{name}", note=note, recipient=name, account=name)
        for place, (count, price, rate, name, note) in enumerate(rows, 1)
    ]
    found = paper(*lines, note=rows[0][4])
    assert broken_rules(order(found)) == []
    assert broken_rules(agreement(found)) == []


def test_the_reference_is_written_as_it_is_and_the_sums_are_the_lines() -> None:
    root = tree(order(replace(FULL, reference="ZZ 123/45-å")))
    assert root.findtext("{*}CustomerReference") == "ZZ 123/45-å"
    assert root.findtext("{*}ID") == "P2026-00001"
    sums = root.find("{*}AnticipatedMonetaryTotal")
    assert sums is not None
    net = sum(each.net for each in FULL.lines)
    assert sums.findtext("{*}TaxExclusiveAmount") == f"{net / 100:.2f}"
    assert sums.findtext("{*}PayableAmount") == f"{(net + FULL.vat) / 100:.2f}"


def test_the_same_order_is_the_same_bytes() -> None:
    assert order(FULL) == order(FULL)
    assert agreement(FULL) == agreement(FULL)


def test_a_location_number_stands_before_the_organisation_number() -> None:
    root = tree(order(replace(FULL, buyer=replace(LAXA, place="7350000000009"))))
    endpoint = root.find("{*}BuyerCustomerParty/{*}Party/{*}EndpointID")
    assert endpoint is not None
    assert (endpoint.get("schemeID"), endpoint.text) == ("0088", "7350000000009")


def test_an_agreement_is_read_as_one() -> None:
    root = parse(agreement(FULL))
    assert root.name.endswith("OrderResponse")
    assert [part.one("LineItem/ID") for part in root.all("OrderLine")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Skolan, Storgatan 2, 695 30 Laxå", ("Skolan, Storgatan 2", "Laxå", "695 30")),
        ("Box 1, 69530 Laxå", ("Box 1", "Laxå", "69530")),
    ],
)
def test_an_address_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    found = dict(postal(text))
    assert (found["StreetName"], found["CityName"], found["PostalZone"]) == parts


def test_an_address_nobody_understands_is_sent_whole() -> None:
    assert dict(postal("Bakom ladan"))["AddressLine"] == [("Line", "Bakom ladan")]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"reference": " "}, "reference"),
        ({"buyer": replace(LAXA, company="2120000036")}, "buyer_company"),
        ({"buyer": replace(LAXA, place="7350000000007")}, "buyer_place"),
        ({"seller": replace(PARTNER, name="")}, "seller_name"),
        ({"lines": ()}, "lines"),
        ({"lines": (line(), line())}, "positions"),
        ({"lines": (line(article=""),)}, "item"),
        ({"lines": (replace(line(), net=1),)}, "amounts"),
    ],
)
def test_what_would_break_the_rules_is_found_before_it_leaves(changed: dict[str, object], fault: str) -> None:
    assert checking.faults(replace(FULL, **changed)) == [fault]


def test_a_sound_order_has_no_faults() -> None:
    assert checking.faults(FULL) == []
    assert checking.place_is_sound("7350000000009")
