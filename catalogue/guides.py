"""What the agreement says of each service and of who decides, as pages of data: included, not included, whose duty."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.components import Component
from catalogue.components import load as components_of
from catalogue.edition import Edition
from catalogue.edition import load as edition_of
from catalogue.raci import RaciRow, raci_row
from catalogue.request_files import load as forms_of
from catalogue.requests import score
from catalogue.rights import RIGHTS
from catalogue.rows import EditionError, Place, frozen, lines, refuse_unknown

HERE = Path(__file__).parent / "editions"
OWN = frozenset({
    "slug", "title", "lead", "group", "responsible", "funding", "words", "sources", "confirmed", "remark", "icon",
    "section", "function", "excluded", "duty", "forms", "kinds", "link", "raci", "components", "contradictions",
    "order",
})  # fmt: skip
NEEDED = ("slug", "title", "lead", "group", "responsible", "funding", "words", "sources", "confirmed", "order")


class Party(StrEnum):
    """Who answers for something (L95-L99, R-030)."""

    IT = "it"
    UNIT = "unit"
    SHARED = "shared"
    MUNICIPALITY = "municipality"
    SUPPLIER = "supplier"
    PROPERTY_OWNER = "property_owner"


class Funding(StrEnum):
    """Who pays for a service as a whole; `none` for pages that are not about a service."""

    INCLUDED = "included"
    UNIT = "unit"
    MUNICIPALITY = "municipality"
    MIXED = "mixed"
    PROPOSED = "proposed"
    NONE = "none"


class Group(StrEnum):
    """Where a page stands in the list."""

    SERVICES = "services"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with sentences and points."""

    title: str
    text: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Something that a service does."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one party answers for."""

    who: Party
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place in the shop to go on to, for those who carry its right."""

    title: str
    url: str
    right: str = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One page; `forms` are request forms, `kinds` those of the edition, lines are those of the source text."""

    key: str
    slug: str
    title: str
    lead: str
    group: Group
    order: int
    responsible: Party
    funding: Funding
    words: tuple[str, ...]
    sources: tuple[tuple[int, int], ...]
    confirmed: bool
    remark: str = ""
    icon: str = "document"
    sections: tuple[Section, ...] = ()
    functions: tuple[Function, ...] = ()
    excluded: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    forms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    raci: tuple[RaciRow, ...] = ()
    components: tuple[str, ...] = ()
    contradictions: tuple[int, ...] = ()


@cache
def load(name: str = "2026") -> Mapping[str, Guide]:
    """The pages of an edition by slug, in their order; raises EditionError."""
    edition = edition_of(name)
    files = sorted((HERE / name / "guides").glob("*.toml"))
    guides = [read(tomllib.loads(file.read_text(encoding="utf-8")), file.stem, edition) for file in files]
    slugs = [guide.slug for guide in guides]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise EditionError(f"{name}/guides: the address {', '.join(twice)} is used twice")
    return {guide.slug: guide for guide in sorted(guides, key=lambda guide: (guide.group != "services", guide.order))}


def read(data: Mapping[str, Any], key: str, edition: Edition) -> Guide:
    """One page from its data; raises EditionError."""
    where = f"guides/{key}.toml"
    refuse_unknown(data, OWN, where)
    if missing := [name for name in NEEDED if name not in data]:
        raise EditionError(f"{where}: {', '.join(missing)} is missing")
    with Place(where):
        plain = ("slug", "title", "lead", "order", "confirmed", "remark", "icon")
        typed = {name: data[name] for name in plain if name in data}
        listed = ("words", "excluded", "forms", "kinds", "components", "contradictions")
        typed |= {name: tuple(data[name]) for name in listed if name in data}
        typed |= _parts(data, where)
        typed["group"] = Group(data["group"])
        typed["responsible"] = Party(data["responsible"])
        typed["funding"] = Funding(data["funding"])
        typed["sources"] = lines(data["sources"], where)
    guide = frozen(Guide, {"key": key, **typed}, where)
    if wrong := "; ".join(_faults(guide, edition)):
        raise EditionError(f"{where}: {wrong}")
    return guide


def found(guides: Mapping[str, Guide], words: str, least: int = 1) -> list[Guide]:
    """The pages that hold every word that is looked for, best first; every page for no words.

    With `least` 2, a page must be about the words: its title, lead or everyday words hold them.
    """
    if not words.split():
        return list(guides.values())
    scored = [(score(words, _texts(guide)), guide) for guide in guides.values()]
    return [guide for points, guide in sorted(scored, key=lambda pair: -pair[0]) if points >= least]


def of_component(guides: Mapping[str, Guide], component: str) -> list[Guide]:
    """The pages that a component belongs to."""
    return [guide for guide in guides.values() if component in guide.components]


def _texts(guide: Guide) -> tuple[tuple[int, str], ...]:
    """What a page says, with how much a hit there counts."""
    said = [part for section in guide.sections for part in (section.title, *section.text, *section.points)]
    said += [part for function in guide.functions for part in (function.name, function.text)]
    said += [*guide.excluded, *(duty.text for duty in guide.duties)]
    return ((8, guide.title), (4, " ".join(guide.words)), (2, guide.lead), (1, " ".join(said)))


def _parts(data: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {
        "sections": tuple(_section(row, f"{where} section") for row in data.get("section", ())),
        "functions": tuple(frozen(Function, row, f"{where} function") for row in data.get("function", ())),
        "duties": tuple(_duty(row, f"{where} duty") for row in data.get("duty", ())),
        "links": tuple(frozen(Link, row, f"{where} link") for row in data.get("link", ())),
        "raci": tuple(raci_row(row, f"{where} raci") for row in data.get("raci", ())),
    }  # fmt: skip


def _section(row: Mapping[str, Any], where: str) -> Section:
    typed = {name: tuple(value) if name in ("text", "points") else value for name, value in row.items()}
    return frozen(Section, typed, where)


def _duty(row: Mapping[str, Any], where: str) -> Duty:
    return frozen(Duty, {**row, "who": Party(row["who"])}, where)


def _faults(guide: Guide, edition: Edition) -> Iterator[str]:
    """What a page points at and does not exist, or leaves unsaid."""
    known_forms = {form.key for form in forms_of(edition.name).values()}
    known_components: Mapping[str, Component] = components_of(edition.name)
    numbers = {found.number for found in edition.contradictions}
    yield from (f"there is no form {key}" for key in guide.forms if key not in known_forms)
    yield from (f"there is no kind {key}" for key in guide.kinds if key not in edition.kinds)
    yield from (f"there is no component {key}" for key in guide.components if key not in known_components)
    yield from (f"there is no contradiction {number}" for number in guide.contradictions if number not in numbers)
    if not guide.sources or not guide.words:
        yield "needs source lines and everyday words"
    if not guide.confirmed and not guide.remark:
        yield "a proposal without a remark of what is proposed"
    if guide.group is Group.SERVICES and guide.funding is Funding.NONE:
        yield "a service says who pays"
    yield from (f"there is no right {link.right}" for link in guide.links if link.right not in RIGHTS)
    yield from (f"{link.url} is no place in the shop" for link in guide.links if not link.url.startswith("/"))
