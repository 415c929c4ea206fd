"""Doors where a directory looks for users and groups: filter, order and page, in the address or as a body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from scim2_models import Context, ListResponse, SearchRequest
from werkzeug.wrappers import Response

from app import web
from app.identity.forms import scim as forms
from app.identity.models.scim import Group, ScimUser
from app.identity.queries.directory import searching
from app.identity.queries.directory.searching import PAGE, Page
from app.identity.views.scim.doors import base, blueprint, directory, spoken


@blueprint.get("/Users")
@web.door("scim")
def users() -> Any:
    """The users that are looked for."""
    return _users(request.args)


@blueprint.post("/Users/.search")
@web.door("scim")
def search_users() -> Any:
    """The same with the question as a body."""
    return _users(forms.payload(request.get_data()))


@blueprint.get("/Groups")
@web.door("scim")
def groups() -> Any:
    """The groups that are looked for."""
    return _groups(request.args)


@blueprint.post("/Groups/.search")
@web.door("scim")
def search_groups() -> Any:
    """The same with the question as a body."""
    return _groups(forms.payload(request.get_data()))


@blueprint.post("/.search")
@web.door("scim")
def search_all() -> Any:
    """Users, then groups."""
    asked = forms.payload(request.get_data())
    wanted = forms.search(ScimUser, asked)
    first = searching.users(web.session(), directory(), wanted, base())
    start, size = wanted.start_index or 1, PAGE if wanted.count is None else min(wanted.count, PAGE)
    further = {"startIndex": max(1, start - first.total), "count": size - len(first.rows)}
    second_wanted = forms.search(Group, dict(asked) | further)
    second = searching.groups(web.session(), directory(), second_wanted, base())
    found = _dumped(first, wanted) + _dumped(second, second_wanted)
    return _listed(found, first.total + second.total, start)


def _users(asked: Mapping[str, Any]) -> Response:
    wanted = forms.search(ScimUser, asked)
    page = searching.users(web.session(), directory(), wanted, base())
    return _listed(_dumped(page, wanted), page.total, page.start)


def _groups(asked: Mapping[str, Any]) -> Response:
    wanted = forms.search(Group, asked)
    page = searching.groups(web.session(), directory(), wanted, base())
    return _listed(_dumped(page, wanted), page.total, page.start)


def _dumped(page: Page[Any], wanted: SearchRequest[Any]) -> list[dict[str, Any]]:
    return [row.model_dump(scim_ctx=Context.SEARCH_RESPONSE, response_parameters=wanted) for row in page.rows]


def _listed(rows: list[dict[str, Any]], total: int, start: int) -> Response:
    head = ListResponse[ScimUser](total_results=total, start_index=start, items_per_page=len(rows))
    return spoken(head.model_dump(scim_ctx=Context.SEARCH_RESPONSE) | {"Resources": rows})
