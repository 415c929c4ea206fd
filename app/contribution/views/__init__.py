"""The doors of budget and contribution."""

from app.contribution.views import (
    amending,
    budgets,
    contributions,
    costs,
    councils,
    frames,
    lines,
    quarters,
    settling,
    sheets,
    years,
)
from app.contribution.views.doors import blueprint

__all__ = [
    "amending", "blueprint", "budgets", "contributions", "costs", "councils", "frames", "lines", "quarters", "settling",
    "sheets", "years",
]  # fmt: skip
