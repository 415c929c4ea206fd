"""Doors of the directories that keep a municipality's people (SCIM 2.0, RFC 7643 and 7644); opened by a token."""

from app.identity.views.scim import discovery, groups, searching, users
from app.identity.views.scim.doors import blueprint

__all__ = ["blueprint", "discovery", "groups", "searching", "users"]
