"""What the rules of doors look at: every address of the app with its right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Door:
    """An address, its methods (without HEAD and OPTIONS), and the right its view declares."""

    path: str
    methods: frozenset[str]
    right: str | None
    endpoint: str = ""

    @property
    def filled(self) -> str:
        """The address with values that no row has."""
        path = re.sub(r"<int[^>]*>", "987654321", self.path)
        path = re.sub(r"<path:[^>]*>", "finns/inte", path)
        return re.sub(r"<[^>]*>", "finns-inte", path)

    def is_at(self, path: str) -> bool:
        """Whether a real address leads to this door."""
        pattern = re.escape(re.sub(r"<path:[^>]*>", "\0", re.sub(r"<(?!path:)[^>]*>", "\1", self.path)))
        return re.fullmatch(pattern.replace("\0", ".+").replace("\1", "[^/]+"), path) is not None


@dataclass(frozen=True)
class Guest:
    """A demo person and the roles that she signs in with."""

    key: str
    roles: frozenset[str]


def doors(app: Flask) -> Iterator[Door]:
    """Every door of the app except the static files."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield _door(app, rule)


def _door(app: Flask, rule: Rule) -> Door:
    view = app.view_functions[rule.endpoint]
    methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
    return Door(rule.rule, methods, getattr(view, "right", None), rule.endpoint)
