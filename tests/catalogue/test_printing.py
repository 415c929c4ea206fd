"""Printers and Follow-Me: the municipality pays, outside the shop (L622-L626)."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.edition import load, organisations
from catalogue.rulebook import Wish, judge
from catalogue.terms import Channel, Payer, Role, Segment


@pytest.mark.rule("R-174")
@pytest.mark.parametrize("kind", ["printer", "follow_me"])
def test_no_unit_and_no_contribution_pays_for_printing(kind: str) -> None:
    edition = load()
    rule = edition.kinds[kind]
    assert rule.payer is Payer.MUNI
    assert Channel.SHOP not in rule.channels
    assert (rule.depreciation_months, rule.device_class) == (None, None)
    for organisation in organisations():
        for segment in Segment:
            wish = Wish(
                kind=kind, on=dt.date(2026, 11, 23), segment=segment, organisation=organisation.key,
                roles=frozenset({Role.MUNICIPALITY_CONTACT}), quantity=1, unit_price=1_000_000,
            )  # fmt: skip
            verdict = judge(wish, edition)
            assert verdict.payer is Payer.MUNI
            assert verdict.unit_cost == 0
