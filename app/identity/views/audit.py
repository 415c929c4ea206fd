"""The auditor's door to the log."""

from __future__ import annotations

from typing import Any

from flask import request

from app import history, web
from app.identity import queries
from app.identity.views.doors import blueprint

MOST_DIGITS = 18


@blueprint.get("/revision")
@web.door("audit.read")
def audit() -> Any:
    """The whole house's history, newest first."""
    who = request.args.get("vem", "").strip()[:80]
    before = request.args.get("fore", "")
    rows, older = queries.audit_log(web.session(), who=who, before=int(before) if _is_number(before) else None)
    count, digest = history.head(web.session())
    return web.page("identity/audit.html", "log", rows=rows, older=older, who=who, count=count, digest=digest)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < MOST_DIGITS
