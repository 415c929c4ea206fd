"""The installation: old Pythons are told, faults are told, and what is done is not done again."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from app.setup import install, steps


@pytest.mark.parametrize("module", [install, steps])
def test_an_old_python_can_read_it(module: object) -> None:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")  # type: ignore[attr-defined]  # a module has one
    tree = ast.parse(source, feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


def test_a_too_old_python_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert install.main([]) == 1
    said = capfdbinary.readouterr().err.decode("utf-8")
    assert said.startswith("IT-butiken behöver Python 3.11 eller senare; här finns 3.9.2.")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("WARNING: Retrying after connection broken by NewConnectionError\nERROR: No matching distribution", "network"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request failed, Connection closed", "certificate"),
        ("ERROR: [Errno 28] No space left on device", "disk"),
    ],
)
def test_a_known_fault_is_told_in_words(printed: str, reason: str) -> None:
    assert steps.reason(printed) == steps.say(f"fault.{reason}")


def test_an_unknown_fault_is_told_in_the_tools_last_words_of_error() -> None:
    printed = "Collecting flask\nerror: the moon is full\nA complete log stands in /x"
    assert steps.reason(printed) == "error: the moon is full."


def test_a_package_that_does_not_exist_here_is_named() -> None:
    assert "psycopg-binary==3.3.9" in steps.reason("ERROR: No matching distribution found for psycopg-binary==3.3.9\n")


def test_a_failed_step_keeps_its_log_and_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(steps, "say", lambda key, **values: f"{key}: {values.get('why', values.get('line'))}")
    with pytest.raises(steps.Failed, match=r"fault.packages: fault.other: error: no."):
        steps.run([sys.executable, "-c", "import sys; print('error: no'); sys.exit(1)"], "fault.packages")
    assert steps.LOG.read_text(encoding="utf-8") == "error: no\n"


def test_caches_stay_in_the_checkout_where_the_home_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/no/such/home")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    environ = steps.environment()
    assert Path(environ["PIP_CACHE_DIR"]).is_relative_to(steps.VENV)
    assert "PIP_TARGET" not in environ


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that looks like an environment of the running Python."""
    monkeypatch.setattr(install, "VENV", tmp_path)
    monkeypatch.setattr(install, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(install, "NOTED", tmp_path / "installed.json")
    (tmp_path / "python").symlink_to(sys.executable)
    (tmp_path / "pyvenv.cfg").write_text("version = {}.{}.{}\n".format(*sys.version_info[:3]), encoding="utf-8")
    return tmp_path


def test_an_environment_fits_its_python_and_its_place(made: Path) -> None:
    here = {"place": str(install.ROOT)}
    assert install._venv_fits(here)
    assert not install._venv_fits({"place": "/moved/from/elsewhere"})
    (made / "pyvenv.cfg").write_text("version = 3.9.2\n", encoding="utf-8")
    assert not install._venv_fits(here)


def test_what_is_noted_is_not_done_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(install, "_pip", asked.append)
    for _time in range(2):
        install._install_packages(install._read_notes(), test=True)
    install._install_packages(install._read_notes(), test=False)
    assert asked == [install.TEST_LOCK]
    assert set(json.loads((made / "installed.json").read_text(encoding="utf-8"))) >= {"place", install.RUN_LOCK}


def test_half_written_notes_are_no_notes(made: Path) -> None:
    (made / "installed.json").write_text('{"place": ', encoding="utf-8")
    assert install._read_notes() == {}
