"""Frames and what is booked on them, shared investments, and what is wished for in a coming year's budget."""

from app.budgets.models.frames import Claim, Entry, Frame, FrameChange
from app.budgets.models.investments import Investment, MemberAnswer
from app.budgets.models.requests import ORIGINS, BudgetRequest

__all__ = ["ORIGINS", "BudgetRequest", "Claim", "Entry", "Frame", "FrameChange", "Investment", "MemberAnswer"]
