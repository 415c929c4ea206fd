"""Make a fresh checkout ready to run: an own Python, the locked packages, the front-end assets.

`python3 -m app.setup.install [--test]`. Only the standard library, and only what Python 3.6 can read, so that a too
old Python is told so in one sentence. What was done is noted with checksums, so the next time takes no time.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

from app.setup.steps import ROOT, VENV, Failed, environment, last_line, run, say

OLDEST = (3, 11)
OLDEST_NODE = 20
PYTHON = VENV / "bin" / "python"
NOTED = VENV / "installed.json"
RUN_LOCK, TEST_LOCK, NODE_LOCK = "requirements.lock", "requirements-test.lock", "requirements-node.lock"
VENDOR = ROOT / "static" / "vendor"
NO_BUILDERS = ("install.py", "steps.py")


def main(arguments: "list[str]") -> int:
    """Install what is missing; returns the exit status."""
    if sys.version_info < OLDEST:
        return _too_old()
    try:
        install(test="--test" in arguments)
    except Failed as error:
        return _end(str(error), 1)
    except KeyboardInterrupt:
        return _end("", 130)
    return 0


def install(*, test: bool) -> None:
    """Bring .venv and static/vendor up to date; raises Failed."""
    done = _read_notes()
    before = dict(done)
    if not _venv_fits(done):
        done.clear()
        _make_venv()
    _install_packages(done, test=test)
    _build_assets(done)
    if done != before:
        print(say("ready"), flush=True)


def _too_old() -> int:
    # The only sentences outside the word files, which need a newer Python to be read.
    swedish = "IT-butiken behöver Python 3.11 eller senare; här finns {0}."
    english = "It needs Python 3.11 or later; this is {0}. Choose another with: PYTHON=python3.12 make run"
    here = "%d.%d.%d" % sys.version_info[:3]
    return _end((swedish + " (" + english + ")").format(here), 1)


def _end(sentence: str, status: int) -> int:
    """Say why it stops, in UTF-8 also where the terminal claims to know ASCII only."""
    sys.stderr.buffer.write(sentence.encode("utf-8") + b"\n")
    return status


def _read_notes() -> "dict[str, str]":
    try:
        return dict(json.loads(NOTED.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _note(done: "dict[str, str]", key: str, value: str) -> None:
    """Remember a finished step; the file is replaced whole, so that a killed run leaves no half note."""
    done[key] = value
    draft = NOTED.with_suffix(".new")
    draft.write_text(json.dumps(done, indent=1), encoding="utf-8")
    draft.replace(NOTED)


def _venv_fits(done: "dict[str, str]") -> bool:
    """Whether .venv works, is of the called Python's version, and was made here (its scripts know their path)."""
    if done.get("place", str(ROOT)) != str(ROOT) or not PYTHON.exists():
        return False
    try:
        made = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    if "version = %d.%d." % sys.version_info[:2] not in made:
        return False
    return "place" in done or subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def _make_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Failed(say("fault.no_venv"))
    print(say("venv"), flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failed(say("fault.venv", why=last_line(made.stdout + made.stderr)))


def _install_packages(done: "dict[str, str]", *, test: bool) -> None:
    """Install a lock whose checksum is new. The lock for tests holds all of the other one too."""
    wanted = TEST_LOCK if test else RUN_LOCK
    if done.get(wanted) == _checksum([ROOT / wanted]):
        return
    print(say("packages"), flush=True)
    _pip(wanted)
    _note(done, "place", str(ROOT))
    _note(done, wanted, _checksum([ROOT / wanted]))
    if test:
        _note(done, RUN_LOCK, _checksum([ROOT / RUN_LOCK]))


def _pip(lock: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--require-hashes", "--requirement", str(ROOT / lock)]
    run(command, "fault.packages")


def _build_assets(done: "dict[str, str]") -> None:
    """Build static/vendor when it is missing or anything it is made from has changed."""
    fresh = _checksum(_asset_sources())
    if done.get("assets") == fresh and VENDOR.is_dir():
        return
    if done.get(NODE_LOCK) != _checksum([ROOT / NODE_LOCK]) and not _has_node():
        print(say("node"), flush=True)
        _pip(NODE_LOCK)
        _note(done, NODE_LOCK, _checksum([ROOT / NODE_LOCK]))
    print(say("assets"), flush=True)
    run([str(PYTHON), "-m", "app.setup.assets"], "fault.assets")
    _note(done, "assets", fresh)


def _has_node() -> bool:
    """Whether the machine has npm and a Node that is new enough for the packages."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        return False
    try:
        version = subprocess.check_output([node, "--version"], stderr=subprocess.DEVNULL).decode()
        return int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def _asset_sources() -> "list[Path]":
    own = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file() and VENDOR not in path.parents]
    builders = [path for path in sorted((ROOT / "app" / "setup").glob("*.py")) if path.name not in NO_BUILDERS]
    return own + builders + [ROOT / "package.json", ROOT / "package-lock.json"]


def _checksum(files: "list[Path]") -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
