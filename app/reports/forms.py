"""What of the costs is asked for, in the address, and what the economist fills in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.fields import DayField, LineText, clean, whole_number
from app.orders.queries.coding import Part
from app.reports.queries import FIRST_YEAR, KINDS, Period, Wanted, year_until
from app.words import say

LONGEST = 100
BEFORE, OWN, NONE = "", "egen", "ingen"


class CostsForm(Form):
    """Year or days, what to compare with, sort, unit and words; what cannot be is left out, so a link always opens."""

    ar = StringField()
    fran = DayField()
    till = DayField()
    jamfor = StringField()
    jfran = DayField()
    jtill = DayField()
    sort = StringField()
    enhet = StringField()
    q = StringField()

    def wanted(self, today: dt.date) -> Wanted:
        """What was asked for; the year of today as far as it has come when no period can be read."""
        self.validate()
        period = _period(self.fran.data, self.till.data) or year_until(self.year(today), today)
        other = None if self.jamfor.data == NONE else period.a_year_before()
        if self.jamfor.data == OWN:
            other = _period(self.jfran.data, self.jtill.data)
        kind = self.sort.data if self.sort.data in KINDS else ""
        return Wanted(
            period=period, other=other, kind=kind or "", unit=_number(self.enhet.data), text=_plain(self.q.data)
        )

    def year(self, today: dt.date) -> int:
        """The year that was chosen, never one to come."""
        return min(max(_number(self.ar.data) or today.year, FIRST_YEAR), today.year)

    @property
    def has_days(self) -> bool:
        """Whether the period was typed as days."""
        return _period(self.fran.data, self.till.data) is not None


def _period(first: dt.date | None, last: dt.date | None) -> Period | None:
    """The days between two; nothing when one is missing, they stand the wrong way round, or are too far apart."""
    if first is None or last is None or first > last or first.year < FIRST_YEAR - 1:
        return None
    found = Period(first, last)
    return None if found.is_long else found


def _plain(text: str | None) -> str:
    try:
        return clean((text or "")[:LONGEST], lines=False)
    except ValidationError:
        return ""


def _number(text: str | None) -> int:
    try:
        return whole_number(text or "")
    except ValueError:
        return 0


class RecodeForm(Form):
    """Other codes for a line, and why; made by `recode_form`."""

    skal = LineText(say("recoding.reason"), [InputRequired(say("accounting.refused.no_reason")), Length(max=300)])
    parts: tuple[str, ...] = ()


def recode_form(centres: Sequence[tuple[int, str]], parts: Sequence[Part]) -> type[RecodeForm]:
    """The form for an organisation's cost centres and the parts of its plan."""
    fields: dict[str, Any] = {"parts": tuple(part.key for part in parts)}
    chosen = [SelectChoice(*each) for each in centres]
    fields["kostnadsstalle"] = SelectField(say("recoding.centre"), coerce=int, choices=chosen)
    for part in parts:
        codes = [SelectChoice("", say("recoding.none")), *(SelectChoice(*each) for each in part.codes)]
        fields[part.key] = SelectField(say(f"codeplan.part.{part.key}").capitalize(), choices=codes)
    return type("RecodeForm", (RecodeForm,), fields)
