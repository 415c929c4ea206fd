"""Settings: production refuses to start unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigError, read

GOOD = {"SHOP_MODE": "production", "SECRET_KEY": "k" * 40, "BASE_URL": "https://butik.example"}


def test_demo_needs_nothing_and_keeps_its_key(tmp_path: Path) -> None:
    first = read({"DATA_DIR": str(tmp_path)})
    assert first.demo
    assert len(first.secret_key) >= 32
    assert read({"DATA_DIR": str(tmp_path)}).secret_key == first.secret_key


def test_production_with_all_it_needs_starts(tmp_path: Path) -> None:
    assert not read({**GOOD, "DATA_DIR": str(tmp_path)}).demo


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "http://butik.example"}, "BASE_URL"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"PARTNER_ORDER_VIA": "pigeon"}, "PARTNER_ORDER_VIA"),
        ({"SHOP_MODE": "live"}, "SHOP_MODE"),
        ({"DISPATCH_DELAY": "１２"}, "DISPATCH_DELAY"),
    ],
)
def test_an_unsafe_setting_is_named(tmp_path: Path, change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read({**GOOD, "DATA_DIR": str(tmp_path), **change})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40 + "\n")
    config = read({**GOOD, "SECRET_KEY": "", "SECRET_KEY_FILE": str(file), "DATA_DIR": str(tmp_path)})
    assert config.secret_key == "f" * 40


def test_a_missing_secret_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY_FILE"):
        read({**GOOD, "SECRET_KEY_FILE": str(tmp_path / "none"), "DATA_DIR": str(tmp_path)})
