"""Reads single settings from the environment, or from the file that `<NAME>_FILE` names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Settings that are secrets: the file that holds one must be readable by its owner only.
SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ENTRA_CLIENT_SECRET",
    "SAML_PRIVATE_KEY",
    "DATABASE_URL",
    "SMTP_URL",
    "SCIM_TOKEN",
)
OTHERS = 0o077


class ConfigError(Exception):
    """A setting is missing or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Gives settings by name; `exposed` collects files with secrets that others may read."""

    environ: Mapping[str, str]
    exposed: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> str:
        """The text of a setting, or nothing; raises ConfigError when its file cannot be read."""
        file = self.environ.get(f"{name}_FILE", "")
        return self._content(name, Path(file)) if file else self.environ.get(name, "").strip()

    def _content(self, name: str, file: Path) -> str:
        try:
            if name in SECRETS and file.stat().st_mode & OTHERS:
                self.exposed.append(name)
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            raise ConfigError(f"{name}_FILE cannot be read: {why}.") from error

    def words(self, name: str) -> tuple[str, ...]:
        """A list, divided by commas or spaces."""
        return tuple(word for word in self(name).replace(",", " ").split() if word)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of `key=value`; a word without `=` has an empty value. Raises ConfigError for a key twice."""
        found = [(key, value) for key, _, value in (word.partition("=") for word in self.words(name))]
        if len({key for key, _ in found}) < len(found) or not all(key for key, _ in found):
            raise ConfigError(f"{name} names something twice, or has a part without a name.")
        return tuple(found)

    def number(self, name: str, default: int) -> int:
        """A whole number in ASCII digits; raises ConfigError for anything else."""
        text = self(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()):
            raise ConfigError(f"{name} is '{text}': it must be a whole number.")
        return int(text)
