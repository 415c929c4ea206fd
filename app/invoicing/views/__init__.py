"""The doors of invoicing: the list, one document, credit notes, runs, customers and the issuer."""

from app.invoicing.views import crediting, listing, one, parties, responses, runs, sources
from app.invoicing.views.doors import blueprint

__all__ = ["blueprint", "crediting", "listing", "one", "parties", "responses", "runs", "sources"]
