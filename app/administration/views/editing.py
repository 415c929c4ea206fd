"""How every form of the administration is saved, and what is shown when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Form

from app import web
from app.administration.forms import labels
from app.refusal import Changed, Refused
from app.words import say

TEMPLATE = "administration/edit.html"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people filled in differently."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Editing:
    """A page with one form: where it stands, what it says, where it goes back to."""

    trail: Sequence[tuple[str, str]]
    title: str
    action: str
    back: str
    save: str = ""
    lead: str = ""
    notes: Sequence[str] = ()
    chefs: Sequence[str] = ()
    danger: bool = False
    history: str = ""

    def page(self, form: Form, status: int = 200, **more: Any) -> Any:
        """The page with its form."""
        return web.page(TEMPLATE, status=status, form=form, editing=self, **more)


def save(form: Form, act: Callable[[], None], page: Editing, *, fresh: Callable[[], Mapping[str, Any]]) -> Any:
    """Check and act: None when it is done, else the page with what is wrong and everything as it was typed.

    `fresh` gives the fields as they stand now: what somebody else saved meanwhile is shown beside what was typed.
    """
    if not form.validate():
        return page.page(form, 422)
    try:
        act()
    except Changed:
        return _clashed(form, page, fresh())
    except Refused as why:
        return page.page(form, 422, refusal=say(why.key, **why.params))
    return None


def _clashed(form: Form, page: Editing, now: Mapping[str, Any]) -> Any:
    """Both versions; the form keeps what was typed, and is now about what stands."""
    clashes = [
        Clash(field.label.text, _read(field, field.data), _read(field, now[field.name]))
        for field in form
        if field.name in now and field.name != "version" and _read(field, field.data) != _read(field, now[field.name])
    ]
    for name in ("version", "seen"):
        if name in form and name in now:
            form[name].raw_data = None
            form[name].data = now[name]
    return page.page(form, 409, clashes=clashes)


def _read(field: Any, value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return labels(field).get(text, text) or say("administration.change.nothing")
