"""The library's settings: the shop as a service provider towards one identity provider."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from app.config.saml import SamlShop
from app.identity.actions.saml.metadata import IdentityProvider


def build(shop: SamlShop, provider: IdentityProvider, *, signed_messages: bool) -> OneLogin_Saml2_Settings:
    """Strict settings; `signed_messages` demands a signature over the whole message besides the assertion's."""
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "debug": False,
            "sp": _own(shop),
            "idp": {
                "entityId": provider.entity_id,
                "singleSignOnService": {"url": provider.sign_in_url, "binding": Words.BINDING_HTTP_REDIRECT},
                "x509certMulti": {"signing": list(provider.certificates)},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantMessagesSigned": signed_messages,
                "wantNameId": False,  # which name is wanted, and in what form, is judged in response.py
                "wantAttributeStatement": False,
                "allowRepeatAttributeName": False,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
                "signatureAlgorithm": Words.RSA_SHA256,
                "digestAlgorithm": Words.SHA256,
                "allowSingleLabelDomains": True,
            },
        }
    )


def _own(shop: SamlShop) -> dict[str, Any]:
    return {
        "entityId": shop.entity_id,
        "assertionConsumerService": {"url": shop.acs_url, "binding": Words.BINDING_HTTP_POST},
        "singleLogoutService": {"url": shop.sls_url, "binding": Words.BINDING_HTTP_REDIRECT},
        "NameIDFormat": shop.name_id_format,
        "x509cert": shop.certificate,
        "privateKey": shop.private_key,
    }


def arrived_at(url: str) -> dict[str, Any]:
    """What the library wants to know of a request: where it came, by the settings and never by its headers."""
    parts = urlsplit(url)
    return {"https": "on" if parts.scheme == "https" else "off", "http_host": parts.netloc, "script_name": parts.path}
