"""Changes of the range in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.assortment.queries.history import Change
from app.words import day, kr, say, words

MONEY = ("price",)


@dataclass(frozen=True, slots=True)
class Told:
    """One change as people read it."""

    slug: str
    name: str
    text: str
    when: str


def told(change: Change) -> Told:
    """A change in words: into the range, out of it, or what became otherwise."""
    return Told(change.slug, change.name, text_of(change), say("forum.change.from", day=day(change.effective_on)))


def text_of(change: Change) -> str:
    """What happened to an item."""
    if change.state and change.state != change.before_state:
        return say(f"forum.change.{change.state}")
    parts = [_part(change, name) for name in change.content if change.before.get(name) != change.content[name]]
    return say("forum.change.changed", what=", ".join(filter(None, parts)) or say("forum.change.nothing"))


def _part(change: Change, name: str) -> str:
    known = words().get(f"forum.column.{name}")
    if known is None:
        return ""
    before, after = (_value(name, side.get(name)) for side in (change.before, change.content))
    return say("forum.change.part", what=known, before=before, after=after)


def _value(name: str, value: object) -> str:
    if value in (None, ""):
        return say("forum.change.none")
    return kr(value) if name in MONEY and isinstance(value, int) else str(value)
