"""What is done for openness and privacy: hand out, hold, clear."""

from app.openness.actions.handing import note_extract

__all__ = ["note_extract"]
