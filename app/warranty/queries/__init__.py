"""Questions about claims: what may be claimed, which claims a person sees, one claim with all that belongs to it."""

from app.warranty.queries.claimable import Thing, device_thing, line_things, offered
from app.warranty.queries.found import Found, by_number, held
from app.warranty.queries.lists import Listed, mine, of_supplier, to_handle
from app.warranty.queries.visible import handles, visible

__all__ = [
    "Found",
    "Listed",
    "Thing",
    "by_number",
    "device_thing",
    "handles",
    "held",
    "line_things",
    "mine",
    "of_supplier",
    "offered",
    "to_handle",
    "visible",
]
