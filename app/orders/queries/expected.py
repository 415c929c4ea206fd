"""When something arrives: Swedish working days counted from the day it was let go."""

from __future__ import annotations

import datetime as dt

from app.assortment.queries import support_calendar


def arrives_on(start: dt.date, working_days: int) -> dt.date:
    """The day that many working days after `start`; weekends, red days and eves do not count (C21)."""
    return support_calendar(start.year).add_working_days(start, working_days)
