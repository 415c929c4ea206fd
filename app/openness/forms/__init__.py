"""What is asked of the log, and what is filled in about how long things are kept, and what must not be touched."""

from app.openness.forms.log import LogForm
from app.openness.forms.retention import HoldForm, TimeForm

__all__ = ["HoldForm", "LogForm", "TimeForm"]
