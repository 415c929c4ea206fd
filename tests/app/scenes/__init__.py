"""Things that belong to somebody, for the table of who may do what with whose: one function for each `object`.

A scene makes its thing as Karin's (Stenebergsskolan in Laxå; her chef is Anders, his is Birgitta) or says who else the
owner is. A room adds a file of its own here; every public function in it is a scene.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from flask import Flask
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Scene:
    """What fills the parameters of the address, the word that betrays the thing in a list, and who is who by key."""

    values: dict[str, object]
    mark: str
    people: dict[str, str] = field(default_factory=lambda: {"owner": "karin", "higher_chef": "birgitta"})


Maker = Callable[[Flask, Session], Scene]


def scenes() -> dict[str, Maker]:
    """Every scene by the name of its object."""
    found: dict[str, Maker] = {}
    for module in iter_modules(__path__):
        loaded = import_module(f"{__name__}.{module.name}")
        found |= {
            name: made
            for name, made in getmembers(loaded, isfunction)
            if made.__module__ == loaded.__name__ and not name.startswith("_")
        }
    return found
