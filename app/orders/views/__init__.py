"""The doors of checkout and orders."""

from app.orders.views import checkout, orders
from app.orders.views.doors import blueprint

__all__ = ["blueprint", "checkout", "orders"]
