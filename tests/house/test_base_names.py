"""What the base template calls its own hides nothing that a view gives a page."""

from __future__ import annotations

import ast
import re

from tests.house.tree import files, no_faults, text

SET = re.compile(r"{% set (\w+)")


def own_names() -> set[str]:
    """Names that the base template sets: every page that extends it sees them instead of what its view gives."""
    return set(
        SET.findall(text(next(path for path in files("templates", ending="base.html") if path.name == "base.html")))
    )


def given(source: str) -> set[str]:
    """Names that views give their pages."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    pages = [call for call in calls if ast.unparse(call.func).split(".")[-1] in ("page", "error_page")]
    return {keyword.arg for call in pages for keyword in call.keywords if keyword.arg}


def test_no_view_gives_a_page_what_the_base_sets() -> None:
    names = own_names()
    assert names
    hidden = [f"{path}: {name}" for path in files("app", ending=".py") for name in names & given(text(path))]
    no_faults(hidden)


def test_a_hidden_name_would_be_seen() -> None:
    assert given('web.page("a.html", "main", token=1)') == {"token"}
