"""A new shop gets the organisations, the bodies and the range of the agreement by command, once."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.administration.actions.founding import found_organisations
from app.assortment.models import CatalogueVersion
from app.identity.models import EmailDomain, Organisation


def test_an_empty_shop_gets_the_twelve_organisations_with_their_payers_and_domains() -> None:
    engine = sa.create_engine("sqlite://")
    Organisation.metadata.create_all(
        engine, [Organisation.metadata.tables[name] for name in ("organisation", "email_domain")]
    )
    with Session(engine) as session:
        rows = found_organisations(session, {"laxa": "laxa.se"})
        assert len(rows) == 12
        assert rows["laxahem"].payer_id == rows["laxa"].id
        assert rows["laxa"].is_member
        assert not rows["laxahem"].is_member
        domains = session.scalars(sa.select(EmailDomain.domain).where(EmailDomain.organisation_id == rows["laxa"].id))
        assert domains.all() == ["laxa.se"]
    engine.dispose()


def test_a_shop_that_has_begun_is_left_alone(app: Flask, session: Session) -> None:
    said = sa.select(Organisation.name, Organisation.version, sa.select(CatalogueVersion.number).scalar_subquery())
    before = session.execute(said.order_by(Organisation.id)).all()
    session.rollback()
    told = app.test_cli_runner().invoke(args=["begin"])
    assert told.exit_code == 0, told.output
    assert session.execute(said.order_by(Organisation.id)).all() == before
    session.rollback()
    told = app.test_cli_runner().invoke(args=["begin", "--domain", "nowhere=x.se"])
    assert told.exit_code == 1
    assert "No organisation has the key nowhere" in told.output
