"""What is done with devices: registered, moved from state to state, put in service."""

from app.devices.actions.following import follow_mergers, left_behind
from app.devices.actions.moving import move, moves, put_in_service
from app.devices.actions.numbers import imei_number, serial_number
from app.devices.actions.registering import Numbers, of_line, register

__all__ = [
    "Numbers",
    "follow_mergers",
    "imei_number",
    "left_behind",
    "move",
    "moves",
    "of_line",
    "put_in_service",
    "register",
    "serial_number",
]
