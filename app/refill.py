"""Fills a form of a finished page with what somebody had typed before; works for every form, with nothing to declare.

Only what people fill in is touched: never hidden fields, passwords or files, which keep what the page gave them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

TYPED = frozenset(
    {"text", "search", "email", "number", "date", "tel", "url", "month", "week", "time", "datetime-local"}
)
TICKED = frozenset({"checkbox", "radio"})
# Forms to one address are told apart by their hidden fields, but not by these.
NO_SIGN = frozenset({"csrf_token"})

Attributes = dict[str, str | None]
Edit = tuple[int, int, str]


@dataclass(slots=True)
class _Form:
    attributes: Attributes
    number: int
    targets: set[str] = field(default_factory=set)
    hidden: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Control:
    tag: str
    attributes: Attributes
    start: int
    end: int
    form: int | str
    closed: int = 0
    options: list[_Control] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower()


class _Reader(HTMLParser):
    """Finds forms, their fields and the place below the page's main tag."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self.controls: list[_Control] = []
        self.main = -1
        self._inside: _Form | None = None
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that matters."""
        attributes, start = dict(attrs), self._offset()
        end = start + len(self.get_starttag_text() or "")
        if tag == "main":
            self.main = end
        elif tag == "form":
            self._inside = _Form(attributes, len(self.forms), {attributes.get("action") or ""})
            self.forms.append(self._inside)
        elif tag == "option" and self.controls and self.controls[-1].tag == "select":
            self.controls[-1].options.append(_Control(tag, attributes, start, end, ""))
        elif tag in ("input", "textarea", "select", "button"):
            owner = attributes.get("form") or (self._inside.number if self._inside else "")
            self.controls.append(_Control(tag, attributes, start, end, owner))

    def handle_endtag(self, tag: str) -> None:
        """Note where a form or a text ends."""
        if tag == "form":
            self._inside = None
        elif tag == "textarea" and self.controls:
            self.controls[-1].closed = self._offset()

    def of(self, form: _Form) -> list[_Control]:
        """The fields of a form, those that point at it from elsewhere included."""
        id_ = form.attributes.get("id")
        return [control for control in self.controls if control.form == form.number or (id_ and control.form == id_)]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def refill(html: str, action: str, fields: Sequence[tuple[str, str]]) -> tuple[str, bool]:
    """The page with the form to `action` filled in, and whether it has such a form."""
    page = _Reader(html)
    form = _match(page, action, fields)
    if form is None:
        return html, False
    typed: dict[str, list[str]] = {}
    for name, value in fields:
        typed.setdefault(name, []).append(value)
    edits = [edit for control in page.of(form) for edit in _edits(control, typed)]
    return _edited(html, edits), True


def below_main(html: str, text: str) -> str:
    """The page with a piece of HTML first in its main part."""
    place = _Reader(html).main
    return html if place < 0 else html[:place] + text + html[place:]


def _match(page: _Reader, action: str, fields: Sequence[tuple[str, str]]) -> _Form | None:
    """The form that was sent: to the same address, and with the most hidden fields alike."""
    for form in page.forms:
        for control in page.of(form):
            if control.attributes.get("formaction"):
                form.targets.add(control.attributes["formaction"] or "")
            if control.kind == "hidden" and control.name not in NO_SIGN:
                form.hidden.append((control.name, control.attributes.get("value") or ""))
    able = [form for form in page.forms if action in form.targets and _posts(form)]
    return max(able, key=lambda form: sum(pair in fields for pair in form.hidden), default=None)


def _posts(form: _Form) -> bool:
    return (form.attributes.get("method") or "").lower() == "post"


def _edits(control: _Control, typed: dict[str, list[str]]) -> list[Edit]:
    """What changes in one field; fields of one name take their values in turn."""
    values = typed.get(control.name, [])
    if control.tag == "input" and control.kind in TICKED and (values or control.kind == "checkbox"):
        ticked = (control.attributes.get("value") or "on") in values
        return [(control.start, control.end, _tag(control, "checked", ticked))]
    if not values or "disabled" in control.attributes:
        return []
    if control.tag == "select":
        return [
            (option.start, option.end, _tag(option, "selected", option.attributes.get("value") in values))
            for option in control.options
        ]
    if control.tag == "textarea" and control.closed:
        return [(control.end, control.closed, "\n" + escape(values.pop(0)))]
    if control.tag == "input" and control.kind in TYPED:
        return [(control.start, control.end, _tag(control, "value", values.pop(0)))]
    return []


def _tag(control: _Control, name: str, value: str | bool) -> str:
    """The tag written anew with an attribute set, or without it."""
    attributes = {key: text for key, text in control.attributes.items() if key != name}
    if value is not False:
        attributes[name] = None if value is True else str(value)
    written = (key if text is None else f'{key}="{escape(text)}"' for key, text in attributes.items())
    return f"<{' '.join([control.tag, *written])}>"


def _edited(html: str, edits: list[Edit]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html
