"""The edition of the agreement that is in force."""

from __future__ import annotations

from app.words import say
from catalogue import edition as editions
from catalogue.edition import Edition

IN_FORCE = "2026"


def edition() -> Edition:
    """The edition that is in force; read once and kept."""
    return editions.load(IN_FORCE)


def lines_in_words(lines: tuple[tuple[int, int], ...]) -> str:
    """Source lines in words: `rad 115, 120–126`; says so when there are none."""
    if not lines:
        return say("assortment.source.none")
    spans = [str(first) if first == last else f"{first}–{last}" for first, last in lines]
    return say("assortment.source.lines", spans=", ".join(spans))
