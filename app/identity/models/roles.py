"""Which role of the shop a role or group of the directory gives."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.identity.models.second import SecondPerson, second_person_rules

LIVE = sa.text("state IN ('pending', 'confirmed')")
CLAIMS = ("role", "group")


class RoleMapping(SecondPerson, Base):
    """An application role, or a group by its id, that gives a role within an organisation (or everywhere).

    `provider` is that of the person, such as `entra:<tenant>`. What no row names gives nothing,
    nor does a row that a second administrator has not confirmed.
    """

    __tablename__ = "role_mapping"
    __table_args__ = (
        one_of("claim", CLAIMS),
        *second_person_rules(),
        sa.Index(
            "uq_role_mapping_row",
            "provider",
            "claim",
            "value",
            "role",
            sa.text("coalesce(organisation_id, 0)"),
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(80))
    claim: Mapped[str] = mapped_column(sa.String(10))
    value: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
