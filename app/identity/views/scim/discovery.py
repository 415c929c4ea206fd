"""Doors where a directory learns what the shop can do and which attributes it keeps."""

from __future__ import annotations

from typing import Any

from flask import request
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    ForbiddenException,
    ListResponse,
    Meta,
    NotFoundException,
    Patch,
    Resource,
    ResourceType,
    Schema,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)

from app import web
from app.identity.models.scim import EnterpriseUser, Group, ScimUser, User
from app.identity.queries.directory.searching import PAGE
from app.identity.views.scim.doors import base, blueprint, spoken

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token of the directory's own, in the Authorization header",
            primary=True,
        )
    ],
)
SHOP = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(ScimUser), ResourceType.from_resource(Group)],
    config=CONFIG,
)


@blueprint.get("/ServiceProviderConfig")
@web.door("scim")
def provider_config() -> Any:
    """What the shop can do."""
    return spoken(_dumped(CONFIG, "ServiceProviderConfig"))


@blueprint.get("/ResourceTypes")
@web.door("scim")
def resource_types() -> Any:
    """Users and groups."""
    return _listed([_dumped(each, f"ResourceTypes/{each.id}") for each in SHOP.resource_types])


@blueprint.get("/ResourceTypes/<string:name>")
@web.door("scim")
def resource_type(name: str) -> Any:
    """One of the two."""
    found = next((each for each in SHOP.resource_types if each.id == name), None)
    if found is None:
        raise NotFoundException
    return spoken(_dumped(found, f"ResourceTypes/{name}"))


@blueprint.get("/Schemas")
@web.door("scim")
def schemas() -> Any:
    """Every attribute that is kept."""
    return _listed([_dumped(each, f"Schemas/{each.id}") for each in SHOP.schemas])


@blueprint.get("/Schemas/<string:urn>")
@web.door("scim")
def schema(urn: str) -> Any:
    """The attributes of one schema."""
    found = next((each for each in SHOP.schemas if str(each.id) == urn), None)
    if found is None:
        raise NotFoundException
    return spoken(_dumped(found, f"Schemas/{urn}"))


def _dumped(shape: Resource[Any], place: str) -> dict[str, Any]:
    body = shape.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    kind = "Schema" if isinstance(shape, Schema) else type(shape).__name__
    meta = Meta(resource_type=kind, location=f"{base()}/{place}")
    return body | {"meta": meta.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)}


def _listed(rows: list[dict[str, Any]]) -> Any:
    """All of them at once; raises ForbiddenException for a filter, as the standard wants."""
    if "filter" in request.args:
        raise ForbiddenException(detail="what can be discovered cannot be filtered")
    head = ListResponse[ResourceType](total_results=len(rows), start_index=1, items_per_page=len(rows))
    return spoken(head.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE) | {"Resources": rows})
