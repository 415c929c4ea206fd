"""Money is whole öre: no float comes near it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.test_corridor import imports
from tests.house.tree import files, name_of, no_faults, parsed

# Here even the division that gives a float is forbidden.
EXACT = ("catalogue/money.py", "catalogue/lifetimes.py")


def floats(tree: ast.AST) -> list[str]:
    """Float literals, float(), and float as a type."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            faults.append(f"{node.lineno}: the float {node.value}")
        elif isinstance(node, ast.Name) and node.id == "float":
            faults.append(f"{node.lineno}: float")
    return faults


def divisions(tree: ast.AST) -> list[str]:
    """Divisions with /, whose result is a float; // and largest remainder stay whole."""
    operations = [node for node in ast.walk(tree) if isinstance(node, (ast.BinOp, ast.AugAssign))]
    return [f"{node.lineno}: / gives a float" for node in operations if isinstance(node.op, ast.Div)]


def money_files() -> list[Path]:
    """The agreement and the nouns and verbs of the shop, except what draws paper, in parts of millimetres."""
    rooms = [path for path in files("app", ending=".py") if {"models", "actions"} & set(path.with_suffix("").parts)]
    return [*files("catalogue", ending=".py"), *(path for path in rooms if not _draws(path))]


def _draws(path: Path) -> bool:
    return any(name.startswith("app.paper") for _, name in imports(parsed(path)))


def test_money_code_knows_no_float() -> None:
    no_faults([f"{name_of(path)}:{fault}" for path in money_files() for fault in floats(parsed(path))])


def test_exact_code_divides_whole() -> None:
    exact = [path for path in money_files() if name_of(path) in EXACT]
    no_faults([f"{name_of(path)}:{fault}" for path in exact for fault in divisions(parsed(path))])


@pytest.mark.parametrize("bad", ["price * 1.25", "float(price)", "def f(price: float) -> int: ..."])
def test_a_float_is_found(bad: str) -> None:
    assert floats(ast.parse(bad))
    assert not floats(ast.parse("price * 125 // 100"))


def test_a_division_is_found() -> None:
    assert divisions(ast.parse("price / 4"))
    assert not divisions(ast.parse("price // 4"))
