"""What is done for the economy: booking what happened, choosing accounts, handing over."""

from app.reports.actions.exporting import Period, choose_accounts, hand_over
from app.reports.actions.posting import anything, post

__all__ = ["Period", "anything", "choose_accounts", "hand_over", "post"]
