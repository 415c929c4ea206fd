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


def areas() -> list[tuple[str, str]]:
    """The kinds of events, by the first word of their names, with what they are called, sorted."""
    kinds = {key.split(".")[1] for key in words() if key.startswith("history.")}
    called = {kind: say(f"openness.area.{kind}") for kind in kinds}
    return sorted(called.items(), key=lambda pair: pair[1])


def area(subject: str) -> str:
    """What a subject of the log is called."""
    known = words()
    return known.get(f"identity.subject.{subject}") or known.get(
        f"openness.subject.{subject}", known["openness.subject.other"]
    )
