"""What is asked of follow-ups."""

from app.follow_up.queries.lists import Card, cards
from app.follow_up.queries.shown import Shown, named, opened, receivers, sent_of, slug_of

__all__ = ["Card", "Shown", "cards", "named", "opened", "receivers", "sent_of", "slug_of"]
