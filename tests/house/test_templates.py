"""Templates: safe, without inline code, and everything they point at exists."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from jinja2 import meta

from tests.house.templates import (
    assets,
    drawings,
    forms_without_token,
    ids,
    lines_with,
    markup,
    targets,
    templates,
)
from tests.house.test_reads import symbols
from tests.house.tree import ROOT, files, name_of, no_faults, text

# What no template holds, with the reason.
FORBIDDEN = {
    r"\|\s*safe\b": "autoescape is never switched off",
    r"\bMarkup\(": "autoescape is never switched off",
    r"\{%-?\s*autoescape\s+false": "autoescape is never switched off",
    r"<script(?![^>]*\bsrc=)[^>]*>": "scripts are files of their own",
    r"\son[a-z]+\s*=\s*[\"'{]": "no code in attributes: static/js/app.js listens",
    r"\bhx-on\b": "no code in attributes",
    r"\bhx-(vals|headers)\s*=\s*[\"']js:": "no code in attributes",
    r"javascript:": "no code in addresses",
    r"\bhx-(delete|put|patch)\b": "forms work without JavaScript: use POST",
    r"=\{\{": "attributes are quoted",
    r"(\bsrc|<link[^>]*\bhref)=[\"'](https?:)?//": "nothing is fetched from elsewhere",
}
# Mail programs read no style sheets.
FORBIDDEN_ON_PAGES = {r"\sstyle\s*=": "no inline style", r"<style\b": "styles are files of their own"}
FORBIDDEN_OUTSIDE_MACROS = {r"[\"' ]ds-[a-z]+": "the foundation's classes are known to macros only"}


def forbidden(source: str, patterns: dict[str, str]) -> list[str]:
    """Every place that holds a forbidden pattern, with the reason."""
    return [f"{place} ({why})" for pattern, why in patterns.items() for place in lines_with(pattern, source)]


def _patterns_for(name: str) -> dict[str, str]:
    mail = name.startswith(("templates/mail/", "templates/macros/mail"))
    # The last error pages stand on their own feet, so that a fault in a macro cannot fell them too.
    outside = not name.startswith(("templates/macros/", "templates/mail/", "templates/errors/50"))
    return FORBIDDEN | ({} if mail else FORBIDDEN_ON_PAGES) | (FORBIDDEN_OUTSIDE_MACROS if outside else {})


def lost(asked: set[str], there: set[str]) -> list[str]:
    """Ids that are pointed at and nowhere set; a beginning is enough where an expression follows."""
    return sorted(name for name in asked if not any(known == name or _same_row(known, name) for known in there))


def _same_row(known: str, name: str) -> bool:
    return name.endswith("-") and known == name


def test_templates_hold_nothing_forbidden() -> None:
    paths = templates()
    faults = [f"{name_of(p)}:{fault}" for p in paths for fault in forbidden(markup(p), _patterns_for(name_of(p)))]
    no_faults(faults)


def test_no_markup_is_made_in_python() -> None:
    patterns = {r"\bMarkup\(": "templates make markup", r"render_template_string": "templates are files"}
    paths = files("app", "catalogue", ending=".py")
    no_faults([f"{name_of(p)}:{fault}" for p in paths for fault in forbidden(text(p), patterns)])


def test_every_template_parses_and_finds_what_it_includes(shop: Flask) -> None:
    there = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    faults = []
    for path in templates():
        name = path.relative_to(ROOT / "templates").as_posix()
        shop.jinja_env.get_template(name)
        asked = meta.find_referenced_templates(shop.jinja_env.parse(text(path)))
        faults += [f"{name}: {other} does not exist" for other in asked if other and other not in there]
    no_faults(faults)


def test_every_posting_form_carries_a_token() -> None:
    no_faults([f"{name_of(path)}:{fault}" for path in templates() for fault in forms_without_token(markup(path))])


def test_every_swap_target_exists() -> None:
    there = {name for path in templates() for name in ids(markup(path))}
    no_faults([f"{name_of(p)}: no element #{name}" for p in templates() for name in lost(targets(markup(p)), there)])


def test_every_asset_is_built() -> None:
    manifest = ROOT / "static" / "vendor" / "manifest.json"
    known = set(json.loads(manifest.read_text(encoding="utf-8")))
    no_faults([f"{name_of(p)}: {name} is not built" for p in templates() for name in assets(markup(p)) - known])


def test_every_drawing_stands_in_the_sprite() -> None:
    there = set(symbols())
    no_faults([f"{name_of(p)}: no symbol {name}" for p in templates() for name in sorted(drawings(markup(p)) - there)])


@pytest.mark.parametrize(
    "bad",
    [
        "{{ name|safe }}", "{{ Markup(name) }}", "<script>go()</script>", '<a onclick="go()">', '<b hx-on="x">',
        "<b hx-vals='js:{a: 1}'>", '<a href="javascript:go()">', "<form hx-delete='/x'>", "<p class={{ css }}>",
        '<p style="color: red">', "<style>p {}</style>", '<img src="https://elsewhere.example/x.png">',
        "<p class='ds-button'>",
    ],
)  # fmt: skip
def test_a_forbidden_thing_is_found(bad: str) -> None:
    assert forbidden(bad, _patterns_for("templates/shop/page.html"))


def test_an_honest_page_passes() -> None:
    good = '<script src="{{ asset(\'x\') }}" defer></script><p class="kids-only" data-on="1">{{ name }} is safe</p>'
    assert not forbidden(good, _patterns_for("templates/shop/page.html"))
    assert not forbidden('<td style="padding: 0">', _patterns_for("templates/mail/page.html"))


@pytest.mark.parametrize(
    ("read", "source", "found"),
    [
        (assets, '{{ asset("shop.css") }}', {"shop.css"}),
        (drawings, '{{ ui.icon("bell") }}{{ ui.button("x", icon="box") }}', {"i-bell", "i-box"}),
        (drawings, '<use href="{{ sprite }}#mark"/>{{ illustration("laptop") }}', {"mark", "laptop"}),
        (targets, "<a hx-target=\"#grid\" hx-select='#count'>", {"grid", "count"}),
        (targets, '{{ ui.button("x", attrs={"hx-target": "#row-" ~ id}) }}', {"row-"}),
        (targets, '<form hx-status:422="target:#form select:#form">', {"form"}),
        (ids, '<p id="grid"><p id="row-{{ id }}">{{ ui.panel(id="box") }}', {"grid", "row-", "box"}),
        (ids, '{{ ui.panel("t", id="row-" ~ number) }}', {"t", "row-"}),
    ],
)
def test_what_a_template_points_at_is_read(read: Callable[[str], set[str]], source: str, found: set[str]) -> None:
    assert read(source) == found


def test_a_lost_target_is_found() -> None:
    assert lost({"grid", "row-"}, {"grit", "row"}) == ["grid", "row-"]
    assert not lost({"grid", "row-"}, {"grid", "row-"})


def test_a_form_without_token_is_found() -> None:
    assert forms_without_token('<form method="post" action="{{ a > b }}"><button type="submit">x</button></form>')
    assert forms_without_token('<form method="post">{{ token }}</form>')
    assert not forms_without_token('{% set token = forms.csrf_field() %}<form method="post">{{ token }}</form>')
    assert not forms_without_token('<form method="post">{{ forms.csrf_field() }}</form><form action="/q"></form>')
