"""Doors to a directory's groups."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from scim2_models import Context

from app import web
from app.identity.actions.directory import groups
from app.identity.forms import scim as forms
from app.identity.models.scim import Group
from app.identity.queries.directory import rows
from app.identity.views.scim.doors import base, blueprint, demand_version, directory, told, unchanged


@blueprint.post("/Groups")
@web.door("scim")
def create_group() -> Any:
    """Take in a group."""
    group = forms.resource(Group, request.get_data())
    row = groups.create(web.session(), directory(), group, at=web.now())
    return told(rows.group_told(web.session(), row, base()), Context.RESOURCE_CREATION_RESPONSE, 201)


@blueprint.get("/Groups/<string:public_id>")
@web.door("scim")
def group(public_id: str) -> Any:
    """One group with its members."""
    row = rows.group_row(web.session(), directory(), public_id)
    known = unchanged(row.version)
    return known or told(rows.group_told(web.session(), row, base()), Context.RESOURCE_QUERY_RESPONSE)


@blueprint.put("/Groups/<string:public_id>")
@web.door("scim")
def replace_group(public_id: str) -> Any:
    """Put a whole group in place of what stood."""
    row = rows.group_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    group = forms.resource(Group, request.get_data(), instead=True)
    groups.replace(web.session(), directory(), row, group, at=web.now())
    return told(rows.group_told(web.session(), row, base()), Context.RESOURCE_REPLACEMENT_RESPONSE)


@blueprint.patch("/Groups/<string:public_id>")
@web.door("scim")
def change_group(public_id: str) -> Any:
    """Change some of a group, most often who belongs to it."""
    row = rows.group_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    changes = forms.patch(Group, request.get_data())
    group = forms.patched(rows.group_told(web.session(), row, base()), changes)
    groups.replace(web.session(), directory(), row, group, at=web.now())
    return told(rows.group_told(web.session(), row, base()), Context.RESOURCE_PATCH_RESPONSE)


@blueprint.delete("/Groups/<string:public_id>")
@web.door("scim")
def delete_group(public_id: str) -> Any:
    """Close a group."""
    row = rows.group_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    groups.remove(web.session(), directory(), row, at=web.now())
    return flask.Response(status=204)
