"""What a directory's description of somebody means for the person the shop knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.identity.models.people import LANGUAGES
from app.identity.models.scim import EnterpriseUser, ScimUser
from app.identity.queries.directory import Place


@dataclass(frozen=True, slots=True)
class Facts:
    """A person in the shop's words; `manager` is the directory's id of whom they answer to."""

    user_name: str
    external_id: str | None
    name: str
    email: str
    title: str
    language: str
    employee_number: str | None
    active: bool
    place: Place
    manager: str


def document_of(user: ScimUser) -> dict[str, Any]:
    """What is kept of a description: all but what the shop itself puts there."""
    told = user.model_dump()
    return {name: value for name, value in told.items() if name not in ("id", "meta", "schemas", "groups")}


def facts_of(user: ScimUser) -> Facts:
    """A description in the shop's words, each no longer than the shop keeps it."""
    work = user[EnterpriseUser] or EnterpriseUser()
    language = (user.preferred_language or "")[:2].lower()
    return Facts(
        user_name=user.user_name or "",
        external_id=user.external_id or None,
        name=_name(user)[:120],
        email=_email(user),
        title=(user.title or "")[:80],
        language=language if language in LANGUAGES else "",
        employee_number=(work.employee_number or "")[:40] or None,
        active=user.active is not False,
        place=Place(work.organization or "", work.department or work.division or "", work.cost_center or ""),
        manager=(work.manager.value or "") if work.manager else "",
    )


def _name(user: ScimUser) -> str:
    parts = user.name
    both = " ".join(part for part in (parts.given_name, parts.family_name) if part) if parts else ""
    return user.display_name or both or (parts.formatted if parts else "") or user.user_name or ""


def _email(user: ScimUser) -> str:
    """The primary address, else that of work, else any; a user name that is an address stands in."""
    emails = [each for each in user.emails or () if each.value]
    ranked = sorted(emails, key=lambda each: (not each.primary, each.type != "work"))
    address = (ranked[0].value or "") if ranked else user.user_name or ""
    return address if "@" in address else ""
