"""Devices from a file: read with line-numbered faults, tried without changing anything, then done exactly so."""

from app.devices.actions.importing.planning import Plan, plan
from app.devices.actions.importing.reading import COLUMNS, Record, read
from app.devices.actions.importing.running import do, dry_run, send

__all__ = ["COLUMNS", "Plan", "Record", "do", "dry_run", "plan", "read", "send"]
