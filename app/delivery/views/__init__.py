"""The doors of deliveries: IT's work, goods receipt, the partner, and the recipient's yes."""

from app.delivery.views import confirming, goods, installing, partner, work
from app.delivery.views.doors import blueprint

__all__ = ["blueprint", "confirming", "goods", "installing", "partner", "work"]
