"""The shop as a SAML service provider: what it is called, where it is answered, and its own key."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.config.reader import ConfigError, Reader
from app.config.signing import is_plain

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
ROLES = ("http://schemas.microsoft.com/ws/2008/06/identity/claims/role",)
GROUPS = ("http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", "http://schemas.xmlsoap.org/claims/Group")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlShop:
    """The shop towards identity providers; certificate and private key are PEM, or empty.

    `subject` names the attribute that a person is known by, empty for a persistent NameID. `signed_messages` are the
    keys of the providers that sign the whole message besides the assertion.
    """

    entity_id: str
    base_url: str
    certificate: str = ""
    private_key: str = field(default="", repr=False)
    subject: str = ""
    roles: tuple[str, ...] = ROLES
    groups: tuple[str, ...] = GROUPS
    signed_messages: frozenset[str] = frozenset()

    @property
    def acs_url(self) -> str:
        """Where assertions are posted."""
        return f"{self.base_url}/saml/acs"

    @property
    def sls_url(self) -> str:
        """Where wishes to sign out arrive, and answers to the shop's own."""
        return f"{self.base_url}/saml/sls"

    @property
    def name_id_format(self) -> str:
        """The kind of name that is asked for."""
        return UNSPECIFIED if self.subject else PERSISTENT


def shop(get: Reader, base_url: str, keys: frozenset[str]) -> SamlShop | None:
    """The shop as a service provider, or None without identity providers; raises ConfigError when set by half."""
    if not keys:
        return None
    if not base_url:
        raise ConfigError("BASE_URL must be set when SAML_IDP_METADATA is: identity providers answer to it.")
    certificate, private_key = get("SAML_CERTIFICATE"), get("SAML_PRIVATE_KEY")
    if bool(certificate) != bool(private_key):
        raise ConfigError("SAML_CERTIFICATE and SAML_PRIVATE_KEY must be set together, or neither.")
    signed = frozenset(get.words("SAML_SIGNED_MESSAGES"))
    if signed - keys:
        raise ConfigError(
            f"SAML_SIGNED_MESSAGES names {', '.join(sorted(signed - keys))}, which SAML_IDP_METADATA does not."
        )
    return SamlShop(
        entity_id=get("SAML_ENTITY_ID") or f"{base_url}/saml/metadata",
        base_url=base_url,
        certificate=certificate,
        private_key=private_key,
        subject=get("SAML_SUBJECT"),
        roles=get.words("SAML_ROLES") or ROLES,
        groups=get.words("SAML_GROUPS") or GROUPS,
        signed_messages=signed,
    )


def is_web(address: str) -> bool:
    """Whether an address may be asked: https, or plain http on this very machine."""
    return address.startswith("https://") or (address.startswith("http://") and not is_plain(address))
