"""The terms and abbreviations of the source's appendix, to look up (L1235-L1357, R-241)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.rows import frozen

FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term and what it means."""

    term: str
    text: str

    @property
    def key(self) -> str:
        """A plain word to link to it by."""
        return "".join(char for char in self.term.partition(" ")[0].lower() if char.isalpha())


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the source; raises EditionError for a row that is wrong."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]
    return tuple(frozen(Term, row, FILE.name) for row in rows)


def looked_up(words: str) -> list[Term]:
    """The terms whose name or meaning holds every word, names first."""
    wanted = words.casefold().split()
    hits = [term for term in terms() if all(word in f"{term.term} {term.text}".casefold() for word in wanted)]
    return sorted(hits, key=lambda term: bool(wanted) and not all(word in term.term.casefold() for word in wanted))
