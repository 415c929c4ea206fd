"""The words of the agreement, to look up."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment.queries import IN_FORCE
from app.requests.forms import SearchForm
from app.requests.views.doors import blueprint
from catalogue import guides
from catalogue.glossary import looked_up

MOST_GUIDES = 5


@blueprint.get("/ordlista")
@web.door("rules.read")
def glossary() -> Any:
    """Terms and abbreviations, with a search (R-241)."""
    words = (SearchForm(request.args).words.data or "")[:100]
    pages = guides.found(guides.load(IN_FORCE), words, least=2)[:MOST_GUIDES] if words else []
    return web.page("requests/glossary.html", "terms", words=words, hits=looked_up(words), guides=pages)
