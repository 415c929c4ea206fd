"""The shop as an OpenID Connect client: the provider it asks, and what it believes of the answers."""

from app.identity.actions.oidc.person import SKEW, Known, known
from app.identity.actions.oidc.provider import Asking, Provider
from app.identity.actions.oidc.token import read

__all__ = ["SKEW", "Asking", "Known", "Provider", "known", "read"]
