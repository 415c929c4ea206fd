"""Invoices to the öre: lines, VAT per group, rounding, references, credits in pieces, and what must never leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import identifiers, invoices, money
from catalogue.invoice_checks import faults
from catalogue.invoices import Category, Document, Group, Invoice, Original, Payment
from tests.catalogue import invoice_scenes as scenes
from tests.catalogue.invoice_scenes import basis, line, made


@pytest.mark.parametrize("name", sorted(scenes.FIXTURES))
def test_what_is_right_has_no_faults(name: str) -> None:
    assert faults(scenes.FIXTURES[name]()) == ()


def test_a_line_is_rounded_half_up_to_whole_ore() -> None:
    assert line(price="0.0050", quantity="1").net == 1
    assert line(price="0.0049", quantity="1").net == 0
    assert line(price="1.3333", quantity="3").net == 400
    assert line(price="55215.84", quantity="-1").net == -5521584
    assert line(price="0.0050", quantity="-1").net == -1


def test_vat_is_counted_on_the_group_and_never_summed_per_line() -> None:
    found = made(basis(*[line(price="0.01", quantity="1")] * 50)).totals
    assert (found.net, found.vat, found.payable) == (50, 13, 63)


def test_each_category_and_rate_is_a_group_with_the_higher_rate_first() -> None:
    mixed = basis(line(), line(rate=600), line(rate=1200), line(category=Category.ZERO, rate=0), line())
    assert [(group.category, group.rate, group.net) for group in made(mixed).totals.groups] == [
        ("S", 2500, 77700), ("S", 1200, 38850), ("S", 600, 38850), ("Z", 0, 38850),
    ]  # fmt: skip


def test_the_first_quarter_after_the_settlement_of_the_worked_example() -> None:
    assert scenes.FIXTURES["contribution"]().totals.net == 128_064_327


@pytest.mark.parametrize(("gross", "added"), [(100, 0), (149, -49), (150, 50), (151, 49), (-150, -50), (0, 0)])
def test_half_a_krona_is_rounded_away_from_zero(gross: int, added: int) -> None:
    assert invoices.to_whole_kronor(gross) == added


@pytest.mark.parametrize(("number", "reference"), [("1234", "123463"), ("2600017", "260001797")])
def test_the_payment_reference_has_a_length_digit_and_a_check_digit(number: str, reference: str) -> None:
    assert identifiers.ocr(number) == reference


@given(st.integers(1, 10**23 - 1))
def test_every_payment_reference_holds_and_a_changed_digit_does_not(number: int) -> None:
    reference = identifiers.ocr(str(number))
    assert identifiers.is_ocr(reference)
    assert not identifiers.is_ocr(reference[:-1] + str((int(reference[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("org_number", "2120001926", "2120001927"), ("org_number", "2120001926", "212000192"),
        ("vat_number", "SE212000192601", "SE212000192701"), ("vat_number", "SE212000192601", "SE212000192602"),
        ("bankgiro", "9912346", "9912345"), ("bankgiro", "9912346", "99-12346"),
        ("plusgiro", "1234566", "1234567"), ("plusgiro", "18", "8"),
        ("gln", "7350000000009", "7350000000000"), ("gln", "7350000000009", "735000000000"),
        ("iban", "SE3550000000054910000003", "SE3650000000054910000003"), ("iban", "SE3550000000054910000003", "SE"),
        ("bic", "ESSESESS", "ESS"),
    ],
)  # fmt: skip
def test_numbers_are_known_by_their_check_digits(kind: str, good: str, bad: str) -> None:
    assert identifiers.IDENTIFIERS[kind](good)
    assert not identifiers.IDENTIFIERS[kind](bad)


def test_numbers_are_stripped_of_what_stands_between_and_shown_as_people_read_them() -> None:
    assert identifiers.bare(" se 212000-1926 01 ") == "SE212000192601"
    assert identifiers.giro_shown("9912346", "bankgiro") == "991-2346"
    assert identifiers.giro_shown("1234566", "plusgiro") == "12 34 56-6"
    assert identifiers.org_number_shown("2120001926") == "212000-1926"


MUTATIONS = {
    "seller.org_number": lambda: _seller(org_number="2120001935"),
    "seller.vat_number": lambda: _seller(vat_number="SE212000192601"),
    "seller.vat_number_missing": lambda: _seller(vat_number=""),
    "seller.address_missing": lambda: _seller(address=invoices.Address("", "716 81", "Fjugesta")),
    "bankgiro": lambda: made(terms=replace(scenes.TERMS, payment=Payment(kind="bankgiro", account="9912345"))),
    "plusgiro": lambda: made(terms=replace(scenes.TERMS, payment=Payment(kind="plusgiro", account="1234567"))),
    "account_missing": lambda: made(terms=replace(scenes.TERMS, payment=Payment(kind="", account=""))),
    "bic": lambda: made(terms=replace(scenes.TERMS, payment=replace(scenes.IBAN, bic=""))),
    "buyer.reference_missing": lambda: _buyer(reference=" "),
    "buyer.gln": lambda: _buyer(scheme="0088", endpoint="7350000000000"),
    "buyer.endpoint_missing": lambda: _buyer(endpoint=""),
    "buyer.name_missing": lambda: _buyer(name=""),
    "lines": lambda: made(replace(basis(), lines=())),
    "line_name": lambda: made(basis(line(name=" "))),
    "line_price": lambda: made(basis(line(price="-1"))),
    "line_quantity": lambda: made(basis(line(quantity="0"))),
    "rate": lambda: made(basis(line(rate=2400))),
    "outside_alone": lambda: made(basis(line(), line(category=Category.OUTSIDE, rate=0), reason="Skäl")),
    "reason_missing": lambda: made(basis(line(category=Category.EXEMPT, rate=0))),
    "period": lambda: made(basis(period=invoices.Period(dt.date(2026, 2, 1), dt.date(2026, 1, 1)))),
    "original": lambda: made(basis(document=Document.CREDIT)),
    "original_later": lambda: made(basis(document=Document.CREDIT, original=Original("1", dt.date(2027, 1, 1)))),
    "due_date": lambda: replace(made(), due_on=scenes.TODAY - dt.timedelta(days=1)),
    "ocr": lambda: replace(made(), ocr="260001798"),
    "number": lambda: replace(made(), number="F17"),
    "totals": lambda: replace(made(), totals=replace(made().totals, net=1)),
    "below_zero": lambda: made(basis(line(quantity="-1"))),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(MUTATIONS))
def test_what_is_wrong_is_named_before_it_may_leave(fault: str) -> None:
    assert fault in faults(MUTATIONS[fault]())


def test_a_price_has_at_most_four_decimals() -> None:
    assert "line_price" not in faults(made(basis(line(price="1.2345"))))
    assert "line_price" in faults(made(basis(line(price="1.23456"))))


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8), st.sampled_from([2500, 1200, 600]), st.booleans())
def test_credits_in_pieces_take_exactly_what_the_invoice_was(pieces: list[int], rate: int, whole: bool) -> None:
    terms = replace(scenes.TERMS, whole_kronor=whole)
    invoice = made(basis(line(price=str(invoices.kronor(sum(pieces))), quantity="1", rate=rate)), terms).totals
    taken: tuple[Group, ...] = ()
    paid = 0
    for place, piece in enumerate(pieces):
        last = invoice.rounding if place == len(pieces) - 1 else 0
        original = Original("2600016", scenes.TODAY, taken, last)
        part = basis(
            line(price=str(invoices.kronor(piece)), quantity="1", rate=rate),
            document=Document.CREDIT,
            original=original,
        )
        found = made(part, terms).totals
        assert found.vat >= 0
        taken += found.groups
        paid += found.payable
    assert sum(group.vat for group in taken) == invoice.vat == money.vat(sum(pieces), rate)
    assert paid == invoice.payable


def test_per_cent_is_written_without_needless_decimals() -> None:
    assert [str(invoices.per_cent(rate)) for rate in (2500, 600, 0, 1250)] == ["25", "6", "0", "12.5"]


def test_kronor_have_two_decimals() -> None:
    assert str(invoices.kronor(128_064_320)) == "1280643.20"
    assert Decimal("-0.05") == invoices.kronor(-5)


def _seller(**changes: object) -> Invoice:
    return made(terms=replace(scenes.TERMS, seller=replace(scenes.SELLER, **changes)))  # type: ignore[arg-type]  # each names its own


def _buyer(**changes: object) -> Invoice:
    return made(basis(buyer=replace(scenes.BUYER, **changes)))  # type: ignore[arg-type]  # each names its own
