"""The doors of approvals and of IT's answers."""

from app.approvals.views import questions, requests
from app.approvals.views.doors import blueprint

__all__ = ["blueprint", "questions", "requests"]
