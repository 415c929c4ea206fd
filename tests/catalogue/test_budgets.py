"""The budget ledger: whatever happens to what is ordered, in whatever order, no öre is lost and none is made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from catalogue import budgets
from catalogue.budgets import (
    NOTHING,
    Bucket,
    Category,
    FrameKind,
    InvestmentState,
    Stage,
    Standing,
    Sums,
    after_members,
    available,
    booked,
    claim,
    committed,
    credit,
    draws,
    first_state,
    frame_kind,
    invoicing,
    times,
    transfers,
)

MOST = 5_000_000_00
prices, counts = st.integers(0, 90_000_00), st.integers(1, 9)
sums = st.builds(Sums, *[st.integers(0, MOST) for _ in range(4)])


class Ledger(RuleBasedStateMachine):
    """One frame and the lines on it: submit, reject, cancel, cut, order, receive, deliver, invoice, credit."""

    @initialize(amount=st.integers(0, MOST))
    def begin(self, amount: int) -> None:
        self.amount, self.frame, self.lines = amount, NOTHING, [Standing(Stage.OVER, 0)]
        self.claims = [NOTHING]

    def book(self, place: int, made: list[budgets.Transfer]) -> None:
        assert all(each.amount > 0 and each.source != each.target for each in made)
        before = available(self.amount, self.frame)
        self.claims[place] = booked(self.claims[place], made)
        self.frame = booked(self.frame, made)
        freed = sum(each.amount for each in made if each.source is Bucket.CREDITED)
        assert (
            available(self.amount, self.frame)
            == before - draws(made)
            == before - draws([each for each in made if each.source is not Bucket.CREDITED]) + freed
        )

    def follow(self, place: int, now: Standing) -> None:
        self.lines[place] = now
        wanted = claim(now, invoiced=self.claims[place].invoiced)
        self.book(place, transfers(self.claims[place], wanted))
        assert self.claims[place].taken + self.claims[place].credited == wanted.taken

    def chosen(self, which: int) -> int:
        return which % len(self.lines)

    @rule(price=prices, count=counts)
    def submit(self, price: int, count: int) -> None:
        self.lines.append(Standing(Stage.WAITING, price, count))
        self.claims.append(NOTHING)
        self.follow(len(self.lines) - 1, self.lines[-1])

    @rule(which=st.integers(0, 99))
    def reject_or_cancel(self, which: int) -> None:
        place = self.chosen(which)
        now = self.lines[place]
        if now.stage in (Stage.WAITING, Stage.ON_THE_WAY) and not now.received:
            self.follow(place, Standing(Stage.OVER, now.unit_price, now.quantity))

    @rule(which=st.integers(0, 99), count=counts)
    def cut(self, which: int, count: int) -> None:
        place = self.chosen(which)
        now = self.lines[place]
        if now.stage is not Stage.OVER and now.received <= count <= now.quantity:
            self.follow(place, Standing(now.stage, now.unit_price, count, now.received))

    @rule(which=st.integers(0, 99), price=prices)
    def get_another_price(self, which: int, price: int) -> None:
        place = self.chosen(which)
        now = self.lines[place]
        if now.stage is not Stage.OVER:
            self.follow(place, Standing(now.stage, price, now.quantity, now.received))

    @rule(which=st.integers(0, 99), count=st.integers(0, 9))
    def receive(self, which: int, count: int) -> None:
        place = self.chosen(which)
        now = self.lines[place]
        if now.stage in (Stage.WAITING, Stage.ON_THE_WAY):
            come = min(now.quantity, now.received + count)
            stage = Stage.HERE if come == now.quantity else Stage.ON_THE_WAY
            self.follow(place, Standing(stage, now.unit_price, now.quantity, come))

    @rule(which=st.integers(0, 99), amount=st.integers(1, MOST), last=st.booleans())
    def invoice(self, which: int, amount: int, last: bool) -> None:
        place = self.chosen(which)
        invoiced = self.claims[place].invoiced
        self.book(place, invoicing(self.claims[place], amount, last=last))
        assert self.claims[place].invoiced == invoiced + amount

    @rule(which=st.integers(0, 99), amount=st.integers(1, MOST))
    def credited(self, which: int, amount: int) -> None:
        place = self.chosen(which)
        now = self.claims[place]
        given_back = min(amount, now.invoiced - now.credited)
        if given_back > 0:
            self.book(place, [credit(given_back)])

    @invariant()
    def the_identity_holds(self) -> None:
        if not hasattr(self, "frame"):
            return
        added = NOTHING
        for each in self.claims:
            added = added.plus(each)
        kept = (self.frame.reserved, self.frame.ordered, self.frame.delivered, self.frame.invoiced, self.frame.credited)
        assert self.frame == added
        assert min(kept) >= 0
        left = self.amount - sum(kept[:4]) + kept[4]
        assert available(self.amount, self.frame) == left


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


@given(sums, sums)
@settings(max_examples=300)
def test_any_booking_leads_from_what_is_to_what_should_be_and_can_be_led_back(now: Sums, wanted: Sums) -> None:
    there = transfers(now, wanted)
    assert booked(now, there) == wanted
    assert booked(wanted, transfers(wanted, now)) == now
    assert draws(there) == wanted.taken - now.taken


def test_a_computer_is_its_municipalitys_and_a_headset_its_units() -> None:
    assert frame_kind("invest", 0) is FrameKind.INDIVIDUAL
    assert frame_kind("direct", 100) is FrameKind.UNIT
    assert frame_kind("unit", 100) is FrameKind.UNIT
    assert frame_kind("shared", 0) is None
    assert frame_kind("muni", 0) is None


def test_what_is_paid_monthly_is_counted_for_the_rest_of_the_year() -> None:
    assert [times("month", month) for month in (1, 11, 12)] == [12, 2, 1]
    assert times("year", 12) == times("once", 5) == 1


def test_three_of_ten_delivered_are_counted_as_three_and_seven() -> None:
    now = Standing(Stage.ON_THE_WAY, 1_000_00, quantity=10, received=3)
    assert claim(now) == Sums(ordered=7_000_00, delivered=3_000_00)
    assert claim(now, invoiced=5_000_00) == Sums(ordered=5_000_00, invoiced=5_000_00)


@pytest.mark.rule("R-123")
@pytest.mark.rule("R-124")
def test_shared_investments_have_places_for_ups_cooling_and_fire_protection() -> None:
    assert {"ups", "cooling", "fire_protection"} <= set(Category)


def test_a_larger_investment_waits_for_every_member_and_one_no_ends_it() -> None:
    state = InvestmentState
    assert first_state(499_999_99, 500_000_00) is state.DECIDED
    assert first_state(500_000_00, 500_000_00) is state.AWAITING_MEMBERS
    assert after_members(["approved"] * 3, 4) is state.AWAITING_MEMBERS
    assert after_members(["approved"] * 4, 4) is state.AWAITING_COMMITTEE
    assert after_members(["approved", "declined"], 4) is state.DECLINED


def test_what_an_investment_claims_follows_its_state() -> None:
    state = InvestmentState
    assert committed(state.AWAITING_COMMITTEE, 100) == Sums(reserved=100)
    assert committed(state.DECIDED, 100) == Sums(ordered=100)
    assert committed(state.DONE, 100, invoiced=90) == Sums(invoiced=90)
    assert committed(state.WITHDRAWN, 100) == NOTHING
