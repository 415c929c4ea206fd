"""Forecasts of replacements as they stood on a day, kept for ever."""

from app.radar.models.snapshots import BudgetCopy, Snapshot, SnapshotRow

__all__ = ["BudgetCopy", "Snapshot", "SnapshotRow"]
