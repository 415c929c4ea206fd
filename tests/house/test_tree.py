"""The tree speaks of itself alone: no place of a machine, no registry, no secret; locks are whole."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.house.tree import ROOT, files, name_of, no_faults, text

TEXTS = (
    ".py", ".html", ".txt", ".css", ".js", ".toml", ".md", ".json", ".lock", ".svg", ".ini", ".cfg", ".mako", ".yml",
    "", ".editorconfig", ".gitignore", ".npmrc",
)  # fmt: skip
# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js.org", "npm" + "mirror.com")
MACHINE = re.compile(r"(?<![\w.~*-])/(work|root|home/[a-z]+|Users/\w+|opt/\w+)/")
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-node.lock", "requirements-saml.lock")


def strangers(source: str) -> list[str]:
    """Places of a machine and hosts of package registries."""
    found = [f"{source.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in MACHINE.finditer(source)]
    return found + [host for host in REGISTRIES if host in source]


def pins(lock: str) -> set[tuple[str, str]]:
    """Package and version of every line."""
    return set(PINNED.findall(lock))


def loose(lock: str) -> list[str]:
    """Entries of a lock that name no version or carry no checksum."""
    entries = re.sub(r"\\\n", "", lock).splitlines()
    return [entry[:60] for entry in entries if entry.strip() and not ("==" in entry and "--hash=sha256:" in entry)]


def test_the_tree_names_no_machine_and_no_registry() -> None:
    own = [path for path in files() if path.suffix in TEXTS]
    no_faults([f"{name_of(path)}:{fault}" for path in own for fault in strangers(text(path))])


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_versions_and_checksums_only(lock: str) -> None:
    source = text(ROOT / lock)
    assert "://" not in source
    no_faults(loose(source))


def test_the_lock_of_tests_holds_all_that_runs() -> None:
    missing = pins(text(ROOT / "requirements.lock")) - pins(text(ROOT / "requirements-test.lock"))
    assert not missing


def test_the_lock_of_saml_holds_all_that_runs_and_what_is_tested() -> None:
    saml = pins(text(ROOT / "requirements-saml.lock"))
    assert pins(text(ROOT / "requirements.lock")) < saml < pins(text(ROOT / "requirements-test.lock"))
    assert {"python3-saml", "xmlsec", "lxml"} <= {name for name, _ in saml}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in asked}  # type: ignore[index]  # each has one
    locked = {name for name, _ in pins(text(ROOT / "requirements-test.lock"))}
    assert not names - locked


@pytest.mark.parametrize("folder", ["", "tests/samlp"])
def test_node_packages_are_locked_without_hosts(folder: str) -> None:
    lock = json.loads(text(ROOT / folder / "package-lock.json"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


def test_no_secret_stands_in_the_tree() -> None:
    private = re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----")
    no_faults([name_of(path) for path in files() if path.suffix in TEXTS and private.search(text(path))])


@pytest.mark.parametrize(
    "bad", ["open('/ro" + "ot/x')", "see https://" + REGISTRIES[0] + "/simple", "/ho" + "me/karin/x"]
)
def test_a_stranger_is_found(bad: str) -> None:
    assert strangers(bad)
    assert not strangers("tests/app/work/it, /it/enheter, ./home/x, https://example.se/opt/")


def test_a_loose_lock_entry_is_found() -> None:
    good = "flask==3.1.3 \\\n    --hash=sha256:abc\n"
    assert loose("flask==3.1.3\n")
    assert loose("flask>=3.1 \\\n    --hash=sha256:abc\n")
    assert not loose(good)
    assert pins(good) == {("flask", "3.1.3")}
