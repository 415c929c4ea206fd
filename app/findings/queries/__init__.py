"""Questions of IT's work with exceptions and findings: what waits, what stands on a finding."""

from app.findings.queries.reviews import Work, open_step, work

__all__ = ["Work", "open_step", "work"]
