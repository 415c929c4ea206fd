"""QR codes as dark and light squares."""

from __future__ import annotations

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark and light squares of a QR code that stands a scratch.

    Its pattern is always the same of the eight allowed: readers take each, and weighing them takes five times longer.
    """
    code = segno.make(text, error="q", mask=2, micro=False)
    return tuple(tuple(bool(square) for square in row) for row in code.matrix)
