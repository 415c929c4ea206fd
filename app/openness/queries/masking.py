"""Other people's names in what is handed out about one person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person
from app.words import say

WORD = re.compile(r"\w+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


class Mask:
    """Puts "another person" in the place of every name and mail address but one's own, wherever it stands in a text."""

    def __init__(self, names: Iterable[str], own: Iterable[str]) -> None:
        self.instead, self.own = say("openness.somebody_else"), frozenset(own)
        self._beginning: dict[str, list[str]] = {}
        # Longest first, so that a name which begins with another one is taken whole.
        for name in sorted({name for name in names if name} - self.own, key=lambda name: (-len(name), name)):
            begins = WORD.match(name)
            if begins:
                self._beginning.setdefault(begins[0], []).append(name)

    def __call__(self, value: Any) -> Any:
        """The same value without others' names, also inside lists and mappings."""
        if isinstance(value, str):
            return MAIL.sub(
                lambda found: found[0] if found[0] in self.own else self.instead, self._without_names(value)
            )
        if isinstance(value, dict):
            return {key: self(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self(inner) for inner in value]
        return value

    def _address(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self.own else self.instead

    def _without_names(self, text: str) -> str:
        pieces, done = [], 0
        for word in WORD.finditer(text):
            name = self._name_at(text, word) if word.start() >= done else ""
            if name:
                pieces += [text[done : word.start()], self.instead]
                done = word.start() + len(name)
        return "".join([*pieces, text[done:]])

    def _name_at(self, text: str, word: re.Match[str]) -> str:
        """The name that begins with a word and ends where a word ends."""
        for name in self._beginning.get(word[0], ()):
            after = text[word.start() + len(name) : word.start() + len(name) + 1]
            if text.startswith(name, word.start()) and not after.isalnum():
                return name
        return ""


def everybody(session: Session) -> Iterable[str]:
    """The names of all the people that the shop knows."""
    return session.scalars(sa.select(Person.name))
