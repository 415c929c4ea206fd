"""Writes docs/roles.md: who may open which door and whose things they find behind it, from rights, doors and the table.

`python -m tests.house.roles_page` writes it, with `--check` it only says whether it is current.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from flask import Flask

from app.config import Config, ScimToken
from app.db import sqlite_url
from app.factory import ROOMS, create_app
from catalogue.rights import RIGHTS, Right
from catalogue.terms import Role
from tests.house.doors import Door, doors
from tests.house.matrix import Row, rows
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "roles.md"
# Every staff member is an employee besides; what a column shows holds for the role alone.
COLUMNS: Mapping[str, tuple[Role, ...]] = {
    "employee": (Role.EMPLOYEE,),
    "chef": (Role.MANAGER,),
    "orderer": (Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER),
    "contact": (Role.MUNICIPALITY_CONTACT,),
    "forum": (Role.FORUM_MEMBER, Role.FORUM_CHAIR),
    "IT": (Role.IT_WORKPLACE, Role.IT_INFRASTRUCTURE, Role.SERVICEDESK),
    "head of IT": (Role.HEAD_OF_IT,),
    "editor": (Role.CATALOGUE_EDITOR,),
    "economist": (Role.FINANCE,),
    "partner": (Role.SUPPLIER_USER,),
    "auditor": (Role.AUDITOR,),
    "admin": (Role.ADMIN,),
}
PERSONS = {"owner": "own", "decider": "put to them", "partner": "own", "other": "concerned"}
REACH = {"": "all", "unit": "unit's", "municipality": "organisation's"}
HEAD = """# Who may do what

Written by `python -m tests.house.roles_page` from the rights of the agreement (`catalogue/rights.py`), the doors of the
shop and the table of things (`tests/house/matrix/`). The tests walk the same table: every role at every door with GET,
HEAD, POST and as HTMX asks (`tests/house/test_roles.py`), and every role in the same unit, in another unit and in
another municipality at everything that belongs to somebody (`tests/app/test_matrix.py`).

How a cell reads: **yes** the same for all with the role · **some** for some of the roles in the column, named under
Rights · **own** what is theirs or put to them · **unit's**, **organisation's** what their unit or their organisation
has (a grant without a scope reaches all of them) · **all** wherever it belongs · empty: refused. What one may not see
answers exactly as what does not exist. An address in *italics* needs nobody signed in. `GET` reads and never changes
anything.
"""


def page(shop: Flask) -> str:
    """The whole page."""
    table = {row.path: row for row in rows() if not row.shows}
    found = sorted(doors(shop), key=lambda door: (door.path, sorted(door.methods)))
    parts = [HEAD, *(_area(shop, room, found, table) for room in ("", *ROOMS, "scim"))]
    return "\n".join(part for part in (*parts, _rights()) if part)


def _area(shop: Flask, room: str, found: Iterable[Door], table: Mapping[str, Row]) -> str:
    """One room's doors as a table."""
    here = [door for door in found if (door.endpoint.partition(".")[0] if "." in door.endpoint else "") == room]
    lines = [_line(shop, door, method, table.get(door.path)) for door in here for method in sorted(door.methods)]
    title = room.capitalize() or "Operations"
    head = f"\n## {title}\n\n| what | address | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 2)}"
    return "\n".join([head, *lines]) if lines else ""


def _line(shop: Flask, door: Door, method: str, row: Row | None) -> str:
    said = (shop.view_functions[door.endpoint].__doc__ or door.endpoint).strip().splitlines()[0].replace("|", "/")
    right = RIGHTS[door.right or ""]
    address = f"*{method} {door.path}*" if right.name == "public" else f"{method} `{door.path}`"
    cells = [_cell(name, right, method, row) for name in COLUMNS]
    return f"| {said} | {address} | {' | '.join(cells)} |"


def _cell(column: str, right: Right, method: str, row: Row | None) -> str:
    """What a column reads at a door."""
    roles = COLUMNS[column]
    carried = [role for role in roles if right.open or (role in right.roles and role not in right.excluded)]
    if not carried:
        return ""
    if row is None or row.common:
        return "yes" if len(carried) == len(roles) else "some"
    if row.tested:
        return "own"
    named = row.get if method == "GET" else row.post
    words = [PERSONS[name] for name in named if name in PERSONS]
    words += [word for role in carried for word in _reach(role, named)]
    return ", ".join(dict.fromkeys(words))


def _reach(role: Role, named: Iterable[str]) -> list[str]:
    spoken = "chef" if role == Role.MANAGER else role.value
    found = [REACH[name.partition(":")[2]] for name in named if name.partition(":")[0] == spoken]
    return found + (["units below"] if role == Role.MANAGER and "higher_chef" in named else [])


def _rights() -> str:
    lines = [f"| `{right.name}` | {_carriers(right)} |" for right in RIGHTS.values()]
    return "\n".join(["\n## Rights\n\n| right | roles that carry it |\n|---|---|", *lines]) + "\n"


def _carriers(right: Right) -> str:
    if right.machine:
        return "no person: the token of a municipality's directory"
    if right.open:
        return "everybody" if right.name == "public" else "everybody who is signed in"
    missing = sorted(frozenset(Role) - right.roles)
    named = f"all but {', '.join(missing)}" if len(missing) < len(right.roles) else ", ".join(sorted(right.roles))
    return f"{named}; never together with {', '.join(sorted(right.excluded))}" if right.excluded else named


def _config(folder: Path) -> Config:
    """Settings enough to hang the doors; no database is asked."""
    token = ScimToken(b"", "scim:example")
    return Config(mode="demo", data_dir=folder, database_url=sqlite_url(folder), secret_key="x" * 32, scim=(token,))


def main(arguments: list[str]) -> None:
    """Write the page, or end with status 1 where it is out of date."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = page(create_app(_config(Path(folder))))
    if "--check" not in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != fresh:
        sys.exit("docs/roles.md is out of date: run make roles")


if __name__ == "__main__":
    main(sys.argv[1:])
