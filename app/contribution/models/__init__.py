"""A year's budget, the population it is shared by, what the councils decided, and what the members pay."""

from app.contribution.models.contribution import Amendment, Contribution, QuarterInvoice, Settlement, SettlementPart
from app.contribution.models.costs import CapitalPart, CapitalRow, CapitalRun
from app.contribution.models.runs import QuarterRun
from app.contribution.models.year import BudgetLine, BudgetStep, BudgetYear, CouncilDecision, Ore, PopulationFigure

__all__ = [
    "Amendment", "BudgetLine", "BudgetStep", "BudgetYear", "CapitalPart", "CapitalRow", "CapitalRun", "Contribution",
    "CouncilDecision", "Ore", "PopulationFigure", "QuarterInvoice", "QuarterRun", "Settlement", "SettlementPart",
]  # fmt: skip
