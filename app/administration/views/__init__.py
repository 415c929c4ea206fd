"""Doors to the administration. A file of doors is named here; its line on the first page stands in `contents`."""

from app.administration.views import index, organisations
from app.administration.views.doors import blueprint

__all__ = ["blueprint", "index", "organisations"]
