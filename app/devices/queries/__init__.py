"""Questions about devices: mine, the register, one device."""

from app.devices.queries.mine import Found, by_tag, mine, of_order_line, taken
from app.devices.queries.register import Filter, Listed, Shelf, exported, organisations, register

__all__ = [
    "Filter", "Found", "Listed", "Shelf", "by_tag", "exported", "mine", "of_order_line", "organisations", "register",
    "taken",
]  # fmt: skip
