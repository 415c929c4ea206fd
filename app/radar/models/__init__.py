"""Forecasts of replacements as they stood on a day, kept for ever."""

from app.radar.models.snapshots import Snapshot, SnapshotRow

__all__ = ["Snapshot", "SnapshotRow"]
