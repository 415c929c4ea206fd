"""The words of the agreement, to look up."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.requests.forms import SearchForm
from app.requests.views.doors import blueprint
from catalogue.glossary import looked_up


@blueprint.get("/ordlista")
@web.door("rules.read")
def glossary() -> Any:
    """Terms and abbreviations, with a search (R-241)."""
    words = (SearchForm(request.args).words.data or "")[:100]
    return web.page("requests/glossary.html", "terms", words=words, hits=looked_up(words))
