"""The doors of cases."""

from app.cases.views import answers, case, follow_up, handling, mine, work
from app.cases.views.doors import blueprint

__all__ = ["answers", "blueprint", "case", "follow_up", "handling", "mine", "work"]
