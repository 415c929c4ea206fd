"""Doors to what the agreement says of services, of who decides and of who answers for what."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment.queries import IN_FORCE, edition, lines_in_words
from app.guides.views.doors import blueprint, visitor
from app.refusal import Missing
from app.words import say
from catalogue import components, guides
from catalogue.edition import Contradiction, Kind
from catalogue.guides import Group, Guide
from catalogue.raci import LETTERS
from catalogue.request_files import load as forms
from catalogue.requests import RequestForm
from catalogue.rights import may

MOST_WORDS = 100


@blueprint.get("/tjanster")
@web.door("rules.read")
def index() -> Any:
    """All pages by group, with a search in everyday words."""
    words = request.args.get("q", "")[:MOST_WORDS]
    hits = guides.found(guides.load(IN_FORCE), words)
    groups = [(say(f"guides.group.{group}"), [guide for guide in hits if guide.group is group]) for group in Group]
    return web.page("guides/index.html", "guides", words=words, groups=[(name, rows) for name, rows in groups if rows])


@blueprint.get("/tjanster/<string:slug>")
@web.door("rules.read")
def guide(slug: str) -> Any:
    """One page: what is included and what is not, who answers, how to order or report, the table of duties."""
    found = guides.load(IN_FORCE).get(slug)
    if found is None:
        raise Missing
    return web.page(
        "guides/guide.html",
        page_title=found.title,
        guide=found,
        edition=edition(),
        source=lines_in_words(found.sources),
        kinds=[edition().kinds[key] for key in found.kinds],
        notes=_notes(found),
        forms=_forms(found),
        components=[components.load(IN_FORCE)[key] for key in found.components],
        links=[link for link in found.links if may(link.right, visitor().roles)],
        letters=[(letter, say(f"guides.raci.{letter}"), say(f"guides.raci_means.{letter}")) for letter in LETTERS],
        contradictions=_contradictions(found),
    )


def _forms(found: Guide) -> list[RequestForm]:
    by_key = {form.key: form for form in forms(IN_FORCE).values()}
    return [by_key[key] for key in found.forms]


def _notes(found: Guide) -> list[Kind]:
    """The kinds whose rule is in part a proposal."""
    return [kind for kind in (edition().kinds[key] for key in found.kinds) if kind.note]


def _contradictions(found: Guide) -> list[tuple[Contradiction, str]]:
    known = {row.number: row for row in edition().contradictions}
    return [(known[number], lines_in_words(known[number].sources)) for number in found.contradictions]
