"""A supplier's invoice beside order, receipt and frozen price: what agrees, and each way it may not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import money
from catalogue.matching import (
    Billed,
    Billing,
    Deviation,
    Fault,
    InvoiceState,
    Ordered,
    addressed,
    extras,
    match,
    state_of,
    totals,
)

D = Deviation
SHARE = 200
HEADSET = Ordered(
    key=1, order="P2026-00001", position=1, articles=("HS-210",), quantity=10, received=10, unit_price=79_900,
    vat_rate=2500,
)  # fmt: skip
CABLE = replace(HEADSET, key=2, position=2, articles=("KA-1",), quantity=3, received=3, unit_price=9_950)
COUNTS = st.lists(st.integers(1, 5), min_size=1, max_size=8)


def billed(count: float = 10, line: Ordered = HEADSET, **changed: object) -> Billed:
    quantity = Decimal(str(count))
    row = {
        "position": 1, "net": int(line.unit_price * quantity), "quantity": quantity, "order": line.order,
        "order_line": line.position,
    }  # fmt: skip
    return Billed(**(row | changed))


def words(*rows: Billed, ordered: tuple[Ordered, ...] = (HEADSET, CABLE), **more: object) -> list[Deviation]:
    found = match(rows, ordered, **({"share": SHARE} | more))
    return [fault.word for each in found for fault in each.faults]


@given(COUNTS, st.integers(0, 10_000_000), st.randoms())
def test_however_an_order_is_split_into_invoices_it_adds_up_to_it(
    counts: list[int], price: int, chance: object
) -> None:
    """Partial invoices, several lines on each, several invoices: all pieces, the whole amount, nothing deviates."""
    line = replace(HEADSET, quantity=sum(counts), received=sum(counts), unit_price=price)
    while counts:
        size = chance.randint(1, len(counts))
        now, counts = counts[:size], counts[size:]
        found = match([billed(count, line) for count in now], [line], share=0)
        assert not [fault for each in found for fault in each.faults]
        line = replace(
            line, invoiced=line.invoiced + sum(each.pieces for each in found),
            invoiced_net=line.invoiced_net + sum(each.net for each in found),
        )  # fmt: skip
    assert (line.invoiced, line.invoiced_net) == (line.quantity, line.quantity * price)


@given(st.integers(1, 99), st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_more_than_came_is_never_let_through(ordered: int, received: int, before: int, count: int) -> None:
    received, before = min(received, ordered), min(before, ordered)
    line = replace(HEADSET, quantity=ordered, received=received, invoiced=before)
    found = words(billed(count, line), ordered=(line,))
    assert (not found) == (before + count <= received)


@given(st.integers(0, 5_000_000), st.integers(1, 99), st.integers(-400, 400), st.integers(0, 1000))
def test_an_amount_may_differ_by_the_share_and_not_by_an_ore_more(price: int, count: int, off: int, share: int) -> None:
    line = replace(HEADSET, quantity=99, received=99, unit_price=price)
    frozen = price * count
    found = words(billed(count, line, net=frozen + off), ordered=(line,), share=share)
    assert (not found) == (abs(off) <= max(1, frozen * share // 10_000))
    assert not found or found == [D.DEARER if off > 0 else D.CHEAPER]


@given(st.integers(1, 10), st.integers(1, 10))
def test_what_is_credited_can_be_invoiced_anew(first: int, back: int) -> None:
    after = match([billed(first)], [HEADSET], share=0)[0]
    line = replace(HEADSET, invoiced=after.pieces, invoiced_net=after.net)
    [credit] = match([billed(back)], [line], share=0, credit=True)
    if back > first:
        assert [fault.word for fault in credit.faults] == [D.NOTHING_TO_CREDIT]
        return
    assert not credit.faults
    line = replace(line, invoiced=line.invoiced + credit.pieces, invoiced_net=line.invoiced_net + credit.net)
    assert (line.invoiced, line.invoiced_net) == (first - back, (first - back) * line.unit_price)


def test_a_credit_may_take_back_what_was_too_much_and_no_more() -> None:
    dear = replace(HEADSET, invoiced=10, invoiced_net=10 * 85_000)
    too_much = 10 * (85_000 - 79_900)
    [credit] = match([billed(1, net=too_much)], [dear], share=SHARE, credit=True)
    assert (credit.pieces, credit.net, credit.faults) == (0, -too_much, ())
    assert words(billed(1, net=too_much + 1), ordered=(dear,), credit=True) == [D.CREDIT_DIFFERS]


def test_a_credit_less_the_suppliers_fee_is_what_was_agreed_on() -> None:
    less = billed(2, net=143_820)
    bought = replace(HEADSET, invoiced=10, invoiced_net=799_000)
    assert words(less, ordered=(bought,), credit=True) == [D.CREDIT_DIFFERS]
    [found] = match([less], [replace(bought, awaited=((2, 143_820),))], share=SHARE, credit=True)
    assert (found.pieces, found.net, found.faults) == (-2, -143_820, ())


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (billed(), []),
        (billed(order_line=0, article="hs-210 "), []),
        (billed(order="p2026-00001"), []),
        (billed(order=""), [D.UNKNOWN_ORDER]),
        (billed(order="P2026-99999"), [D.UNKNOWN_ORDER]),
        (billed(order_line=7), [D.UNKNOWN_LINE]),
        (billed(order_line=0, article="XX-1"), [D.UNKNOWN_LINE]),
        (billed(order_line=0), [D.UNKNOWN_LINE]),
        (billed(order_line=1, article="KA-1"), [D.UNKNOWN_LINE]),
        (billed(11), [D.MORE_THAN_ORDERED]),
        (billed(1.5), [D.FRACTION]),
        (billed(vat_rate=1200), [D.VAT_RATE]),
        (billed(net=900_000), [D.DEARER]),
        (billed(net=500_000), [D.CHEAPER]),
        (billed(11, net=900_000, vat_rate=0), [D.MORE_THAN_ORDERED, D.DEARER, D.VAT_RATE]),
    ],
)
def test_each_way_a_line_may_deviate(row: Billed, faults: list[Deviation]) -> None:
    assert words(row) == faults


def test_the_same_goods_invoiced_twice_are_said_to_be() -> None:
    line = replace(HEADSET, invoiced=10, invoiced_net=799_000)
    assert words(billed(), ordered=(line,)) == [D.ALREADY_INVOICED]
    assert words(billed(6), billed(6)) == [D.MORE_THAN_ORDERED]


def test_goods_that_have_not_come_are_not_paid() -> None:
    assert words(billed(4), ordered=(replace(HEADSET, received=3),)) == [D.MORE_THAN_RECEIVED]


def test_the_same_thing_for_two_people_is_taken_by_who_has_something_left() -> None:
    first, second = (
        replace(HEADSET, quantity=1, received=1),
        replace(HEADSET, key=5, position=5, quantity=1, received=1),
    )
    rows = [billed(1, order_line=0, article="HS-210"), billed(1, order_line=0, article="HS-210")]
    assert [each.key for each in match(rows, [first, second], share=0)] == [1, 5]


def test_the_only_line_of_an_order_needs_no_number() -> None:
    assert words(billed(order_line=0), ordered=(HEADSET,)) == []


def test_freight_within_the_share_passes_and_more_is_told() -> None:
    goods, freight = billed(), Billed(position=2, net=15_980, billing=Billing.FREIGHT)
    found = match([goods, freight], [HEADSET], share=SHARE)
    assert not [fault for each in found for fault in each.faults]
    assert extras(found, share=SHARE) == []
    [fault] = extras(match([goods, replace(freight, net=15_981)], [HEADSET], share=SHARE), share=SHARE)
    assert (fault.word, fault.facts) == (D.FREIGHT, {"amount": 15_981, "most": 15_980})
    alone = match([replace(freight, net=4_900, billing=Billing.CHARGE)], [HEADSET], share=SHARE)
    assert [fault.word for fault in extras(alone, share=SHARE)] == [D.CHARGE]


@given(st.lists(st.tuples(st.integers(-(10**7), 10**7), st.sampled_from([0, 600, 1200, 2500])), min_size=1, max_size=9))
def test_an_invoice_that_adds_up_has_no_fault_in_its_sums(rows: list[tuple[int, int]]) -> None:
    lines = [Billed(position=place, net=net, vat_rate=rate) for place, (net, rate) in enumerate(rows, 1)]
    vat = sum(money.vat(sum(net for net, each in rows if each == rate), rate) for rate in {rate for _, rate in rows})
    net = sum(each.net for each in lines)
    assert totals(lines, net=net, vat=vat) == []
    assert [fault.word for fault in totals(lines, net=net, vat=vat + 100)] == [D.VAT_SUM]
    assert [fault.word for fault in totals(lines, net=net + 100, vat=vat)] == [D.SUM]


def test_reference_and_buyer_are_compared_exactly() -> None:
    assert addressed(("ZZ12345", "2120000035"), [("ZZ12345", "2120000035")] * 2) == []
    [fault] = addressed(("zz12345", "2120000035"), [("ZZ12345", "2120000035")])
    assert (fault.word, fault.facts) == (D.REFERENCE, {"should": "ZZ12345", "said": "zz12345"})
    assert [fault.word for fault in addressed(("", "1"), [("A", "2"), ("B", "2")])] == [D.REFERENCE, D.BUYER]


def test_what_cannot_be_placed_waits_and_what_differs_deviates() -> None:
    assert state_of([]) == InvoiceState.MATCHED
    assert state_of([Fault(D.DEARER)]) == InvoiceState.DEVIATING
    assert state_of([Fault(D.DEARER), Fault(D.UNKNOWN_LINE)]) == InvoiceState.REGISTERED
