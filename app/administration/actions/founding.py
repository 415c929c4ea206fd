"""The organisations of the agreement in a new shop; afterwards they are edited under Administration."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import EmailDomain, Organisation
from catalogue.edition import organisations


def found_organisations(session: Session, domains: Mapping[str, str]) -> dict[str, Organisation]:
    """The twelve organisations, each with the one that pays its contribution; what is there already is left alone.

    `domains` gives the e-mail domain of an organisation by its key, where it is another than the agreement's sample.
    """
    rows = {row.key: row for row in session.scalars(sa.select(Organisation))}
    new = [fact for fact in organisations() if fact.key not in rows]
    for fact in new:
        rows[fact.key] = Organisation(
            key=fact.key, name=fact.name, short_name=fact.short_name, kind=fact.kind,
            is_member=fact.kind == "municipality", org_number=fact.org_number,
            email_domain=domains.get(fact.key, fact.email_domain), settings={},
        )  # fmt: skip
    session.add_all(rows[fact.key] for fact in new)
    session.flush()
    for fact in new:
        row = rows[fact.key]
        row.payer_id = rows[fact.payer].id
        session.add(EmailDomain(organisation_id=row.id, domain=row.email_domain))
    session.flush()
    return rows
