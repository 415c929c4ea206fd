"""Files the shop keeps, in one folder under random names; a file is complete or not there at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class StoredFile(Base):
    """What is known of a kept file; `size` is bytes."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    media_type: Mapped[str] = mapped_column(sa.String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime]


def put(session: Session, folder: Path, data: bytes, *, name: str, media_type: str, at: dt.datetime) -> StoredFile:
    """Keep bytes and their row; the file is written whole and synced before the row is added."""
    key = secrets.token_hex(24)
    write_whole(_path(folder, key), data)
    digest = hashlib.sha256(data).hexdigest()
    file = StoredFile(key=key, name=name, media_type=media_type, size=len(data), sha256=digest, created_at=at)
    session.add(file)
    return file


def get(session: Session, folder: Path, key: str) -> tuple[StoredFile, bytes] | None:
    """A kept file with its bytes, or None."""
    file = session.scalar(sa.select(StoredFile).where(StoredFile.key == key))
    if file is None:
        return None
    return file, _path(folder, key).read_bytes()


def remove(folder: Path, keys: Iterable[str]) -> None:
    """Let go of kept bytes whose rows are gone."""
    for key in keys:
        _path(folder, key).unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves either all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _path(folder: Path, key: str) -> Path:
    return folder / key[:2] / key
