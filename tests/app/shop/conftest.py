"""Products that the shop's tests speak of, and a way to change one as the dialogforum would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.assortment.models import Item
from tests.databases import MOMENT

HEADSET = "headset-tradlost"
LAPTOP = "barbar-dator-14-standard"
PHONE = "mobil-android-standard"
PROJECTOR = "projektor-klassrum"
SCREEN = "skarm-24"
OLD_SCREEN = "skarm-24-2023"
PUPIL_LAPTOP = "elevdator-13"


@pytest.fixture
def change_item(session: Session) -> Callable[..., None]:
    """Change a product and raise the catalogue version."""

    def change(slug: str, **values: object) -> None:
        session.execute(sa.update(Item).where(Item.slug == slug).values(**values))
        assortment.bump(session, title="Ett prov", at=MOMENT)
        session.commit()
        session.info.clear()

    return change
