"""Questions about AV: my buys, one of them, the agreements of my units, the subcontractors."""

from app.av.queries.agreements import agreements
from app.av.queries.buys import by_number, channels, mine, story

__all__ = ["agreements", "by_number", "channels", "mine", "story"]
