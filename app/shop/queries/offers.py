"""What each product means for one kind of visitor: its verdict, judged once for an audience and a day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.assortment.queries import Product, Shelf, edition
from app.identity.queries import Visitor
from catalogue.rulebook import Sentence, Verdict, Wish, explain, judge
from catalogue.terms import Channel, Payer, Role

IT_PAYS = frozenset({Payer.SHARED, Payer.INVEST})
BASKET_CHANNELS = frozenset({Channel.SHOP})
SMALL = "small"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody for whom the rules come out the same on a day; it names no person."""

    organisation: str
    segment: str
    roles: frozenset[str]
    settings_text: str
    on: dt.date
    settings: Mapping[str, object] = field(compare=False, hash=False)

    @staticmethod
    def of(me: Visitor, today: dt.date) -> Audience:
        """The audience a person belongs to."""
        text = json.dumps(me.organisation_settings, sort_keys=True) if me.organisation_settings else ""
        roles = me.roles_here - {Role.SUBSTITUTE.value}  # what others lent is for deciding, never for ordering
        return Audience(me.organisation_key, me.unit_segment, roles, text, today, me.organisation_settings)

    @staticmethod
    def made(
        organisation: str, segment: str, roles: frozenset[str], *, settings: dict[str, object], on: dt.date
    ) -> Audience:
        """An audience that nobody at the door belongs to, to look at things as it would see them."""
        return Audience(organisation, segment, roles, json.dumps(settings, sort_keys=True), on, settings)


@dataclass(frozen=True)
class Offer:
    """A product with the verdict on ordering one of it."""

    product: Product
    verdict: Verdict

    @cached_property
    def orderable(self) -> bool:
        """Whether the audience may put it in a basket."""
        return self.product.on_sale and self.verdict.allowed and self.verdict.channel in BASKET_CHANNELS

    @cached_property
    def payer(self) -> str:
        """Who pays, as people see it: it, unit or partner."""
        return payer_of(self.product, self.verdict)

    @cached_property
    def needs_approval(self) -> bool:
        """Whether anybody must say yes."""
        return bool(self.verdict.approvals)

    @property
    def sort_price(self) -> int:
        """What it costs the unit, öre."""
        return self.verdict.unit_cost

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What happens next, in words with source lines."""
        return tuple(explain(self.verdict, edition(), "sv"))


def limit_group(kind: str) -> str:
    """What the approval limit looks at together: all small things, whatever kind; else the kind's own group.

    A screen and a keyboard are one purchase however they are split (promise 23).
    """
    known = edition().kinds.get(kind)
    if known is None:
        return ""
    return SMALL if known.approval_above_limit else known.group


def topic_of(kinds: Iterable[str]) -> str:
    """The group that all of these kinds are of; empty when they differ, so that no narrow power covers them."""
    groups = {known.group for kind in kinds if (known := edition().kinds.get(kind))}
    return groups.pop() if len(groups) == 1 else ""


def payer_of(product: Product, verdict: Verdict) -> str:
    """Who pays, as people see it: it, unit or partner (AV that is bought through the partner agreement)."""
    if verdict.payer in IT_PAYS:
        return "it"
    return "partner" if product.kind.startswith("av_") else "unit"


def wish_for(
    audience: Audience, item: Product, quantity: int, *, answers: Mapping[str, bool] | None = None, accumulated: int = 0
) -> Wish:
    """The wish of one person of an audience for some of an item; `accumulated` is öre of the same group besides it."""
    return Wish(
        kind=item.kind,
        segment=item.segment,
        organisation=audience.organisation,
        roles=audience.roles,
        quantity=quantity,
        unit_price=item.price,
        price_period=item.price_period,
        vat_rate=item.vat_rate,
        answers=dict(answers or {}),
        accumulated=accumulated,
        on=audience.on,
        organisation_settings=audience.settings,
    )


def offers(range_: Shelf, audience: Audience) -> Mapping[int, Offer]:
    """Every product of the range judged for an audience, by product id."""
    return range_.offers.get(("offers", audience), lambda: _judge_all(range_, audience))


def offer_of(range_: Shelf, audience: Audience, product: Product) -> Offer:
    """One product judged for an audience."""
    return offers(range_, audience)[product.id]


def piece_key(name: str, audience: Audience, *rest: Hashable) -> Hashable:
    """The key of a rendered piece that is the same for a whole audience."""
    return (name, audience, *rest)


def _judge_all(range_: Shelf, audience: Audience) -> dict[int, Offer]:
    ruled = edition()
    return {product.id: Offer(product, judge(wish_for(audience, product, 1), ruled)) for product in range_.products}
