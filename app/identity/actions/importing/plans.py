"""What an import would do, as data: shown before it is done, and done only as it was shown."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.identity.actions.importing.records import Fault

KINDS = ("cost_centre", "unit", "person")
OPS = ("create", "change", "reopen", "close")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: `values` are what to write, with references as keys of the file; `told` is it in words."""

    kind: str
    op: str
    key: tuple[int, str]
    label: str
    row_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    told: tuple[tuple[str, str, str], ...] = ()

    def as_data(self) -> list[Any]:
        """The step as JSON can hold it, always alike."""
        values = {name: str(value) for name, value in sorted(self.values.items())}
        return [self.kind, self.op, list(self.key), self.label, self.row_id, values, [list(each) for each in self.told]]


@dataclass(slots=True)
class Plan:
    """Everything an import would do, or what is wrong with it; `same` counts the lines that change nothing."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """What the go-ahead is bound to."""
        text = json.dumps([step.as_data() for step in self.steps], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind are created, changed, opened again and closed."""
        found = Counter((step.kind, step.op) for step in self.steps)
        return {kind: {op: found[kind, op] for op in OPS} for kind in KINDS}

    def of(self, kind: str, *ops: str) -> list[Step]:
        """The steps of a kind."""
        return [step for step in self.steps if step.kind == kind and (not ops or step.op in ops)]
