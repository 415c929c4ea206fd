"""What is done with released lines: sent to suppliers, received, installed, handed over, confirmed."""

from app.delivery.actions.closing import close_unconfirmed, confirm, remind_unconfirmed
from app.delivery.actions.dispatch import Sender, order_from_supplier, send_due
from app.delivery.actions.document import Parcel, note_sent, pack
from app.delivery.actions.installing import hand_over, tick
from app.delivery.actions.partner import confirm_day, mark_delivered, mark_shipped
from app.delivery.actions.receiving import Arrival, Typed, read_units, receive
from app.delivery.actions.work import activate, back_on_its_way, backorder, deliver, take_from_stock
from app.delivery.queries.due import Group, anything_unconfirmed, due_groups

__all__ = [
    "Arrival",
    "Group",
    "Parcel",
    "Sender",
    "Typed",
    "activate",
    "anything_unconfirmed",
    "back_on_its_way",
    "backorder",
    "close_unconfirmed",
    "confirm",
    "confirm_day",
    "deliver",
    "due_groups",
    "hand_over",
    "mark_delivered",
    "mark_shipped",
    "note_sent",
    "order_from_supplier",
    "pack",
    "read_units",
    "receive",
    "remind_unconfirmed",
    "send_due",
    "take_from_stock",
    "tick",
]  # fmt: skip
