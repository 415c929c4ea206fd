"""Questions about devices: mine, the register, one device."""

from app.devices.queries.mine import Found, by_tag, mine, of_order_line, taken, ways
from app.devices.queries.questions import Asked, Denied, asked, denied, holdings, mine_to_answer, to_settle
from app.devices.queries.recipients import Recipient, recipient
from app.devices.queries.recovery import ToRecover, recovery_count, to_recover
from app.devices.queries.register import (
    Exported,
    Filter,
    Listed,
    Shelf,
    exported,
    labelled,
    organisation_key,
    organisations,
    register,
)

__all__ = [
    "Asked",
    "Denied",
    "Exported",
    "Filter",
    "Found",
    "Listed",
    "Recipient",
    "Shelf",
    "ToRecover",
    "asked",
    "by_tag",
    "denied",
    "exported",
    "holdings",
    "labelled",
    "mine",
    "mine_to_answer",
    "of_order_line",
    "organisation_key",
    "organisations",
    "recipient",
    "recovery_count",
    "register",
    "taken",
    "to_recover",
    "to_settle", "ways",
]  # fmt: skip
