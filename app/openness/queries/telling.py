"""An entry of the log in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.words import say, words


class _Lenient(dict[str, Any]):
    """What an entry does not tell, or no longer tells, is shown as three dots."""

    def __missing__(self, key: str) -> str:
        return "…"


def told(event: str, data: Mapping[str, Any]) -> str:
    """What happened, as a sentence; an event without a sentence is told by its name."""
    sentence = words().get(f"history.{event}")
    return sentence.format_map(_Lenient(data)) if sentence else event


def events() -> dict[str, str]:
    """Every kind of event with what it is called, by area."""
    return {key.removeprefix("history."): text for key, text in words().items() if key.startswith("history.")}


def area(subject: str) -> str:
    """What a subject of the log is called."""
    return words().get(f"openness.subject.{subject}") or say("openness.subject.other")
