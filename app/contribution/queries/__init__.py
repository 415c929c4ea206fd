"""What is asked of budgets and contributions."""

from app.contribution.queries.years import years

__all__ = ["years"]
