"""Which pictures an item has, and which of them may be shown to whom."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, ItemPicture
from app.refusal import Missing

MOST = 20


def pictures_of(session: Session, item: Item) -> Sequence[ItemPicture]:
    """An item's pictures, newest first; the one that stands may be a copy's and belong to another item."""
    own = sa.or_(ItemPicture.item_id == item.id, ItemPicture.id == (item.picture_id or 0))
    return session.scalars(sa.select(ItemPicture).where(own).order_by(ItemPicture.id.desc()).limit(MOST)).all()


def picture_of(session: Session, item: Item, picture_id: int) -> ItemPicture:
    """One of an item's pictures; raises Missing."""
    found = session.get(ItemPicture, picture_id)
    if found is None or (found.item_id != item.id and found.id != item.picture_id):
        raise Missing
    return found


def shown_to_all(session: Session, key: str) -> bool | None:
    """Whether a picture's file belongs to an item that everybody may see; None when there is no such picture.

    A draft's picture, and one that no longer stands, is for those who read how the range came to be.
    """
    stands = sa.select(Item.id).where(Item.picture_id == ItemPicture.id, Item.state != "draft").exists()
    question = sa.select(stands).where(sa.or_(ItemPicture.small == key, ItemPicture.large == key))
    return session.scalar(question)
