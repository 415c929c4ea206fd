"""The doors to printers and access points."""

from app.premises.views import network, printers
from app.premises.views.doors import blueprint

__all__ = ["blueprint", "network", "printers"]
