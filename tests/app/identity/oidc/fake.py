"""An identity provider of the tests' own: it signs whatever a test wants it to, on a real port."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.databases import Clock

CLIENT = "butiken"
LAXA = "11111111-1111-4111-8111-111111111111"
ASKERSUND = "22222222-2222-4222-8222-222222222222"
FOREIGN = "99999999-9999-4999-8999-999999999999"
KARIN = "aaaaaaaa-0000-4000-8000-000000000001"


def part(content: dict[str, Any] | bytes) -> str:
    """One part of a token, as it is written."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Fake:
    """Publishes metadata and keys, and gives the token that a test left for a code."""

    clock: Clock
    key: RSAKey
    forger: RSAKey
    address: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    jwks: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    instead: dict[str, Callable[[], Response]] = field(default_factory=dict)

    @Request.application
    def __call__(self, request: Request) -> Response:
        """Answer as a provider does."""
        self.asked.append((request.path, request.form.to_dict()))
        if request.path in self.instead:
            return self.instead[request.path]()
        if request.path == "/metadata":
            return answer(self.metadata)
        if request.path == "/keys":
            return answer({"keys": self.jwks})
        token = self.tokens.pop(request.form.get("code", ""), None)
        return answer(token) if token else answer({"error": "invalid_grant"}, 400)

    def begin(self, address: str) -> None:
        """Publish at an address."""
        self.address = address
        self.metadata = {
            "issuer": f"{address}/{{tenantid}}/v2.0",
            "authorization_endpoint": f"{address}/authorize",
            "token_endpoint": f"{address}/token",
            "jwks_uri": f"{address}/keys",
            "end_session_endpoint": f"{address}/logout",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        self.publish(self.key)

    def publish(self, *keys: RSAKey) -> None:
        """Publish these keys instead of those before."""
        self.jwks = [dict(key.as_dict(private=False), kid=kid_of(key), use="sig") for key in keys]

    def claims(self, nonce: str, /, **more: Any) -> dict[str, Any]:
        """What a good token of Karin says; None leaves a claim out."""
        now = int(self.clock().timestamp())
        tenant = more.get("tid") or LAXA
        good = {
            "iss": f"{self.address}/{tenant}/v2.0",
            "aud": CLIENT,
            "sub": "pairwise-subject",
            "tid": LAXA,
            "oid": KARIN,
            "nonce": nonce,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": "Karin Lund",
            "preferred_username": "karin@laxa.example",
        }
        return {name: value for name, value in {**good, **more}.items() if value is not None}

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, **header: Any) -> str:
        """A token signed with RS256; the header may hold anything."""
        key = key or self.key
        head = {"alg": "RS256", "typ": "JWT", "kid": kid_of(key), **header}
        body = f"{part(head)}.{part(claims)}"
        return f"{body}.{part(rs256(key, body.encode()))}"

    def code_for(self, id_token: str | None) -> str:
        """A code that is worth this token, once."""
        code = secrets.token_urlsafe(12)
        self.tokens[code] = {"access_token": "an access token", "token_type": "Bearer", "expires_in": 3600}
        if id_token is not None:
            self.tokens[code]["id_token"] = id_token
        return code

    def times_asked(self, path: str) -> int:
        """How often something was fetched."""
        return sum(1 for asked, _form in self.asked if asked == path)


def kid_of(key: RSAKey) -> str:
    """The id a key is published under."""
    return str(key.thumbprint())


def rs256(key: RSAKey, content: bytes) -> bytes:
    """A bare signature."""
    from cryptography.hazmat.primitives import hashes  # needed by this forger only
    from cryptography.hazmat.primitives.asymmetric import padding

    private: Any = key.private_key
    return bytes(private.sign(content, padding.PKCS1v15(), hashes.SHA256()))


def answer(content: object, status: int = 200) -> Response:
    """An answer as JSON."""
    return Response(json.dumps(content), status=status, mimetype="application/json")


class Running:
    """A fake provider on a port of its own."""

    def __init__(self, fake: Fake) -> None:
        self.fake = fake
        self.server = make_server("127.0.0.1", 0, fake, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Fake:
        self.fake.begin(f"http://127.0.0.1:{self.server.server_port}")
        self.thread.start()
        return self.fake

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
