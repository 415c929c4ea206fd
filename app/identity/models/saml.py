"""What must be remembered of SAML messages, the same for every web process."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SamlMessage(Base):
    """An assertion, or a wish to sign out, that was acted upon: until it can no longer be used, it never is again.

    The digest is that of the provider's name and the message's id.
    """

    __tablename__ = "saml_message"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    until: Mapped[dt.datetime] = mapped_column(index=True)


class SamlSignOut(Base):
    """The shop's own wish that somebody is signed out at a provider, which has not answered yet."""

    __tablename__ = "saml_sign_out"

    state_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    way: Mapped[str] = mapped_column(sa.String(40))
    request_id: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
