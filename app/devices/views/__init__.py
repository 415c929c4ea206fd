"""The doors of the devices: mine, the register, keeping it, labels, files."""

from app.devices.views import answering, classes, forecast, importing, keeping, labels, mine, register, renewing
from app.devices.views.doors import blueprint

__all__ = [
    "answering",
    "blueprint",
    "classes",
    "forecast",
    "importing",
    "keeping",
    "labels",
    "mine",
    "register",
    "renewing",
]
