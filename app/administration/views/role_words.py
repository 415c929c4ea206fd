"""Roles in words, for the pages about them."""

from __future__ import annotations

from typing import Any

from app import web
from app.administration.actions.role_letters import days_of, reach_of
from app.administration.actions.roles import Mandate
from app.administration.queries import organisations as within_reach
from app.administration.queries.roles import Found, Listed
from app.administration.views.doors import reach, visitor
from app.words import day, say, words
from catalogue.rights import RIGHTS
from catalogue.roles import CENTRAL, GRANTABLE, POWERFUL, WHOLE_ORGANISATIONS, may_give

TONES = {
    "pending": "waiting", "declined": "stopped", "ended": "stopped", "over": "new", "coming": "moving", "holds": "done",
}  # fmt: skip


def mandate() -> Mandate:
    """Who administers here, and how far."""
    return Mandate(visitor(), reach())


def row_of(found: Listed) -> dict[str, Any]:
    """A grant as a row shows it."""
    standing = found.standing(web.today())
    return {
        "grant": found, "what": name_of(found.role), "where": reach_of(found), "days": days_of(found),
        "span": _span(found),
        "standing": standing, "tone": TONES[standing],
    }  # fmt: skip


def _span(found: Listed) -> str:
    """When a grant holds, short enough for a row."""
    begins = f"{day(found.valid_from)} {found.valid_from.year}"
    if found.valid_to is None:
        return say("roles.days.since", begins=begins)
    return say("roles.days.span", begins=begins, ends=f"{day(found.valid_to)} {found.valid_to.year}")


def role_of(role: str) -> dict[str, Any]:
    """A role in words: what it means and which doors it opens."""
    keys = [f"roles.right.{right.name}" for right in RIGHTS.values() if role in right.roles]
    doors = [words()[key] for key in keys if key in words()]
    return {
        "key": role, "name": name_of(role), "meaning": say(f"roles.meaning.{role}"), "doors": doors,
        "powerful": role in POWERFUL, "central": role in CENTRAL, "whole": role in WHOLE_ORGANISATIONS,
    }  # fmt: skip


def givable(person: Found) -> list[dict[str, Any]]:
    """The roles this administrator may give this person."""
    home = None if reach().everything else person.organisation_id
    found = [
        role for role in GRANTABLE
        if may_give(role, home, everything=reach().everything, organisations=reach().organisations)
        and (role == "supplier_user") == (person.supplier_id is not None)
        and (reach().everything or role not in CENTRAL)
    ]  # fmt: skip
    return [role_of(role) for role in found]


def organisations_within(*, by_key: bool = False) -> list[Any]:
    """The organisations within reach to choose from, by id or by key."""
    rows = within_reach(web.session(), reach())
    return [(row.key if by_key else row.id, row.short_name) for row in rows]


def named(roles: Any) -> list[tuple[str, str]]:
    """Roles to choose from, by name."""
    return sorted(((str(role), name_of(role)) for role in roles), key=lambda pair: pair[1].lower())


def name_of(role: str) -> str:
    """What a role is called."""
    return say(f"roles.name.{role}")
