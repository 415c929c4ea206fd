"""What a directory sends, read strictly: JSON of a known shape, without characters that hide or break text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    PatchOp,
    SCIMException,
    SearchRequest,
)

from app.fields import UNWANTED
from app.identity.models.scim import ENTERPRISE, POLICY, Group, ScimUser

Shape = TypeVar("Shape", ScimUser, Group)
LONGEST_FILTER = 1000
DEEPEST = 12
MANAGER = f"{ENTERPRISE}:manager".lower()
QUERY = ("filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes")


def resource(kind: type[Shape], raw: bytes, *, instead: bool = False) -> Shape:
    """A whole user or group, new or instead of what stood; raises SCIMException."""
    context = Context.RESOURCE_REPLACEMENT_REQUEST if instead else Context.RESOURCE_CREATION_REQUEST
    found: Shape = _valid(kind, _with_plain_manager(payload(raw)), context)
    return found


def patch(kind: type[Shape], raw: bytes) -> PatchOp[Shape]:
    """Changes to a user or group; raises SCIMException."""
    body = payload(raw)
    operations = body.get("Operations", body.get("operations"))
    if isinstance(operations, list):
        body = {key: value for key, value in body.items() if key.lower() != "operations"}
        body["Operations"] = [_with_plain_value(each) for each in operations]
    found: PatchOp[Shape] = _valid(PatchOp.__class_getitem__(kind), body, Context.RESOURCE_PATCH_REQUEST)
    return found


def patched(shape: Shape, changes: PatchOp[Shape]) -> Shape:
    """A shape after its changes; raises SCIMException."""
    try:
        with POLICY:
            changes.patch(shape)
    except ValidationError as error:
        raise _first(error) from error
    return shape


def search(kind: type[Shape], asked: Mapping[str, Any]) -> SearchRequest[Shape]:
    """What is looked for, from an address or a body; raises SCIMException."""
    named = {name: asked[name] for name in QUERY if name in asked and asked[name] not in ("", None)}
    if len(str(named.get("filter", ""))) > LONGEST_FILTER:
        raise InvalidFilterException(detail=f"a filter may have at most {LONGEST_FILTER} characters")
    _demand_clean(named, 0)
    found: SearchRequest[Shape] = _valid(SearchRequest.__class_getitem__(kind), named, Context.SEARCH_REQUEST)
    return found


def payload(raw: bytes) -> dict[str, Any]:
    """A body as JSON; raises InvalidSyntaxException for what is none, InvalidValueException for hidden characters."""
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidSyntaxException(detail="the body is not JSON") from error
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="the body is not a JSON object")
    _demand_clean(body, 0)
    return body


def _refuse(_constant: str) -> None:
    raise ValueError


def _demand_clean(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise InvalidSyntaxException(detail="the body is nested too deep")
    if isinstance(value, str) and any(unicodedata.category(char) in UNWANTED for char in value):
        raise InvalidValueException(detail="a text holds characters that cannot be seen")
    if isinstance(value, dict):
        for name, each in value.items():
            _demand_clean(name, depth + 1)
            _demand_clean(each, depth + 1)
    if isinstance(value, list):
        for each in value:
            _demand_clean(each, depth + 1)


def _with_plain_value(operation: object) -> object:
    """An operation with the manager as an object, whichever way a directory writes it."""
    if not isinstance(operation, dict):
        return operation
    found = {key.lower() if key.lower() in ("op", "path", "value") else key: each for key, each in operation.items()}
    path, value = found.get("path"), found.get("value")
    if isinstance(value, list):  # Entra writes out references it has none of
        found["value"] = [_said(each) for each in value]
    if isinstance(path, str) and path.lower() == MANAGER:
        return found | {"value": _manager(value)} if "value" in found else found
    if isinstance(path, str) and path.lower() == ENTERPRISE.lower():
        return found | {"value": _with_plain_manager({ENTERPRISE: value})[ENTERPRISE]}
    if not path and isinstance(value, dict):
        return {key: each for key, each in found.items() if key != "path"} | {"value": _with_plain_manager(value)}
    return found


def _said(value: object) -> object:
    return {name: each for name, each in value.items() if each is not None} if isinstance(value, dict) else value


def _with_plain_manager(body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in body.items():
        if key.lower() == ENTERPRISE.lower() and isinstance(value, dict):
            made[key] = {name: _manager(each) if name.lower() == "manager" else each for name, each in value.items()}
        else:
            made[key] = _manager(value) if key.lower() == MANAGER else value
    return made


def _manager(value: object) -> object:
    """A manager as an object: directories also send the bare id, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return {"value": value or None} if isinstance(value, str) else value


def _valid(kind: Any, body: Mapping[str, Any], context: Context) -> Any:
    try:
        with POLICY:
            return kind.model_validate(body, scim_ctx=context)
    except ValidationError as error:
        raise _first(error) from error


def _first(error: ValidationError) -> SCIMException:
    return SCIMException.from_error(Error.from_validation_errors(error)[0])
