"""How Swedish names are sorted."""

from __future__ import annotations

import unicodedata


def sort_key(name: str) -> str:
    """A key that sorts Swedish names the same on both databases: å, ä, ö after z."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return folded.replace("å", "{a").replace("ä", "{b").replace("ö", "{c").replace("é", "e")
