"""One OpenID Connect provider, asked through Authlib; what it publishes is kept for a while in each process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.config import Entra
from app.identity.actions.oidc.wire import Careful, Line, seconds, unavailable
from app.refusal import Refused

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
OPTIONAL = "end_session_endpoint"
SCOPE = "openid profile email"
METADATA_LASTS = 24 * 3600
KEYS_LAST = 12 * 3600
# A token with an unknown key may mean that the provider changed keys, or that somebody sends us rubbish.
LEAST_BETWEEN = 60
LONG_AGO = -(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is sent along when somebody is led to the provider; `methods` is what must be proven, as sessions say it."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    prompt: str = ""
    domain: str = ""
    methods: tuple[str, ...] = ()


class Provider(FlaskOAuth2App):
    """Authlib's client without its memory in the browser's cookie: ours is a row that is used once."""

    client_cls = Careful

    def __init__(self, settings: Entra) -> None:
        super().__init__(
            FlaskIntegration("entra"),
            name="entra",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=settings.metadata_url,
            client_kwargs={
                "scope": SCOPE,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
            },
        )
        self.settings = settings
        self._line = Line()
        self._metadata: dict[str, str] = {}
        self._metadata_until = LONG_AGO
        self._keys: list[dict[str, Any]] = []
        self._keys_until = self._keys_asked = LONG_AGO

    @property
    def issuer(self) -> str:
        """The issuer, in which `{tenantid}` stands for the tenant where there are several."""
        return self.load_server_metadata()["issuer"]

    def load_server_metadata(self) -> dict[str, str]:
        """What the provider publishes of itself, as far as we use it; raises Refused when it cannot be had."""
        if seconds() > self._metadata_until:
            try:
                found = self._fetch(self.settings.metadata_url)
                self._metadata = self._checked(found)
                self._metadata_until = seconds() + METADATA_LASTS
            except Refused:
                if not self._metadata:
                    raise
                self._metadata_until = seconds() + LEAST_BETWEEN
        return dict(self._metadata)

    def address(self, asking: Asking) -> str:
        """Where to lead the browser: authorization code with PKCE, the answer in the query."""
        more = {"prompt": asking.prompt, "domain_hint": asking.domain} | _demands(asking.methods)
        found = self.create_authorization_url(
            asking.redirect_uri,
            state=asking.state,
            nonce=asking.nonce,
            code_verifier=asking.verifier,
            response_mode="query",
            **{name: value for name, value in more.items() if value},
            **({"max_age": "0"} if asking.prompt == "login" else {}),
        )
        return str(found["url"])

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """The tokens for a code; raises Refused when the provider will not, or cannot be asked."""
        self.load_server_metadata()
        try:
            with self._line.open():
                token = self.fetch_access_token(
                    redirect_uri, code=code, code_verifier=verifier, grant_type="authorization_code"
                )
        except OAuthError as error:
            # Any other error is ours or the provider's, such as a client secret whose last day has passed.
            word = "untrusted" if error.error == "invalid_grant" else "unavailable"
            raise Refused(f"signing.refused.{word}", why=f"token endpoint: {error.error}"[:300]) from error
        except ValueError as error:
            raise unavailable("the token endpoint did not answer JSON") from error
        return dict(token)

    def keys(self, kid: str) -> list[dict[str, Any]]:
        """The signing keys with this id; an unknown one is asked for anew, at most once a minute.

        A provider whose tokens name no key may have only one, which is then asked for every minute.
        """
        found = self._keys_with(kid)
        if found and kid and seconds() < self._keys_until:
            return found
        if seconds() - self._keys_asked < LEAST_BETWEEN:
            return found
        self._keys_asked = seconds()
        try:
            self._keys = _signing_keys(self._fetch(self.load_server_metadata()["jwks_uri"]))
            self._keys_until = seconds() + KEYS_LAST
        except Refused:
            if not found:
                self._keys_asked = LONG_AGO
                raise
        return self._keys_with(kid)

    def _keys_with(self, kid: str) -> list[dict[str, Any]]:
        if not kid:
            return self._keys if len(self._keys) == 1 else []
        return [key for key in self._keys if key.get("kid") == kid]

    def end_address(self, place: str, back: str, hint: str) -> str:
        """Where the browser ends its session at the provider and comes back from; `place` is its endpoint of then."""
        if not place:
            return ""
        asked = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return str(add_params_to_uri(place, asked | ({"logout_hint": hint} if hint else {})))

    def _fetch(self, address: str) -> dict[str, Any]:
        with self._line.open(), self._get_session() as session:
            response = session.request("GET", address, withhold_token=True)
            response.raise_for_status()
            try:
                found = response.json()
            except ValueError as error:
                raise unavailable(f"{address} did not answer JSON") from error
        if not isinstance(found, dict):
            raise unavailable(f"{address} did not answer an object")
        return found

    def _checked(self, found: dict[str, Any]) -> dict[str, str]:
        """Only what we use, and only addresses as safe as the one that was configured."""
        scheme = urlsplit(self.settings.metadata_url).scheme
        kept = {name: found.get(name) for name in ("issuer", *ENDPOINTS) if name in found or name != OPTIONAL}
        for name, value in kept.items():
            if not isinstance(value, str) or urlsplit(value).scheme not in ("https", scheme):
                raise unavailable(f"the metadata's {name} is missing or no https address")
        return {name: str(value) for name, value in kept.items()}


def _demands(methods: tuple[str, ...]) -> dict[str, str]:
    """How a provider is told what must be proven: `acr:` by level, `acrs:` by Entra's authentication context."""
    levels = " ".join(word.removeprefix("acr:") for word in methods if word.startswith("acr:"))
    contexts = [word.removeprefix("acrs:") for word in methods if word.startswith("acrs:")]
    asked = {"id_token": {"acrs": {"essential": True, "value": contexts[0]}}} if contexts else None
    return {"acr_values": levels, "claims": json.dumps(asked) if asked else ""}


def _signing_keys(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The public RSA keys for signing; other kinds of keys are not for us."""
    keys = found.get("keys")
    good = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return [key for key in good if key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and _is_readable(key)]


def _is_readable(key: dict[str, Any]) -> bool:
    try:
        KeySet.import_key_set({"keys": [key]})
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return "d" not in key
