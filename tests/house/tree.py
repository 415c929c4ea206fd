"""The project's own files, as the house rules read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made on each machine, or fetched: not ours to judge. Nor are the hidden folders of tools.
PRUNED = frozenset({"node_modules", "vendor", "var", "__pycache__"})


@cache
def files(*folders: str, ending: str = "") -> tuple[Path, ...]:
    """All files of these folders (or the whole tree), sorted; only those with an ending where one is given."""
    tops = [ROOT / folder for folder in folders] or [ROOT]
    found = {path for top in tops for path in _walk(top) if path.name.endswith(ending)}
    return tuple(sorted(found))


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in PRUNED and (path.name == ".ci" or not path.name.startswith(".")):
                yield from _walk(path)
        elif path.name != ".git" and not path.name.endswith((".pyc", ".swp")):
            yield path


@cache
def text(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """A Python file as a syntax tree."""
    return ast.parse(text(path), filename=str(path))


def name_of(path: Path) -> str:
    """A path as it is spoken of: from the top of the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


def no_faults(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    assert not faults, "\n" + "\n".join(faults)
