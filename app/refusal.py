"""The ways a verb may refuse, each with a reason key whose sentence stands among the words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """What was asked cannot be done; the form is shown again with the reason (422)."""

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class Changed(Refused):
    """What was shown is no longer what stands; the difference is shown and must be accepted (409)."""


class Missing(Exception):
    """There is no such thing, or none that this person may see (404)."""


class Forbidden(Refused):
    """The thing may be seen but not changed by this person (403)."""
