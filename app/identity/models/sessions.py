"""Signed-in browsers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SignInSession(Base):
    """One signed-in browser; the cookie holds a random token, the row only its hash."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    browser: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str | None] = mapped_column(sa.String(60))
    # How the person proved who they are: by which way in, when, with what (amr, acr), and what ending it there needs.
    way: Mapped[str] = mapped_column(sa.String(40), default="demo", server_default="demo")
    authenticated_at: Mapped[dt.datetime | None]
    methods: Mapped[list[Any]] = mapped_column(sa.JSON, default=list, server_default="[]")
    end_hint: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # By what a provider that ends the session names it: a digest of its own name and the person's there.
    end_key: Mapped[str | None] = mapped_column(sa.String(64), index=True)
