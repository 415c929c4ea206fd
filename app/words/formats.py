"""How amounts and dates are written in Swedish: 1 290 kr, torsdag 26 november, 18 nov kl. 09.14."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NBSP = "\u00a0"
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def kr(ore: int) -> str:
    """Öre as kronor: `1 290 kr`, `2 987,50 kr`, with no-break spaces."""
    whole, rest = divmod(abs(ore), 100)
    digits = f"{whole:,}".replace(",", NBSP)
    sign = "\u2212" if ore < 0 else ""
    return f"{sign}{digits},{rest:02d}{NBSP}kr" if rest else f"{sign}{digits}{NBSP}kr"


def local(at: dt.datetime) -> dt.datetime:
    """A UTC moment on the Swedish clock."""
    return at.astimezone(STOCKHOLM)


def today_of(at: dt.datetime) -> dt.date:
    """The Swedish date of a UTC moment."""
    return local(at).date()


def day(date: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """A short day: `18 nov`, with the year when it is not this one."""
    date = local(date).date() if isinstance(date, dt.datetime) else date
    text = f"{date.day}{NBSP}{SHORT[date.month - 1]}"
    return text if today is None or date.year == today.year else f"{text} {date.year}"


def day_long(date: dt.date | dt.datetime, *, year: bool = False) -> str:
    """A day in words: `torsdag 26 november`, with the year when asked."""
    date = local(date).date() if isinstance(date, dt.datetime) else date
    text = f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}"
    return f"{text} {date.year}" if year else text


def month_of(date: dt.date) -> str:
    """A month in words: `november 2026`."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def clock(at: dt.datetime) -> str:
    """The Swedish time of day: `09.14`."""
    return f"{local(at):%H.%M}"


def moment(at: dt.datetime) -> str:
    """A moment: `18 nov 2026 kl. 09.14`."""
    date = local(at).date()
    return f"{date.day}{NBSP}{SHORT[date.month - 1]} {date.year} kl.{NBSP}{clock(at)}"


def plural(count: int, one: str, many: str) -> str:
    """`1 vara`, `4 varor`."""
    return f"{count}{NBSP}{one if count == 1 else many}"
