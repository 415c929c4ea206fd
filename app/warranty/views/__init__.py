"""The doors of claims."""

from app.warranty.views import answering, claim, claiming, lists, suppliers
from app.warranty.views.doors import blueprint

__all__ = ["answering", "blueprint", "claim", "claiming", "lists", "suppliers"]
