"""Reads an edition of the agreement into frozen rows; what is unknown or missing is an error that names its place."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.licences import BaseLicence
from catalogue.rows import EditionError, Place, frozen, lines, refuse_unknown
from catalogue.soundness import faults
from catalogue.terms import Asked, Channel, Payer, Queue, ReturnRoute, Role, Segment, Topic, WarrantyRoute

__all__ = [
    "Consult", "Contradiction", "Edition", "EditionError", "Kind", "Organisation", "Override", "Setting", "load",
    "organisations", "read",
]  # fmt: skip
HERE = Path(__file__).parent
TABLES = frozenset(
    {"name", "title", "owner", "valid_from", "published_by_it", "group", "setting", "kind", "base_licence"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """A topic that IT is asked about, by which queue, and whether the answer must be yes."""

    topic: Topic
    queue: Queue
    blocking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the routing table (DOMAIN a); periods are months, lines are those of the source text."""

    key: str
    name: str
    plural: str
    english: str
    group: str
    description: str
    payer: Payer
    channels: tuple[Channel, ...]
    orderers: frozenset[Role]
    may_ask: frozenset[Role]
    approvals: tuple[Asked, ...]
    warranty: WarrantyRoute
    returns: ReturnRoute
    sources: tuple[tuple[int, int], ...]
    confirmed: bool
    approval_above_limit: bool = False
    approval_unless: frozenset[Role] = frozenset()
    alternatives: tuple[tuple[Asked, ...], ...] = ()
    consultations: tuple[Consult, ...] = ()
    choices: tuple[Topic, ...] = ()
    informs: tuple[str, ...] = ()
    depreciation_months: int | None = None
    planned_months: int | None = None
    auto_renewal: bool = False
    queue: Queue | None = None
    device_class: str | None = None
    checklist: tuple[str, ...] = ()
    # What a licence belongs to ("person" or "place"), what its order must tell, and when it is looked over again.
    holder: str = ""
    details: tuple[str, ...] = ()
    review_months: int | None = None
    contradictions: tuple[str, ...] = ()
    note: str = ""

    @property
    def in_shop(self) -> bool:
        """Whether it goes in the basket."""
        return Channel.SHOP in self.channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value that an organisation or the agreement may change; `proposal` marks one the source does not give.

    A `dated` one may be decided ahead, to hold from a day.
    """

    key: str
    default: int | str | bool
    unit: str
    label: str
    help: str
    per_organisation: bool
    proposal: bool
    dated: bool = False
    sources: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A place where the source contradicts itself or is silent, and how it is resolved."""

    number: int
    question: str
    resolution: str
    sources: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What an edition changed, from a day (L19-L20, L69, R-007)."""

    on: dt.date
    text: str
    sources: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another payer of a kind than its own, named here or by a setting; without segments or days it always holds."""

    kind: str
    sources: tuple[tuple[int, int], ...]
    setting: str = ""
    payer: Payer | None = None
    segments: frozenset[Segment] = frozenset()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds(self, kind: str, segment: str, on: dt.date) -> bool:
        """Whether it holds for a kind meant for a segment on a day; the last day is one of its days."""
        return (
            self.kind == kind
            and (not self.segments or segment in self.segments)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One of the twelve; `payer` is the key of the one that pays its contribution (DOMAIN f)."""

    key: str
    name: str
    short_name: str
    kind: str
    payer: str
    org_number: str
    email_domain: str
    municipality_code: str = ""
    inhabitants: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The whole agreement of one year."""

    name: str
    title: str
    owner: str
    valid_from: dt.date
    groups: Mapping[str, str]
    published_by_it: frozenset[str]
    kinds: Mapping[str, Kind]
    settings: Mapping[str, Setting]
    overrides: tuple[Override, ...]
    amendments: tuple[Amendment, ...]
    contradictions: tuple[Contradiction, ...]
    texts: Mapping[str, Mapping[str, str]]
    base_licences: Mapping[str, BaseLicence]

    def is_governed(self, kind: str) -> bool:
        """Whether only a decision of the dialogforum puts a kind in the range or takes it out (R-014, R-054)."""
        return self.kinds[kind].group not in self.published_by_it

    def setting(self, key: str, organisation_settings: Mapping[str, object] | None = None) -> int | str | bool:
        """A setting's value: the organisation's own, where it may have one of the right type, else the default.

        A number below zero is nobody's own: no amount, share or count of days is.
        """
        found = self.settings[key]
        own = (organisation_settings or {}).get(key) if found.per_organisation else None
        if not isinstance(own, int | str | bool) or type(own) is not type(found.default):
            return found.default
        return found.default if isinstance(own, int) and own < 0 else own

    def say(self, key: str, language: str = "sv", **params: object) -> str:
        """A sentence of the agreement; raises KeyError for an unknown key."""
        return self.texts[language][key].format(**params)


@cache
def load(name: str = "2026") -> Edition:
    """An edition by name; raises EditionError for anything unknown or missing."""
    file = HERE / "editions" / f"{name}.toml"
    if not name.isalnum() or not file.exists():
        raise EditionError(f"there is no edition {name!r}")
    return read(tomllib.loads(file.read_text(encoding="utf-8")), file.name)


def read(data: Mapping[str, Any], file: str) -> Edition:
    """An edition from its data; raises EditionError."""
    refuse_unknown(data, TABLES | {"override", "amendment"}, file)
    if missing := sorted(TABLES - data.keys()):
        raise EditionError(f"{file}: {', '.join(missing)} is missing")
    with Place(file):
        edition = Edition(
            name=data["name"],
            title=data["title"],
            owner=data["owner"],
            valid_from=data["valid_from"],
            groups=data["group"],
            published_by_it=frozenset(data["published_by_it"]),
            kinds={key: _kind(key, row, f"{file} kind.{key}") for key, row in data["kind"].items()},
            settings={key: _setting(key, row, f"{file} setting.{key}") for key, row in data["setting"].items()},
            overrides=tuple(_override(row, f"{file} override") for row in data.get("override", ())),
            amendments=tuple(_amendment(row, f"{file} amendment") for row in data.get("amendment", ())),
            contradictions=_contradictions(),
            texts=_texts(),
            base_licences={
                key: frozen(BaseLicence, {"profile": key, **row}, f"{file} base_licence.{key}")
                for key, row in data["base_licence"].items()
            },
        )
        if wrong := "; ".join(faults(edition)):
            raise EditionError(f"{file} {wrong}")
    return edition


@cache
def organisations() -> tuple[Organisation, ...]:
    """The twelve organisations in the order of the source (R-009)."""
    rows = tomllib.loads((HERE / "organisations.toml").read_text(encoding="utf-8"))["organisation"]
    return tuple(frozen(Organisation, row, "organisations.toml") for row in rows)


def _kind(key: str, row: Mapping[str, Any], where: str) -> Kind:
    with Place(where):
        typed = dict(row)
        typed["payer"] = Payer(row["payer"])
        typed["channels"] = tuple(Channel(word) for word in row["channels"])
        typed["orderers"] = frozenset(Role(word) for word in row["orderers"])
        typed["may_ask"] = frozenset(Role(word) for word in row["may_ask"])
        typed["approvals"] = tuple(Asked(word) for word in row["approvals"])
        typed["approval_unless"] = frozenset(Role(word) for word in row.get("approval_unless", ()))
        typed["alternatives"] = tuple(tuple(map(Asked, group)) for group in row.get("alternatives", ()))
        typed["warranty"] = WarrantyRoute(row["warranty"])
        typed["returns"] = ReturnRoute(row["returns"])
        typed["queue"] = Queue(row["queue"]) if "queue" in row else None
        typed["consultations"] = tuple(_consult(consult, where) for consult in row.get("consultations", ()))
        typed["choices"] = tuple(Topic(word) for word in row.get("choices", ()))
        for name in ("informs", "checklist", "contradictions", "details"):
            typed[name] = tuple(row.get(name, ()))
        typed["sources"] = lines(row["sources"], where)
    return frozen(Kind, {"key": key, **typed}, where)


def _consult(row: Mapping[str, Any], where: str) -> Consult:
    return frozen(Consult, {**row, "topic": Topic(row["topic"]), "queue": Queue(row["queue"])}, where)


def _setting(key: str, row: Mapping[str, Any], where: str) -> Setting:
    with Place(where):
        typed = {"key": key, **row, "sources": lines(row.get("sources", ()), where)}
    return frozen(Setting, typed, where)


def _override(row: Mapping[str, Any], where: str) -> Override:
    with Place(where):
        typed = {**row, "sources": lines(row["sources"], where)}
        typed["payer"] = Payer(row["payer"]) if "payer" in row else None
        typed["segments"] = frozenset(Segment(word) for word in row.get("segments", ()))
    return frozen(Override, typed, where)


def _amendment(row: Mapping[str, Any], where: str) -> Amendment:
    return frozen(Amendment, {**row, "sources": lines(row.get("sources", ()), where)}, where)


def _contradictions() -> tuple[Contradiction, ...]:
    file = "contradictions.toml"
    rows = tomllib.loads((HERE / file).read_text(encoding="utf-8"))["contradiction"]
    return tuple(frozen(Contradiction, {**row, "sources": lines(row["sources"], file)}, file) for row in rows)


def _texts() -> dict[str, dict[str, str]]:
    data = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    return {
        language: {f"{table}.{name}": text for table, rows in tables.items() for name, text in rows.items()}
        for language, tables in data.items()
    }
