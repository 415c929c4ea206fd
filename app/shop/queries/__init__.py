"""Questions of the shop: what is offered to whom, what a search finds, what lies in my basket."""

from app.shop.queries.basket import JudgedBasket, JudgedLine, basket_count, judged
from app.shop.queries.browse import ORDERS, PAYERS, Filters, Result, browse, popular, read_filters
from app.shop.queries.drawing import basket_outlooks, drawn
from app.shop.queries.offers import (
    BASKET_CHANNELS,
    Audience,
    Offer,
    limit_group,
    offer_of,
    offers,
    piece_key,
    topic_of,
    wish_for,
)

__all__ = [
    "BASKET_CHANNELS", "ORDERS", "PAYERS", "Audience", "Filters", "JudgedBasket", "JudgedLine", "Offer", "Result",
    "basket_count", "basket_outlooks", "browse", "drawn", "judged", "limit_group", "offer_of", "offers", "piece_key",
    "popular", "read_filters", "topic_of", "wish_for",
]  # fmt: skip
