"""Questions about what is away, what is planned, how available things were, and when no change is wanted."""

from app.notices.queries.availability import Recorded, outage, recorded
from app.notices.queries.freezes import freezes, met_by
from app.notices.queries.messages import (
    Board,
    board,
    draft,
    drafts,
    live,
    may_lead,
    message,
    organisations,
    reach,
    reach_ids,
    told,
    updates,
    writable,
)  # fmt: skip

__all__ = [
    "Board", "Recorded", "board", "draft", "drafts", "freezes", "live", "may_lead", "message", "met_by",
    "organisations", "outage", "reach", "reach_ids", "recorded", "told", "updates", "writable",
]  # fmt: skip
