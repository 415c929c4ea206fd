"""The doors of approvals and of IT's answers."""

from app.approvals.views import handing, questions, requests, several, watch
from app.approvals.views.doors import blueprint

__all__ = ["blueprint", "handing", "questions", "requests", "several", "watch"]
