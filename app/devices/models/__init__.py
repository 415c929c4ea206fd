"""Devices, the moves they may make, who has had them, and what the holders were asked."""

from app.devices.models.device import Device
from app.devices.models.holding import ANSWERS, CAUSES, OUTCOMES, QUESTIONS, Holding, Question
from app.devices.models.importing import DeviceImport
from app.devices.models.states import ENDED, HELD, MOVES, UNHELD, DeviceState, Origin, may_move

__all__ = [
    "ANSWERS", "CAUSES", "ENDED", "HELD", "MOVES", "OUTCOMES", "QUESTIONS", "UNHELD", "Device", "DeviceImport",
    "DeviceState", "Holding", "Origin", "Question", "may_move",
]  # fmt: skip
