"""Writes docs/requirements.md: which tests show which row of the requirements, read from the marks of the tests.

`python -m tests.house.requirements` writes it, with `--check` it only says whether it is current.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping

from tests.house.tree import ROOT, files, name_of, parsed

ROWS = tuple(f"R-{number:03}" for number in range(1, 245))
PAGE = ROOT / "docs" / "requirements.md"
HEAD = """# Requirements and the tests that show them

Written by `make requirements` from the marks in tests/, for instance `@pytest.mark.rule("R-045")`; `make check` sees to
that it is current. A row without a test is not shown, whatever the code does.
"""


def marks(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, str]]:
    """Row and test (class and function, or '' for the whole file) of every mark in a test file."""
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        name = "::".join(filter(None, [owner, node.name])) if named else owner  # type: ignore[union-attr]  # named has one
        if _is_mark(node):
            yield from ((str(ast.literal_eval(argument)), name) for argument in node.args)  # type: ignore[attr-defined]  # a call
        yield from marks(node, name)


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"


def shown() -> dict[str, list[str]]:
    """The tests of every row that has any, by their names."""
    found: dict[str, set[str]] = {}
    for path in files("tests", ending=".py"):
        for row, test in marks(parsed(path)):
            found.setdefault(row, set()).add("::".join(filter(None, [name_of(path), test])))
    return {row: sorted(tests) for row, tests in sorted(found.items())}


def spans(rows: Iterable[str]) -> str:
    """Rows as text, neighbours drawn together: R-001–R-003, R-007."""
    runs: list[list[int]] = []
    for number in sorted(int(row.removeprefix("R-")) for row in rows):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"R-{run[0]:03}" if len(run) == 1 else f"R-{run[0]:03}–R-{run[-1]:03}" for run in runs)


def page(tests: Mapping[str, list[str]]) -> str:
    """The whole page."""
    left = [row for row in ROWS if row not in tests]
    table = "\n".join(f"| {row} | {'<br>'.join(f'`{test}`' for test in tests[row])} |" for row in ROWS if row in tests)
    count = f"{len(ROWS) - len(left)} of {len(ROWS)} rows are shown by a test."
    return f"{HEAD}\n{count}\n\n| row | tests |\n|---|---|\n{table}\n\n## Not yet shown\n\n{spans(left) or 'None.'}\n"


def main(arguments: list[str]) -> None:
    """Write the page, or end with status 1 where it is out of date."""
    fresh = page(shown())
    if "--check" not in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != fresh:
        sys.exit("docs/requirements.md is out of date: run make requirements")


if __name__ == "__main__":
    main(sys.argv[1:])
