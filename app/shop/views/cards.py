"""Offers and basket lines as finished text for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.assortment.queries import Bundle, Product, lines_in_words
from app.shop import queries
from app.shop.queries import JudgedBasket, JudgedLine, Offer
from app.words import kr, plural, say
from catalogue.money import vat
from catalogue.rulebook import Sentence
from catalogue.terms import Asked

STANDING = ("life.", "warranty.", "returns.")


@dataclass(frozen=True, slots=True)
class Card:
    """A product card: everything a person must know before any click."""

    url: str
    name: str
    slug: str
    illustration: str
    palette: str
    category: str
    summary: str
    price: str
    price_remark: str
    price_small: str
    payer: str
    delivery: str
    approval: str
    orderable: bool
    add_label: str = ""
    thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class PriceText:
    """A price in words: the big figure, what it is, and the other side of it."""

    main: str
    remark: str
    small: str


def card(offer: Offer, shows_vat: bool) -> Card:  # how the person wants prices is plainly a switch
    """The card of an offer."""
    product, price = offer.product, price_of(offer.product, offer.payer, shows_vat=shows_vat)
    return Card(
        url=f"/sortiment/{product.slug}",
        name=product.name,
        slug=product.slug,
        illustration=product.illustration,
        palette=product.palette,
        category=product.category,
        summary=product.summary,
        price=price.main,
        price_remark=price.remark,
        price_small=price.small,
        payer=offer.payer,
        delivery=lead_time(product),
        approval=approval_of(offer),
        orderable=offer.orderable,
        thumbnail=product.thumbnail,
    )


def price_of(product: Product, payer: str, *, shows_vat: bool) -> PriceText:
    """What one costs the unit; for what IT pays, 0 kr and its value."""
    without = product.price
    if payer == "it":
        value = say("shop.price.value", amount=per(without, product.price_period))
        return PriceText(say("shop.price.zero"), say("shop.price.for_unit"), value)
    if not without:
        return PriceText(say("shop.price.by_agreement"), "", "")
    with_vat = per(without + vat(without, product.vat_rate), product.price_period)
    plain = per(without, product.price_period)
    if shows_vat:
        return PriceText(with_vat, say("shop.price.including"), say("shop.price.other_side_excluding", amount=plain))
    return PriceText(plain, say("shop.price.excluding"), say("shop.price.other_side_including", amount=with_vat))


def per(amount: int, period: str) -> str:
    """An amount with its period: `1 290 kr`, `105 kr/mån`."""
    return say(f"shop.price.{period}", amount=kr(amount))


def lead_time(product: Product) -> str:
    """How many working days delivery takes."""
    least, most = product.lead_days_min, product.lead_days_max
    if most == 0:
        return say("shop.lead.none")
    if most == 1:
        return say("shop.lead.day")
    return say("shop.lead.range", least=least, most=most) if 0 < least < most else say("shop.lead.days", most=most)


def approval_of(offer: Offer, decider: str = "") -> str:
    """Who must say yes, by name where it is known; empty when nobody must."""
    if not offer.product.orderable or offer.verdict.channel not in queries.BASKET_CHANNELS:
        return say("shop.asked.other_way")
    if not offer.verdict.allowed:
        return say("shop.asked.someone_else")
    if not offer.verdict.approvals:
        return ""
    first = offer.verdict.approvals[0]
    if decider and first in (Asked.MANAGER, Asked.SCHOOL_MANAGER):
        return say("shop.asked_by_name.manager", name=decider)
    return say(f"shop.asked.{first}")


def kit_card(kit: Bundle, offers: Mapping[int, Offer]) -> dict[str, object]:
    """A kit: what is in it, what the unit pays for all of it, and whether all of it may be ordered."""
    inside = [(offers[product.id], quantity) for product, quantity in kit.parts if product.id in offers]
    cost = sum(offer.product.price * quantity for offer, quantity in inside if offer.payer != "it")
    value = sum(offer.product.price * quantity for offer, quantity in inside if offer.payer == "it")
    return {
        "slug": kit.slug,
        "name": kit.name,
        "summary": kit.summary,
        "illustration": kit.illustration,
        "parts": [(offer.product.name, f"/sortiment/{offer.product.slug}", quantity) for offer, quantity in inside],
        "price": kr(cost),
        "value": kr(value) if value else "",
        "orderable": all(offer.orderable for offer, _ in inside),
    }


def line_price(line: JudgedLine) -> str:
    """What a line costs the unit."""
    return say("shop.price.zero") if line.payer == "it" else per(line.verdict.unit_cost, line.item.price_period)


def things(basket: JudgedBasket) -> str:
    """`4 varor`."""
    return plural(basket.count, say("shop.basket.thing"), say("shop.basket.things"))


def sum_rows(basket: JudgedBasket, *, details: bool = False) -> list[tuple[str, str, str, bool]]:
    """The sums of a basket as rows of the macro `sums`: what IT pays, recurring costs, VAT, what the unit pays."""
    excluding = say("shop.price.excluding")
    rows: list[tuple[str, str, str, bool]] = []
    if basket.it_value:
        rows.append((say("shop.sum.it"), kr(basket.it_value), say("shop.sum.it_remark"), False))
    if basket.monthly:
        rows.append((say("shop.sum.monthly"), per(basket.monthly, "month"), excluding, False))
    if basket.yearly:
        rows.append((say("shop.sum.yearly"), per(basket.yearly, "year"), excluding, False))
    rows.append((say("shop.sum.unit"), kr(basket.unit_cost), excluding, True))
    if details and basket.vat:
        rows.append((say("shop.sum.vat"), kr(basket.vat), "", False))
        rows.append((say("shop.sum.with_vat"), kr(basket.unit_cost + basket.vat), "", False))
    return rows


def ahead(basket: JudgedBasket) -> list[tuple[str, str]]:
    """What happens after ordering, as steps: (what, with which things and how)."""
    free = [line for line in basket.lines if not (line.needs_approval or line.verdict.consultations)]
    direct = [line for line in free if not line.problem]
    waiting = [line for line in basket.lines if line.needs_approval]
    asked = [line for line in basket.lines if line.verdict.consultations]
    ours = [line for line in basket.lines if line.payer == "it"]
    who = basket.decider_name
    unanswered = [line for line in basket.lines if line.verdict.open_questions]
    steps = []
    if unanswered:
        steps.append((say("shop.next.questions"), _names(unanswered)))
    if direct:
        steps.append((say("shop.next.direct"), _names(direct)))
    if waiting:
        steps.append((say("shop.next.approval", who=who) if who else say("shop.next.approval_nobody"), _names(waiting)))
    if asked:
        steps.append((say("shop.next.consultation"), _names(asked)))
    if basket.unit_cost:
        steps.append((say("shop.next.invoice"), say("shop.next.invoice_text", amount=kr(basket.unit_cost))))
    if ours:
        steps.append((say("shop.next.it_pays"), say("shop.next.it_pays_text", amount=kr(basket.it_value))))
    return steps


def _names(lines: list[JudgedLine]) -> str:
    return ", ".join(line.item.name for line in lines)


def told(sentences: Sequence[Sentence]) -> dict[str, list[dict[str, str]]]:
    """The sentences of a verdict, apart: what happens next with its source, and what holds for as long as it lives."""
    said = [
        (sentence.key, {"text": sentence.text, "source": lines_in_words(sentence.lines) if sentence.lines else ""})
        for sentence in sentences
    ]
    return {
        "steps": [row for key, row in said if not key.startswith(STANDING)],
        "standing": [row for key, row in said if key.startswith(STANDING)],
    }
