"""What is done with released lines: sent to suppliers, promised, announced, received, installed, handed over."""

from app.delivery.actions.closing import close_unconfirmed, confirm, remind_unconfirmed
from app.delivery.actions.dispatch import Sender, order_from_supplier, send_due
from app.delivery.actions.document import Parcel, note_sent, pack
from app.delivery.actions.documents import drop, keep, plan_file, send_typed, take_in, taken_before
from app.delivery.actions.ending import be_content, end_line
from app.delivery.actions.installing import hand_over, tick
from app.delivery.actions.mismatches import settle_mismatch
from app.delivery.actions.offering import answer_offer
from app.delivery.actions.order_xml import peppol_order
from app.delivery.actions.partner import confirm_day, mark_delivered, mark_shipped
from app.delivery.actions.reading import COLUMNS
from app.delivery.actions.receiving import Arrival, Typed, read_units, receive
from app.delivery.actions.sendings import close_short
from app.delivery.actions.taking import scan, take_shipment
from app.delivery.actions.talking import ask, reply
from app.delivery.actions.work import activate, back_on_its_way, backorder, deliver, take_from_stock
from app.delivery.queries.due import Group, anything_unconfirmed, due_groups

__all__ = [
    "COLUMNS",
    "Arrival",
    "Group",
    "Parcel",
    "Sender",
    "Typed",
    "activate",
    "answer_offer",
    "anything_unconfirmed",
    "ask",
    "back_on_its_way",
    "backorder",
    "be_content",
    "close_short",
    "close_unconfirmed",
    "confirm",
    "confirm_day",
    "deliver",
    "drop",
    "due_groups",
    "end_line",
    "hand_over",
    "keep",
    "mark_delivered",
    "mark_shipped",
    "note_sent",
    "order_from_supplier",
    "pack",
    "peppol_order",
    "plan_file",
    "read_units",
    "receive",
    "remind_unconfirmed",
    "reply",
    "scan",
    "send_due",
    "send_typed",
    "settle_mismatch",
    "take_from_stock",
    "take_in",
    "take_shipment",
    "taken_before",
    "tick",
]  # fmt: skip
