"""The doors of IT's work with exceptions and findings."""

from app.findings.views import finding, reviewing
from app.findings.views.doors import blueprint

__all__ = ["blueprint", "finding", "reviewing"]
