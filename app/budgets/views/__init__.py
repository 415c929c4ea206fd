"""Doors to frames, shared investments and needs for coming budgets."""

from app.budgets.views import frames, importing, investments, needs
from app.budgets.views.doors import blueprint

__all__ = ["blueprint", "frames", "importing", "investments", "needs"]
