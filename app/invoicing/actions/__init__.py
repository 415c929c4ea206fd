"""What is done with invoices: issued, moved on, credited, run month by month."""

from app.invoicing.actions.crediting import Credit, credit
from app.invoicing.actions.issuing import Links, basis_for, issue
from app.invoicing.actions.moving import Consignment, handed_over, pack, send_again, tell

__all__ = [
    "Consignment",
    "Credit",
    "Links",
    "basis_for",
    "credit",
    "handed_over",
    "issue",
    "pack",
    "send_again",
    "tell",
]
