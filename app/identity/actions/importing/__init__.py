"""People, units and cost centres from a file: tried without writing, then done exactly as shown, or not at all."""

from app.identity.actions.importing.running import carry_out_file, do, dry_run, send
from app.identity.actions.importing.template import template

__all__ = ["carry_out_file", "do", "dry_run", "send", "template"]
