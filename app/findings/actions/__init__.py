"""What IT does about exceptions and findings."""

from app.findings.actions.deciding import Said, answer_network, decide
from app.findings.actions.registering import register

__all__ = ["Said", "answer_network", "decide", "register"]
