"""What IT does about exceptions and findings."""

from app.findings.actions.deciding import Said, answer_network, decide, seek_advice
from app.findings.actions.following import (
    Cost,
    answer_appeal,
    appeal,
    charge,
    close,
    handed_in,
    open_appeal,
    order_replacement,
)
from app.findings.actions.registering import register
from app.findings.actions.reporting import Found, assess, report
from app.findings.actions.sanctioning import Decided, lift, regularise, sanction

__all__ = [
    "Cost", "Decided", "Found", "Said", "answer_appeal", "answer_network", "appeal", "assess", "charge", "close",
    "decide", "handed_in", "lift", "open_appeal", "order_replacement", "register", "regularise", "report", "sanction",
    "seek_advice",
]  # fmt: skip
