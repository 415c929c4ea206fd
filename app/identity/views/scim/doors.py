"""The blueprint of the directories' doors: who is let in by a token, and how answers and faults are spoken."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any

import flask
from flask import Blueprint, g, request
from scim2_models import Context, Error, ResponseParameters, SCIMException, UnauthorizedException
from scim2_models import PreconditionFailedException as Precondition
from sqlalchemy.exc import IntegrityError
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from app import limits, web
from app.config.scim import token_digest
from app.db import begin_write
from app.identity.models.scim import POLICY, Group, ScimUser
from app.identity.queries.directory import Directory

ADDRESS = "/scim/v2"
MEDIA = "application/scim+json"
# Entra asks for at least 25 a second; a directory that loses its way is slowed down here.
MOST_CALLS, MOST_REFUSED = 6000, 60
MINUTE = dt.timedelta(minutes=1)
CONFLICTS = {409: "uniqueness"}

blueprint = Blueprint("scim", __name__, url_prefix=ADDRESS)


def admit() -> None:
    """Let a directory in by its token; raises UnauthorizedException, and TooMany for who tries or asks too often."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    digest = token_digest(token.strip()) if scheme.lower() == "bearer" else b""
    found = [known for known in web.config().scim if hmac.compare_digest(known.digest, digest)]
    if not found:
        _count(f"scim-refused:{request.remote_addr}", MOST_REFUSED)
        raise UnauthorizedException(detail="the token is not one of ours")
    _count(f"scim:{found[0].provider}", MOST_CALLS)
    g.directory = Directory(found[0].provider, found[0].organisations)


def _count(key: str, most: int) -> None:
    """Count a call in a transaction of its own, so that refused ones count too."""
    with web.store.sessionmaker() as aside:
        begin_write(aside)
        limits.spend(aside, key[:120], most=most, per=MINUTE, now=web.now())
        web.keep(aside)


def directory() -> Directory:
    """The directory at the door."""
    found = g.directory
    assert isinstance(found, Directory)  # noqa: S101  # the gate has put it there
    return found


def base() -> str:
    """The address of these doors as the world sees it."""
    return (web.config().base_url or request.host_url.rstrip("/")) + ADDRESS


def told(shape: ScimUser | Group, context: Context, status: int = 200) -> Response:
    """A user or a group as the answer, with its version and where it is."""
    parameters = _parameters(type(shape))
    body = shape.model_dump(scim_ctx=context, response_parameters=parameters)
    answer = spoken(body, status)
    assert shape.meta  # noqa: S101  # every shape of ours has it
    answer.headers["ETag"] = shape.meta.version or ""
    answer.headers["Location" if status == 201 else "Content-Location"] = shape.meta.location or ""
    return answer


def _parameters(kind: type[ScimUser | Group]) -> ResponseParameters[Any]:
    asked = {name: request.args[name] for name in ("attributes", "excludedAttributes") if request.args.get(name)}
    with POLICY:
        found: ResponseParameters[Any] = ResponseParameters[kind].model_validate(asked)  # type: ignore[valid-type]  # chosen at run time
    return found


def spoken(body: dict[str, Any], status: int = 200) -> Response:
    """An answer in SCIM's own JSON."""
    return flask.Response(flask.json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA)


def demand_version(version: int) -> None:
    """Raise PreconditionFailedException when the directory changes another version than it has seen."""
    seen = _tags("If-Match")
    if seen and not seen & {"*", str(version)}:
        raise Precondition


def _tags(header: str) -> set[str]:
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in request.headers.get(header, "").split(",")}
    return tags - {""}


def unchanged(version: int) -> Response | None:
    """The short answer to a directory that has this version already."""
    if str(version) in _tags("If-None-Match"):
        return flask.Response(status=304, headers={"ETag": f'W/"{version}"'})
    return None


MISSING = "Specified resource or endpoint does not exist"


def fault(status: int, detail: str = "", kind: str = "") -> Response:
    """A fault in SCIM's own form; what does not exist answers the same whoever asks and however."""
    detail = MISSING if status == 404 else detail
    error = Error(
        status=status, scim_type=kind or CONFLICTS.get(status), detail=detail or HTTP_STATUS_CODES.get(status, "")
    )
    answer = spoken(error.model_dump(), status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="scim"'
    return answer


@blueprint.errorhandler(SCIMException)
def _refused(error: SCIMException) -> Response:
    return fault(error.status, error.detail, error.scim_type)


@blueprint.errorhandler(IntegrityError)
def _taken_meanwhile(_error: IntegrityError) -> Response:
    """Two were as fast: the database let one of them have the name."""
    return fault(409, "somebody else has it already")


web.gates["scim"] = admit
web.tongues["/scim/"] = fault
web.csrf.exempt(blueprint)
