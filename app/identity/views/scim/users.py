"""Doors to a directory's users."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from scim2_models import Context

from app import web
from app.identity.actions.directory import people
from app.identity.forms import scim as forms
from app.identity.models.scim import ScimUser
from app.identity.queries.directory import rows
from app.identity.views.scim.doors import base, blueprint, demand_version, directory, told, unchanged


@blueprint.post("/Users")
@web.door("scim")
def create_user() -> Any:
    """Take in a user."""
    user = forms.resource(ScimUser, request.get_data())
    row = people.create(web.session(), directory(), user, at=web.now())
    return told(rows.user_told(web.session(), row, base()), Context.RESOURCE_CREATION_RESPONSE, 201)


@blueprint.get("/Users/<string:public_id>")
@web.door("scim")
def user(public_id: str) -> Any:
    """One user."""
    row = rows.user_row(web.session(), directory(), public_id)
    known = unchanged(row.version)
    return known or told(rows.user_told(web.session(), row, base()), Context.RESOURCE_QUERY_RESPONSE)


@blueprint.put("/Users/<string:public_id>")
@web.door("scim")
def replace_user(public_id: str) -> Any:
    """Put a whole user in place of what stood."""
    row = rows.user_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    user = forms.resource(ScimUser, request.get_data(), instead=True)
    user.replace(rows.user_told(web.session(), row, base()))
    people.replace(web.session(), directory(), row, user, at=web.now())
    return told(rows.user_told(web.session(), row, base()), Context.RESOURCE_REPLACEMENT_RESPONSE)


@blueprint.patch("/Users/<string:public_id>")
@web.door("scim")
def change_user(public_id: str) -> Any:
    """Change some of a user."""
    row = rows.user_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    changes = forms.patch(ScimUser, request.get_data())
    user = forms.patched(rows.user_told(web.session(), row, base()), changes)
    people.replace(web.session(), directory(), row, user, at=web.now())
    return told(rows.user_told(web.session(), row, base()), Context.RESOURCE_PATCH_RESPONSE)


@blueprint.delete("/Users/<string:public_id>")
@web.door("scim")
def delete_user(public_id: str) -> Any:
    """Close the person of a user; nothing is thrown away."""
    row = rows.user_row(web.session(), directory(), public_id, hold=True)
    demand_version(row.version)
    people.remove(web.session(), directory(), row, at=web.now())
    return flask.Response(status=204)
