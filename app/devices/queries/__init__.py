"""Questions about devices: mine, the register, one device."""

from app.devices.queries.mine import Found, by_tag, mine, of_order_line, taken
from app.devices.queries.recovery import ToRecover, recovery_count, to_recover
from app.devices.queries.register import Filter, Listed, Shelf, exported, organisations, register

__all__ = [
    "Filter",
    "Found",
    "Listed",
    "Shelf",
    "ToRecover",
    "by_tag",
    "exported",
    "mine",
    "of_order_line",
    "organisations",
    "recovery_count",
    "register",
    "taken",
    "to_recover",
]  # fmt: skip
