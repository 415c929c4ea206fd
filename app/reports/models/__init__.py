"""What the economy is told: accounting rows, which accounts they go to, and what was handed over."""

from app.reports.models.accounting import AccountChoice, AccountingExport, AccountingRow

__all__ = ["AccountChoice", "AccountingExport", "AccountingRow"]
