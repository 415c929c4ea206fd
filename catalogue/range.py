"""What a model must be to stand in the range, whatever anybody decides (R-040, R-202)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # only names of types
    from catalogue.edition import Kind

LEAST_LIFETIME = 48
# L115-116: workstations, printers and screens live at least four years.
LASTING = frozenset({"staff_pc", "staff_mac", "shared_pc", "pupil_computer", "screen", "printer"})
# L774-784: the systems that a managed client of each kind may run.
PLATFORMS: Mapping[str, frozenset[str]] = {
    "staff_pc": frozenset({"windows"}),
    "shared_pc": frozenset({"windows"}),
    "staff_mac": frozenset({"macos"}),
    "pupil_computer": frozenset({"windows", "macos"}),
    "mobile_phone": frozenset({"ios", "android"}),
    "staff_tablet": frozenset({"ipados", "android"}),
    "pupil_tablet": frozenset({"ipados", "android"}),
}
PORTABLE_ONLY = frozenset({"staff_mac"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is looked at of a model; its technical lifetime in months."""

    technical_lifetime_months: int | None
    platform: str = ""
    form_factor: str = ""


def unfit(model: Model, kind: Kind) -> str:
    """Why a model may not be sold as its kind: `lifetime`, `platform`, `form_factor`, or nothing when it may."""
    if kind.key in LASTING and (model.technical_lifetime_months or 0) < LEAST_LIFETIME:
        return "lifetime"
    if kind.key in PLATFORMS and model.platform not in PLATFORMS[kind.key]:
        return "platform"
    if kind.key in PORTABLE_ONLY and model.form_factor == "stationary":
        return "form_factor"
    return ""


def longer_lived(chosen: int | None, offered: list[int | None]) -> bool:
    """Whether some alternative lives longer than the chosen one, so that the choice needs a motivation (R-039)."""
    return any((months or 0) > (chosen or 0) for months in offered)
