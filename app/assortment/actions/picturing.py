"""A picture is kept with its words, and then used; the one before stays in the item's history."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from sqlalchemy.orm import Session

from app import files
from app.assortment.actions.changing import correct, lock
from app.assortment.models import Item, ItemPicture
from app.history import Actor
from app.pictures import WEBP, Drawn
from app.refusal import Changed, Refused

LEAST_FREE = 200 * 1024 * 1024


def keep_picture(
    session: Session, item: Item, drawn: Drawn, alt: str, *, folder: Path, actor: Actor, at: dt.datetime
) -> ItemPicture:
    """Keep a picture of an item with what it shows in words; raises Refused when there is no room for it."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise Refused("uploads.refused.full")
    try:
        small, large = (
            files.put(session, folder, data, name=f"{item.slug}.webp", media_type=WEBP, at=at)
            for data in (drawn.small, drawn.large)
        )
    except OSError as error:
        raise Refused("uploads.refused.full") from error
    row = ItemPicture(
        item_id=item.id, alt=alt, small=small.key, large=large.key, width=drawn.width, height=drawn.height,
        sent_by=actor.id, sent_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def use_picture(
    session: Session, item: Item, picture_id: int | None, *, seen: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Let a picture stand, or the drawing for None; raises Changed when another picture than `seen` stands by now."""
    lock(session)
    session.refresh(item)
    if item.picture_id != seen:
        raise Changed("assortment.refused.changed_meanwhile")
    correct(session, item, {"picture_id": picture_id}, actor=actor, at=at)
