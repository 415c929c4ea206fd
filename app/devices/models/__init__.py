"""Devices, the moves they may make, who has had them, and what the holders were asked."""

from app.devices.models.classes import ClassPlace, VolumeComment
from app.devices.models.device import Device
from app.devices.models.holding import ANSWERS, CAUSES, OUTCOMES, QUESTIONS, Holding, Question
from app.devices.models.importing import DeviceImport
from app.devices.models.renewal import (
    DEBT_CAUSES,
    DEBT_OUTCOMES,
    RENEWAL_MOVES,
    Renewal,
    RenewalState,
    ReturnDebt,
)
from app.devices.models.states import ENDED, HELD, MOVES, UNHELD, DeviceState, Origin, may_move

__all__ = [
    "ANSWERS", "CAUSES", "DEBT_CAUSES", "DEBT_OUTCOMES", "ENDED", "HELD", "MOVES", "OUTCOMES", "QUESTIONS",
    "RENEWAL_MOVES", "UNHELD", "ClassPlace", "Device", "DeviceImport", "DeviceState", "Holding", "Origin", "Question",
    "Renewal", "RenewalState", "ReturnDebt", "VolumeComment", "may_move",
]  # fmt: skip
