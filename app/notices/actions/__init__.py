"""Writing, publishing and ending messages; recording outages; deciding freezes."""

from app.notices.actions.freezing import call_off, freeze
from app.notices.actions.measuring import record, strike
from app.notices.actions.writing import News, Written, cancel, change, end, publish, update, write

__all__ = [
    "News", "Written", "call_off", "cancel", "change", "end", "freeze", "publish", "record", "strike", "update",
    "write",
]  # fmt: skip
