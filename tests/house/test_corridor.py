"""Who may stand where: what the import contracts in pyproject.toml cannot say."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name_of, no_faults, parsed, text

BESIDE = frozenset({"demo", "setup", "worker", "cli"})
PLACES = frozenset({"models", "queries", "actions", "forms", "views"})
WEBLESS = frozenset({"flask", "flask_login", "werkzeug"})
GROUND_FLOOR = (
    "calendar",
    "config",
    "db",
    "fields",
    "files",
    "history",
    "limits",
    "numbers",
    "outbox",
    "paper",
    "refusal",
    "ubl",
    "uploads",
    "words",
)
COMMITS = ("app/web.py", "app/worker.py", "app/worker/", "app/cli/", "app/demo/")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that is imported, and of every name taken from one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def foreign(tree: ast.AST, own: str) -> list[str]:
    """Imports of anything but the standard library and the own package."""
    known = sys.stdlib_module_names | {own.partition(".")[0]}
    found = [(line, name) for line, name in imports(tree) if name.partition(".")[0] not in known]
    found += [(line, name) for line, name in imports(tree) if name.startswith("app.") and not name.startswith(own)]
    return [f"{line}: imports {name}" for line, name in found]


def committing(tree: ast.AST) -> list[str]:
    """Calls of a method named commit."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [f"{call.lineno}: commits" for call in calls if call.func.attr == "commit"]  # type: ignore[attr-defined]  # chosen above


def row_by_number(tree: ast.AST) -> list[str]:
    """Calls like session.get(Order, 7), which fetch a row past the person who asks."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    named = [call for call in calls if call.func.attr in ("get", "get_one") and call.args]  # type: ignore[attr-defined]  # chosen above
    rows = [call for call in named if isinstance(call.args[0], ast.Name) and call.args[0].id[:1].isupper()]
    return [f"{call.lineno}: look rows up through the person, in queries" for call in rows]


def webbed(tree: ast.AST) -> list[str]:
    """Imports of the web framework or the door frame."""
    found = [
        (line, name) for line, name in imports(tree) if name.partition(".")[0] in WEBLESS or name.startswith("app.web")
    ]
    return [f"{line}: imports {name}" for line, name in found]


def borrowed_forms(tree: ast.AST, room: str) -> list[str]:
    """Imports of another room's forms."""
    found = [(line, name.split(".")) for line, name in imports(tree)]
    forms = [
        (line, parts) for line, parts in found if parts[0] == "app" and parts[2:3] == ["forms"] and parts[1] != room
    ]
    return [f"{line}: uses the forms of {parts[1]}" for line, parts in forms]


def silent_inner_imports(source: str) -> list[str]:
    """Imports inside a function without a comment that says why, on the line or just above."""
    lines = source.splitlines()
    inner = [
        child.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for child in ast.walk(node)
        if isinstance(child, (ast.Import, ast.ImportFrom))
    ]
    # A block of imports shares the reason of its first line.
    first = [line for line in inner if line - 1 not in inner]
    return [f"{n}: say why it is imported here" for n in first if "#" not in lines[n - 1] and "#" not in lines[n - 2]]


def room_faults(names: list[str]) -> list[str]:
    """Names in a room other than its five files (or folders of those names)."""
    return [f"{name}: a room holds {', '.join(sorted(PLACES))}" for name in names if Path(name).stem not in PLACES]


def rooms() -> list[Path]:
    """The rooms of the shop: folders of app that are no part of the ground floor."""
    folders = {path.parent for path in files("app", ending="__init__.py")}
    return sorted(
        path for path in folders if path.parent == ROOT / "app" and path.name not in BESIDE | set(GROUND_FLOOR)
    )


def _place(path: Path) -> str:
    """In which of the five places of a room a file stands, or '' for the ground floor."""
    parts = path.relative_to(ROOT / "app").with_suffix("").parts
    return parts[1] if len(parts) > 1 and parts[1] in PLACES else ""


def _everywhere(check: Callable[[ast.AST], list[str]], paths: list[Path]) -> list[str]:
    return [f"{name_of(path)}:{fault}" for path in paths for fault in check(parsed(path))]


def test_the_agreement_needs_only_the_standard_library() -> None:
    no_faults(_everywhere(lambda tree: foreign(tree, "catalogue"), list(files("catalogue", ending=".py"))))


def test_the_installation_needs_only_the_standard_library() -> None:
    first = ROOT / "app" / "setup" / "install.py"
    no_faults(_everywhere(lambda tree: foreign(tree, "app.setup"), [first]))


def test_only_the_frame_the_worker_and_commands_commit() -> None:
    inside = [path for path in files("app", "catalogue", ending=".py") if not name_of(path).startswith(COMMITS)]
    no_faults(_everywhere(committing, inside))


def test_views_never_fetch_a_row_past_the_person() -> None:
    no_faults(_everywhere(row_by_number, [path for path in files("app", ending=".py") if _place(path) == "views"]))


def test_rules_and_rows_know_no_request() -> None:
    inner = [path for path in files("app", ending=".py") if _place(path) in PLACES - {"views"}]
    ground = [
        path for name in GROUND_FLOOR for path in [*files(f"app/{name}", ending=".py"), ROOT / "app" / f"{name}.py"]
    ]
    no_faults(_everywhere(webbed, inner + [path for path in ground if path.exists()]))


def test_rooms_keep_their_forms() -> None:
    faults = []
    for room in rooms():
        inside = list(files(name_of(room), ending=".py"))
        faults += _everywhere(lambda tree, room=room: borrowed_forms(tree, room.name), inside)  # type: ignore[misc]  # bound now
    no_faults(faults)


def test_paper_is_made_where_paper_is_known() -> None:
    drawing = [
        path for path in files("app", ending=".py") if any("reportlab" in name for _, name in imports(parsed(path)))
    ]
    callers = [path for path in drawing if any(name.startswith("app.paper") for _, name in imports(parsed(path)))]
    no_faults(
        [f"{name_of(p)}: draws past app.paper" for p in drawing if p not in callers and "app/paper" not in name_of(p)]
    )


def test_rooms_hold_their_five_files() -> None:
    faults = []
    for room in rooms():
        inside = [path.name for path in room.iterdir() if path.name not in ("__init__.py", "__pycache__")]
        faults += [f"{name_of(room)}/{fault}" for fault in room_faults(inside)]
    no_faults(faults)


def test_inner_imports_say_why() -> None:
    paths = files("app", "catalogue", ending=".py")
    no_faults([f"{name_of(path)}:{fault}" for path in paths for fault in silent_inner_imports(text(path))])


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (
            lambda tree: foreign(tree, "catalogue"),
            "import sqlalchemy",
            "import tomllib\nfrom catalogue.money import vat",
        ),
        (lambda tree: foreign(tree, "catalogue"), "from app.db import Base", "import datetime as dt"),
        (lambda tree: foreign(tree, "app.setup"), "from app import web", "from app.setup import style"),
        (committing, "session.commit()", "session.flush()"),
        (row_by_number, "web.session().get(Order, number)", "request.form.get('x')\ncache.get(key)"),
        (webbed, "from flask import g", "from flaskless import g"),
        (webbed, "from app import web", "from app import db"),
        (
            lambda tree: borrowed_forms(tree, "shop"),
            "from app.orders.forms import Place",
            "from app.shop.forms import Add",
        ),
        (lambda tree: borrowed_forms(tree, "shop"), "from app.orders import forms", "from app.orders import queries"),
    ],
)
def test_the_rule_finds_what_it_forbids(check: Callable[[ast.AST], list[str]], bad: str, good: str) -> None:
    assert check(ast.parse(bad))
    assert not check(ast.parse(good))


def test_a_silent_inner_import_is_found() -> None:
    assert silent_inner_imports("def f():\n    import json\n")
    assert not silent_inner_imports("def f():\n    import json  # rarely needed\n")
    assert not silent_inner_imports("def f():\n    # rarely needed\n    import json\n    import html\n")


def test_a_stray_file_in_a_room_is_found() -> None:
    assert room_faults(["helpers.py"])
    assert not room_faults(["views", "models.py"])
