"""The doors of deliveries: IT's work, goods receipt, sendings and files, the partner, and the recipient's yes."""

from app.delivery.views import confirming, files, goods, installing, partner, sending, shipments, work
from app.delivery.views.doors import blueprint

__all__ = ["blueprint", "confirming", "files", "goods", "installing", "partner", "sending", "shipments", "work"]
