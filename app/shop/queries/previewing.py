"""A product judged for somebody who is not at the door, and the organisations such a person may belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product, edition
from app.identity.models import Organisation
from app.shop.queries.offers import Audience, Offer, wish_for
from catalogue.rulebook import judge


def offer_now(audience: Audience, item: Product) -> Offer:
    """One product judged for an audience, also when it stands on no shelf."""
    return Offer(item, judge(wish_for(audience, item, 1), edition()))


def organisations(session: Session) -> Sequence[sa.Row[Any]]:
    """The organisations, the municipalities first: key, name, settings."""
    question = sa.select(Organisation.key, Organisation.name, Organisation.settings)
    return session.execute(question.order_by(Organisation.is_member.desc(), Organisation.name)).all()
