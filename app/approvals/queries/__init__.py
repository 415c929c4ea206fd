"""Questions about what waits for a yes: my inbox, one request, what IT is asked."""

from app.desks.queries import waiting_count

__all__ = ["waiting_count"]
