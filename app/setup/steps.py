"""One step of the installation: run quietly, kept in a log, and its failure told in one sentence.

Like install.py it must be readable by a Python that is too old for the rest.
"""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "install.log"
# Settings that would send packages elsewhere than into .venv.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH", "PIP_REQUIRE_VIRTUALENV")
NO_NETWORK = ("connection", "Connection", "Temporary failure", "ENOTFOUND", "EAI_AGAIN", "ProxyError")


class Failed(Exception):
    """The installation cannot go on; the text is the sentence to show."""


def say(key: str, **values: object) -> str:
    """A sentence of app/words/sv/setup.toml with its values filled in."""
    import tomllib  # here, since an older Python has no tomllib and must come as far as to be told

    node = tomllib.loads((ROOT / "app/words/sv/setup.toml").read_text(encoding="utf-8"))
    for name in key.split("."):
        node = node[name]
    return str(node).format(**values)


def run(command: "list[str]", fault: str) -> None:
    """Run a step quietly; what it printed is kept in a log; raises Failed with the reason in words."""
    ended = subprocess.run(
        command, cwd=str(ROOT), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    printed = ended.stdout.decode("utf-8", "replace")
    LOG.write_text(printed, encoding="utf-8")
    if ended.returncode:
        raise Failed(say(fault, why=reason(printed), log=LOG.relative_to(ROOT)))


def environment() -> "dict[str, str]":
    """The environment of the steps: nothing that leads packages astray, caches in .venv where the home is not ours."""
    environ = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    home = environ.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        environ.setdefault("PIP_CACHE_DIR", str(VENV / "cache" / "pip"))
        environ.setdefault("npm_config_cache", str(VENV / "cache" / "npm"))
        environ.setdefault("npm_config_logs_max", "0")
    return environ


def reason(printed: str) -> str:
    """Why a step failed, in words where the cause is a known one, else the tool's own last error line."""
    if "No space left" in printed or "ENOSPC" in printed:
        return say("fault.disk")
    if "DO NOT MATCH THE HASHES" in printed or "EINTEGRITY" in printed:
        return say("fault.hash", file=_word_after(printed, "from"))
    if "CERT" in printed:
        return say("fault.certificate")
    if any(sign in printed for sign in NO_NETWORK):
        return say("fault.network")
    if "No matching distribution found for" in printed:
        return say("fault.missing", package=_word_after(printed, "No matching distribution found for"))
    return say("fault.other", line=last_line(printed))


def _word_after(printed: str, sign: str) -> str:
    words = printed.partition(sign + " ")[2].split()
    return words[0] if words else "?"


def last_line(printed: str) -> str:
    """The last line that speaks of an error, else the last line."""
    lines = [line.strip() for line in printed.splitlines() if line.strip() and "complete log" not in line]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["?"])[-1][:300].rstrip(".") + "."
