"""The doors of wares that go back: the buyer's, the partner's, and those who wait for the credit."""

from app.ware_returns.views import asking, following, partner
from app.ware_returns.views.doors import blueprint

__all__ = ["asking", "blueprint", "following", "partner"]
