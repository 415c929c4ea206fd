"""A directory that talks to the shop: real requests with a token, answers as JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.databases import SCIM_TOKENS

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Caller:
    """The directory of one municipality."""

    def __init__(self, app: Flask, key: str = "laxa", token: str | None = None) -> None:
        self.app = app
        self.token = SCIM_TOKENS[key] if token is None else token

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; the body goes as SCIM's JSON, or as it stands when it is bytes."""
        sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.app.app_context():
            return self.app.test_client().open(
                f"/scim/v2{path}",
                method=method,
                headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json", **named},
                **sent,
            )

    def json(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        """The answer's JSON, its status as expected."""
        answer = self.send(method, path, body, **headers)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)}"
        assert status == 204 or answer.mimetype == "application/scim+json"
        return answer.get_json(force=True) if answer.data else None

    def create(self, name: str, **more: Any) -> str:
        """Make a user; its id."""
        body = {"schemas": [USER, ENTERPRISE], "userName": name, "externalId": f"oid-{name}", "active": True, **more}
        return str(self.json("POST", "/Users", body, status=201)["id"])

    def patch(self, path: str, *operations: dict[str, Any], status: int = 200) -> Any:
        """Change something."""
        return self.json("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, status=status)
