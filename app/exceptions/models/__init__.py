"""What is wanted outside the range, and what was bought there without approval."""

from app.exceptions.models.findings import Appeal, ExtraCost, Finding, FindingDraft, FindingSanction
from app.exceptions.models.requests import EXCEPTION, ExceptionDevice, ExceptionRequest

__all__ = [
    "EXCEPTION", "Appeal", "ExceptionDevice", "ExceptionRequest", "ExtraCost", "Finding", "FindingDraft",
    "FindingSanction",
]  # fmt: skip
