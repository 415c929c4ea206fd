"""Questions about what is handed in: what may be, mine, what is to be done, pallets, and whether the chain holds."""

from app.returns.queries.custody import Broken, broken
from app.returns.queries.found import Found, at_desk, by_number, by_serial, device_for, held
from app.returns.queries.lists import Listed, Loose, handed_in, loose, mine, rate, slots, work
from app.returns.queries.pallets import OnPallet, pallet, pallet_items, pallets, ready

__all__ = [
    "Broken",
    "Found",
    "Listed",
    "Loose",
    "OnPallet",
    "at_desk",
    "broken",
    "by_number",
    "by_serial",
    "device_for",
    "handed_in",
    "held",
    "loose",
    "mine",
    "pallet",
    "pallet_items",
    "pallets",
    "rate",
    "ready",
    "slots",
    "work",
]
