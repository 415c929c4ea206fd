"""The font of the paper: each weight as a plain TTF with the letters of more languages and figures of one width.

A PDF cannot choose among a font's variants the way a browser does, so the choice is made here.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# The second file has the letters of names such as Łukasz and Ibrahimović.
SOURCES = tuple(
    f"@fontsource-variable/figtree/files/figtree-{part}-wght-normal.woff2" for part in ("latin", "latin-ext")
)
# The names are those the paper module asks for.
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 750}
# Rules for shaping, which the PDF library does not follow.
SHAPING = ("GSUB", "GPOS", "GDEF", "STAT")


def build(packages: Path, folder: Path) -> list[str]:
    """Write one file per weight and say their names; none where fontTools or brotli is not installed."""
    if not (find_spec("fontTools") and find_spec("brotli")):
        return []
    folder.mkdir()
    names = []
    for name, weight in WEIGHTS.items():
        target = folder / f"Figtree-{name}.ttf"
        _write(target, name, [_part(packages / source, weight) for source in SOURCES])
        names.append(target.name)
    return names


def _part(source: Path, weight: int) -> Any:
    """One file's letters in one weight."""
    ttlib = importlib.import_module("fontTools.ttLib")
    instancer = importlib.import_module("fontTools.varLib.instancer")
    font = ttlib.TTFont(source, recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font["OS/2"].usWeightClass = weight
    even = _even_figures(font)
    for table in font["cmap"].tables:
        table.cmap = {code: even.get(glyph, glyph) for code, glyph in table.cmap.items()}
    for tag in SHAPING:
        if tag in font:
            del font[tag]
    font.flavor = None
    return font


def _even_figures(font: Any) -> dict[str, str]:
    """For each figure the variant as wide as the others."""
    rules, even = font["GSUB"].table, {}
    lookups = {
        number
        for record in rules.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for number in record.Feature.LookupListIndex
    }
    for number in sorted(lookups):
        for table in rules.LookupList.Lookup[number].SubTable:
            even.update(getattr(table, "ExtSubTable", table).mapping)
    return even


def _write(target: Path, name: str, parts: list[Any]) -> None:
    """The parts as one font; the same bytes every time."""
    merge = importlib.import_module("fontTools.merge")
    files = [target.with_suffix(f".part{number}") for number in range(len(parts))]
    for part, file in zip(parts, files, strict=True):
        part.save(file)
    font = merge.Merger().merge([str(file) for file in files])
    font.recalcTimestamp = False
    font["head"].created, font["head"].modified = parts[0]["head"].created, parts[0]["head"].modified
    titles: Mapping[int, str] = {1: f"Figtree {name}", 2: "Regular", 4: f"Figtree {name}", 6: f"Figtree-{name}"}
    for number, text in titles.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.save(target)
    for file in files:
        file.unlink()
