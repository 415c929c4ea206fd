"""Questions of IT's work with exceptions and findings: what waits, what stands on a finding."""

from app.findings.queries.findings import Story, finding, listed, organisations, story
from app.findings.queries.reviews import Work, open_step, work

__all__ = ["Story", "Work", "finding", "listed", "open_step", "organisations", "story", "work"]
