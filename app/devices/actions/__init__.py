"""What is done with devices: registered, moved from state to state, put in service, handed over."""

from app.devices.actions.answering import answer, ask_yearly, confirmed_with_order, remind, settle, take_back
from app.devices.actions.changing import change
from app.devices.actions.classes import order_for_classes
from app.devices.actions.entering import Entry, enter
from app.devices.actions.following import follow_mergers, left_behind
from app.devices.actions.handing import hand_over, handed
from app.devices.actions.holding import Given
from app.devices.actions.keeping import correct
from app.devices.actions.moving import move, moves, put_in_service
from app.devices.actions.numbers import imei_number, serial_number
from app.devices.actions.ordering import pick, place, reserve
from app.devices.actions.planning import (
    anything_to_plan,
    note_leavers,
    plan_renewals,
    remind_renewals,
    reopen_renewals,
)
from app.devices.actions.registering import Numbers, of_line, register
from app.devices.actions.swapping import decide, explain, scan_in
from app.devices.queries.recipients import Recipient

__all__ = [
    "Entry",
    "Given",
    "Numbers",
    "Recipient",
    "answer",
    "anything_to_plan",
    "ask_yearly",
    "change",
    "confirmed_with_order",
    "correct",
    "decide",
    "enter",
    "explain",
    "follow_mergers",
    "hand_over",
    "handed",
    "imei_number",
    "left_behind",
    "move",
    "moves",
    "note_leavers",
    "of_line",
    "order_for_classes",
    "pick",
    "place",
    "plan_renewals",
    "put_in_service",
    "register",
    "remind",
    "remind_renewals",
    "reopen_renewals",
    "reserve",
    "scan_in",
    "serial_number",
    "settle",
    "take_back",
]
