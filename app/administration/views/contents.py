"""What stands on the first page of the administration: one line for each page, by area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.administration.queries import Reach

AREAS = ("organisations", "people", "services", "records")


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the administration.

    Its title and what it is good for stand among the words, as `<words>.title` and `<words>.text`. `whole` hides it
    from those who administer some organisations only.
    """

    area: str
    url: str
    words: str
    icon: str
    whole: bool = False


# The order is the order on the page.
CONTENTS: tuple[Link, ...] = (
    Link("organisations", "/admin/organisationer", "administration.index.organisations", "home"),
    Link("people", "/admin/roller", "roles.index", "key"),
    Link("people", "/admin/roller/katalog", "mappings.index", "users"),
    Link("organisations", "/admin/andringar", "administration.index.planned", "calendar"),
    Link("people", "/admin/personer", "administration.index.people", "users"),
    Link("people", "/admin/import", "administration.index.import", "users"),
    Link("people", "/admin/att-placera", "administration.index.unplaced", "unit"),
    Link("records", "/admin/inloggningar", "openness.index.sign_ins", "key"),
    Link("services", "/admin/begaran", "administration.index.requests", "list", whole=True),
    Link("services", "/admin/arendesystem", "administration.index.ticketing", "external", whole=True),
    Link("records", "/admin/personuppgifter", "openness.index.people", "users"),
    Link("records", "/admin/gallring", "openness.index.retention", "trash", whole=True),
)


def contents_for(reach: Reach) -> Iterator[tuple[str, list[Link]]]:
    """The areas with the pages this administrator may open; an area without any is left out."""
    for area in AREAS:
        links = [link for link in CONTENTS if link.area == area and (reach.everything or not link.whole)]
        if links:
            yield area, links
