"""The doors of the shop."""

from app.shop.views import basket, browse, pages, preview
from app.shop.views.doors import blueprint

__all__ = ["basket", "blueprint", "browse", "pages", "preview"]
