"""What the rules of templates look at: text, syntax tree, and what a template asks of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from tests.house.tree import files, text

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
# The tag may hold a > inside an expression.
POSTING_FORM = re.compile(
    r"<form\b(?=[^>]*method=[\"']?post)(?:[^>{]|\{\{.*?\}\}|\{%.*?%\}|\{)*>(.*?)</form>", re.IGNORECASE | re.DOTALL
)
CALLS_WITH_DRAWING = {"icon": "i-", "illustration": "", "thumb": ""}


def templates() -> tuple[Path, ...]:
    """All templates."""
    return files("templates", ending=".html") + files("templates", ending=".txt")


def markup(path: Path) -> str:
    """A template without comments; line numbers stay right."""
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text(path))


def lines_with(pattern: str, source: str) -> list[str]:
    """Line number and text of every place where a pattern is found."""
    places = re.finditer(pattern, source, re.IGNORECASE)
    return [f"{source.count(chr(10), 0, found.start()) + 1}: {found[0].strip()[:80]}" for found in places]


def calls(source: str) -> Iterator[tuple[str, nodes.Call]]:
    """Every call in a template with the name that is called, without its module."""
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        target = call.node
        if isinstance(target, nodes.Name):
            yield target.name, call
        elif isinstance(target, nodes.Getattr):
            yield target.attr, call


def assets(source: str) -> set[str]:
    """The names that a template asks of asset()."""
    asked = {call.args[0] for name, call in calls(source) if name == "asset" and call.args}
    return {str(name.value) for name in asked if isinstance(name, nodes.Const)}


def drawings(source: str) -> set[str]:
    """The symbols that a template names in words: in an address, an icon() or illustration() call, or icon="…"."""
    found = set(re.findall(r"\}\}#([a-z][a-z0-9-]*)[\"']", source))
    for name, call in calls(source):
        if name in CALLS_WITH_DRAWING and call.args and isinstance(call.args[0], nodes.Const):
            found.add(f"{CALLS_WITH_DRAWING[name]}{call.args[0].value}")
        found |= {f"i-{pair.value.value}" for pair in call.kwargs if _names_icon(pair)}
    return found


def _names_icon(pair: nodes.Keyword) -> bool:
    return pair.key == "icon" and isinstance(pair.value, nodes.Const) and bool(pair.value.value)


def targets(source: str) -> set[str]:
    """The ids that HTMX attributes point at; of an id with an expression in it, the part before."""
    attribute = r"""hx-(?:target|select|indicator|select-oob)["']?\s*[=:]\s*["']#([^"'{ ,]*)"""
    within = r"""hx-(?:status:\w+)["']?\s*[=:]\s*["'][^"']*target:\s*#([\w-]+)"""
    return {name for name in re.findall(attribute, source) + re.findall(within, source) if name}


def ids(source: str) -> set[str]:
    """The ids that a template sets or hands to a macro; of an id with an expression in it, the part before."""
    set_here = re.findall(r"""\bid=["']([^"'{]*)""", source)
    handed = [str(const.value) for _, call in calls(source) for const in _constants(call)]
    return {name for name in set_here + handed if name}


def _constants(call: nodes.Call) -> list[nodes.Const]:
    values = [*call.args, *(pair.value for pair in call.kwargs)]
    joined = [part for value in values if isinstance(value, nodes.Concat) for part in value.nodes[:1]]
    return [value for value in [*values, *joined] if isinstance(value, nodes.Const) and isinstance(value.value, str)]


def forms_without_token(source: str) -> list[str]:
    """Posting forms that carry no CSRF token between their tags."""
    # A list renders the token once, under a name, and each row's form shows that.
    kept = re.findall(r"\{%-?\s*set\s+(\w+)\s*=\s*(?:\w+\.)?csrf_field\(\)", source)
    token = re.compile(r"\{\{\s*(" + "|".join([r"[\w.]*csrf\w*\(\)", *kept]) + r")\s*\}\}|name=.csrf_token")
    bare = [found for found in POSTING_FORM.finditer(source) if not token.search(found[1])]
    return [f"{source.count(chr(10), 0, found.start()) + 1}: a form without csrf_field()" for found in bare]
