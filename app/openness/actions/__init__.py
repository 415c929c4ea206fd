"""What is done for openness and privacy: hand out, hold, clear."""

from app.openness.actions.handing import note_export, note_extract
from app.openness.actions.holding import decide_time, hold, lift
from app.openness.actions.running import ask, carry_on, unfinished

__all__ = ["ask", "carry_on", "decide_time", "hold", "lift", "note_export", "note_extract", "unfinished"]
