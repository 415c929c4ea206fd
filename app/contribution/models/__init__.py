"""A year's budget, the population it is shared by, and what the councils have decided."""

from app.contribution.models.year import BudgetLine, BudgetStep, BudgetYear, CouncilDecision, Ore, PopulationFigure

__all__ = ["BudgetLine", "BudgetStep", "BudgetYear", "CouncilDecision", "Ore", "PopulationFigure"]
