"""The doors of invoicing."""

from app.invoicing.views.doors import blueprint

__all__ = ["blueprint"]
