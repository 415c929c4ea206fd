"""Puts the style sheet together: the foundation's theme, its parts in use, and our own files, each in its layer."""

from __future__ import annotations

import re
from pathlib import Path

LAYERS = "@layer ds.theme,ds.base,ds.components,shop;"
# Only the parts that the macros draw; a new one is added here when a macro needs it.
PARTS = (
    "button", "tag", "alert", "breadcrumbs", "link", "label", "input", "field", "fieldset",
    "validation-message", "error-summary", "table", "details", "dialog",
)  # fmt: skip
# Our own files in reading order; what stands later wins.
OWN = (
    "tokens", "bridge", "dark", "base", "layout", "header", "forms", "catalogue", "product", "rules", "guides",
    "notices", "basket", "order", "timeline", "decide", "queue", "parcels", "cases", "tables", "admin", "importing",
    "forum", "range", "charts", "signing", "sessions", "log", "messages", "footer", "print",
)  # fmt: skip
DARK_WANTED = "@media screen and (prefers-color-scheme:dark)"


def sheet(theme: str, parts: Path, own: Path, font: str) -> str:
    """The whole style sheet in one line per layer; `font` is the web font's file name beside it."""
    face = (
        '@font-face{font-family:"Figtree Variable";font-style:normal;font-weight:300 900;font-display:swap;'
        f'src:url({font}) format("woff2")}}'
    )
    base = _read(parts / "base.css") + _read(parts / "data-size-workaround.css") + slim(_read(own / "reset.css"))
    components = "".join(_read(parts / f"{name}.css") for name in PARTS)
    shop = slim(
        "".join(_dark(_read(own / f"{name}.css")) if name == "dark" else _read(own / f"{name}.css") for name in OWN)
    )
    layers = [f"@layer ds.base{{{base}}}", f"@layer ds.components{{{components}}}", f"@layer shop{{{shop}}}"]
    return "\n".join([LAYERS, face, slim(_screen_only(theme)), *layers]) + "\n"


def slim(css: str) -> str:
    """CSS without comments and needless space; strings stay as they are."""
    pieces = re.split(r"""("[^"]*"|'[^']*')""", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return "".join(piece if at % 2 else _tight(piece) for at, piece in enumerate(pieces)).strip()


def _tight(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return re.sub(r"(?<=[\w)\]-]): ", ":", css).replace(";}", "}")


def _dark(css: str) -> str:
    """Our dark values twice: for those who chose dark, and for those who follow the system. Paper is always light."""
    follows = css.replace('[data-color-scheme="dark"]', '[data-color-scheme="auto"]')
    return f"@media screen{{{css}}}{DARK_WANTED}{{{follows}}}"


def _screen_only(theme: str) -> str:
    """The theme without what the shop never uses, and with its dark half kept away from paper."""
    kept = []
    for opening, inside in _blocks(theme.replace('@charset "UTF-8";', "")):
        if opening.startswith("@layer ds.theme.typography.secondary"):
            continue  # there is one typeface
        # Who follows the system gets light from :root, so the theme's second copy of it goes.
        body = inside.split("@media")[0] if opening.startswith("@layer ds.theme.color-scheme.light") else inside
        if opening.startswith("@layer ds.theme.color-scheme.dark"):
            kept.append(f"@media screen{{{opening}{{{body}}}}}")
        else:
            kept.append(f"{opening}{{{body}}}")
    return "".join(kept).replace("@media (prefers-color-scheme: dark)", DARK_WANTED)


def _blocks(css: str) -> list[tuple[str, str]]:
    """The outermost blocks as (what stands before the brace, what stands inside)."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found, depth, start, opening = [], 0, 0, ""
    for at, char in enumerate(css):
        if char == "{":
            if depth == 0:
                opening, start = css[start:at].strip(), at + 1
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                found.append((opening, css[start:at]))
                start = at + 1
    return found


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
