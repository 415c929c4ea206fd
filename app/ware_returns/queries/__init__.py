"""Questions about wares that go back: what may, whose they are, what is waited for."""

from app.ware_returns.queries.found import Told, mine, of_number, of_supplier, story
from app.ware_returns.queries.lists import Listed, awaited, awaited_sum, partner_list
from app.ware_returns.queries.returnable import Offered, offered, terms_of

__all__ = [
    "Listed", "Offered", "Told", "awaited", "awaited_sum", "mine", "of_number", "of_supplier", "offered",
    "partner_list", "story", "terms_of",
]  # fmt: skip
