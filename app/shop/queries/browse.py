"""Browsing the range: filters, order, pages and counts; works on judged offers in memory, never on the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.assortment.queries import Shelf
from app.shop.queries.offers import Offer

PAGE = 24
GRADES = 5
ORDERS = ("popularast", "lagsta-pris", "snabbast", "namn")
PAYERS = ("it", "enhet", "partner")
PAYER_WORD = {"it": "it", "unit": "enhet", "partner": "partner"}
MOST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked for; only known words ever get in here."""

    q: str = ""
    categories: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    no_approval: bool = False
    in_stock: bool = False
    order: str = ORDERS[0]
    page: int = 1

    @property
    def any(self) -> bool:
        """Whether anything narrows the range."""
        return bool(self.q or self.categories or self.payers or self.segments or self.no_approval or self.in_stock)

    def query(self, **changes: Any) -> dict[str, list[str] | str]:
        """The address parameters of these filters, with changes."""
        new = replace(self, **changes)
        parts: dict[str, list[str] | str] = {
            "q": new.q,
            "kategori": list(new.categories),
            "betalare": list(new.payers),
            "passar": list(new.segments),
            "utan-godkannande": "1" if new.no_approval else "",
            "i-lager": "1" if new.in_stock else "",
            "sortera": new.order if new.order != ORDERS[0] else "",
            "sida": str(new.page) if new.page > 1 else "",
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Result:
    """One page of what was found. `complete` is False when not every searched word was met."""

    offers: tuple[Offer, ...]
    total: int
    page: int
    pages: int
    complete: bool
    nearest: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]


def read_filters(get: Callable[[str], str], getlist: Callable[[str], Sequence[str]], range_: Shelf) -> Filters:
    """Filters from address parameters; words the shop does not know are left out."""
    categories = {key for key, _ in range_.categories}
    segments = {product.segment for product in range_.products}
    page = get("sida")
    return Filters(
        q=" ".join(get("q")[:MOST_QUERY].split()),
        categories=_known(getlist("kategori"), categories),
        payers=_known(getlist("betalare"), PAYERS),
        segments=_known(getlist("passar"), segments),
        no_approval=get("utan-godkannande") == "1",
        in_stock=get("i-lager") == "1",
        order=get("sortera") if get("sortera") in ORDERS else ORDERS[0],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 and page != "0" else 1,
    )


def browse(range_: Shelf, judged: Mapping[int, Offer], asked: Filters) -> Result:
    """What the filters leave of the range, one page of it."""
    found = range_.searches.get(asked.q, lambda: range_.index.search(asked.q))
    on_show = [offer for offer in judged.values() if offer.product.state == "published"]
    met = [offer for offer in on_show if offer.product.id in found.scores] if asked.q else on_show
    kept = [offer for offer in met if _matches(offer, asked)]
    kept.sort(key=_order_key(asked, found.scores))
    pages = max(1, -(-len(kept) // PAGE))
    page = min(asked.page, pages)
    return Result(
        offers=tuple(kept[(page - 1) * PAGE : page * PAGE]),
        total=len(kept),
        page=page,
        pages=pages,
        complete=found.complete,
        nearest=found.nearest,
        counts=_counts(met),
    )


def popular(judged: Mapping[int, Offer], segment: str, most: int) -> list[Offer]:
    """What is most ordered of what the audience may order, their own segment first."""
    may = [offer for offer in judged.values() if offer.orderable]
    may.sort(key=lambda offer: (offer.product.segment not in ("staff", segment), -offer.product.popularity))
    return may[:most]


def _matches(offer: Offer, asked: Filters) -> bool:
    product = offer.product
    return (
        (not asked.categories or product.category_key in asked.categories)
        and (not asked.payers or PAYER_WORD[offer.payer] in asked.payers)
        and (not asked.segments or product.segment in asked.segments)
        and (not asked.no_approval or (offer.orderable and not offer.needs_approval))
        and (not asked.in_stock or product.in_stock)
    )


def _order_key(asked: Filters, scores: Mapping[int, float]) -> Callable[[Offer], tuple[Any, ...]]:
    if asked.order == "lagsta-pris":
        return lambda offer: (not offer.product.orderable, offer.sort_price, offer.product.price, offer.product.id)
    if asked.order == "snabbast":
        return lambda offer: (
            not offer.product.orderable,
            offer.product.lead_days_max,
            offer.product.lead_days_min,
            -offer.product.popularity,
        )
    if asked.order == "namn":
        return lambda offer: (_alphabetic(offer.product.name), offer.product.id)
    # Hits that are about as good stand in the order of what people buy most.
    step = max(scores.values(), default=0.0) / GRADES or 1.0
    return lambda offer: (
        -round(scores.get(offer.product.id, 0.0) / step),
        -offer.product.popularity,
        offer.product.id,
    )


def _alphabetic(name: str) -> str:
    """å, ä and ö come after z."""
    return name.casefold().replace("å", "{a").replace("ä", "{b").replace("ö", "{c")


def _counts(met: Iterable[Offer]) -> dict[str, dict[str, int]]:
    """How many products stand behind each choice of the filter, before the choices narrow each other."""
    counts: dict[str, dict[str, int]] = {"kategori": {}, "betalare": {}, "passar": {}, "val": {}}
    for offer in met:
        product = offer.product
        hits = [("kategori", product.category_key), ("betalare", PAYER_WORD[offer.payer]), ("passar", product.segment)]
        if offer.orderable and not offer.needs_approval:
            hits.append(("val", "utan-godkannande"))
        if product.in_stock:
            hits.append(("val", "i-lager"))
        for group, word in hits:
            counts[group][word] = counts[group].get(word, 0) + 1
    return counts


def _known(asked: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(asked) & set(words)))
