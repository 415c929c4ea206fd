"""What is done with invoices: issued, moved on, credited, run month by month."""

from app.invoicing.actions.crediting import Credit, credit
from app.invoicing.actions.issuing import Links, basis_for, issue
from app.invoicing.actions.moving import Consignment, handed_over, pack, send_again, tell
from app.invoicing.actions.responses import Taken, take_in
from app.invoicing.actions.running import carry_on, end, give_up, left, start, unfinished

__all__ = [
    "Consignment", "Credit", "Links", "Taken", "basis_for", "carry_on", "credit", "end", "give_up", "handed_over",
    "issue", "left", "pack", "send_again", "start", "take_in", "tell", "unfinished",
]  # fmt: skip
