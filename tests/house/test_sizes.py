"""The size budget: functions, files and templates stay small enough to read in one breath."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import files, name_of, no_faults, parsed, text

FUNCTION_MOST, FILE_MOST, TEMPLATE_MOST = 50, 400, 200
FUNCTION_USUAL, FILE_USUAL, TEMPLATE_USUAL = 20, 200, 100


def lengths(tree: ast.AST) -> list[tuple[str, int]]:
    """Every function with its number of lines, decorators not counted."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [(f"{node.lineno}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]


def over(sized: list[tuple[str, int]], most: int) -> list[str]:
    """What is longer than it may be at most."""
    return [f"{name}: {size} lines, at most {most}" for name, size in sized if size > most]


def mostly_under(sized: list[tuple[str, int]], usual: int) -> list[str]:
    """The longest ones, where more than one of ten is longer than usual."""
    long = sorted((pair for pair in sized if pair[1] > usual), key=lambda pair: -pair[1])
    if len(long) * 10 <= len(sized):
        return []
    return [f"{len(long)} of {len(sized)} are over {usual} lines; the longest:"] + [
        f"{n}: {size}" for n, size in long[:15]
    ]


def _functions(*folders: str) -> list[tuple[str, int]]:
    return [(f"{name_of(p)}:{n}", size) for p in files(*folders, ending=".py") for n, size in lengths(parsed(p))]


def _lines(paths: tuple[Path, ...]) -> list[tuple[str, int]]:
    return [(name_of(path), text(path).count("\n")) for path in paths]


CODE = ("app", "catalogue")


def test_no_function_is_long() -> None:
    no_faults(over(_functions(*CODE, "tests"), FUNCTION_MOST))


def test_most_functions_are_short() -> None:
    no_faults(mostly_under(_functions(*CODE), FUNCTION_USUAL))


@pytest.mark.parametrize("ending", [".py", ".css", ".js"])
def test_no_file_is_long(ending: str) -> None:
    no_faults(over(_lines(files(*CODE, "tests", "static", ending=ending)), FILE_MOST))


def test_most_files_are_short() -> None:
    no_faults(mostly_under(_lines(files(*CODE, ending=".py")), FILE_USUAL))


def test_no_template_is_long() -> None:
    no_faults(over(_lines(files("templates", ending=".html")), TEMPLATE_MOST))


def test_most_templates_are_short() -> None:
    no_faults(mostly_under(_lines(files("templates", ending=".html")), TEMPLATE_USUAL))


def test_a_long_function_is_found() -> None:
    long = "def f():\n" + "    x = 1\n" * FUNCTION_MOST
    assert over(lengths(ast.parse(long)), FUNCTION_MOST)
    assert not over(lengths(ast.parse("def f():\n    pass\n")), FUNCTION_MOST)


def test_too_many_long_ones_are_found() -> None:
    assert mostly_under([("a", 30), *[("b", 3)] * 8], FUNCTION_USUAL)
    assert not mostly_under([("a", 30), *[("b", 3)] * 9], FUNCTION_USUAL)
