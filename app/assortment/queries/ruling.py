"""The edition of the agreement that is in force."""

from __future__ import annotations

from catalogue import edition as editions
from catalogue.edition import Edition

IN_FORCE = "2026"


def edition() -> Edition:
    """The edition that is in force; read once and kept."""
    return editions.load(IN_FORCE)
