"""What is filled in about roles."""

from __future__ import annotations

from typing import Any

from wtforms import Form, SelectField
from wtforms.validators import InputRequired, Length

from app.administration.queries.roles import KINDS, Filter
from app.fields import DayField, LineText, whole_number
from app.words import say
from catalogue.terms import Segment

MOST_REASON = 300


def _number(value: str | int | None) -> int | None:
    """The id of a choice; nothing chosen is no limit."""
    return whole_number(str(value)) if value else None


class GiveForm(Form):
    """How far a role goes, from when to when, and why."""

    organisation = SelectField(
        say("roles.form.organisation"), coerce=_number, description=say("roles.form.organisation_hint")
    )
    enhet = SelectField(say("roles.form.unit"), coerce=_number, description=say("roles.form.unit_hint"))
    segment = SelectField(say("roles.form.segment"), default="")
    fran = DayField(say("roles.form.begins"), validators=[InputRequired(say("roles.form.begins_missing"))])
    till = DayField(say("roles.form.ends"), description=say("roles.form.ends_hint"))
    skal = LineText(
        say("roles.form.reason"),
        description=say("roles.form.reason_hint"),
        validators=[InputRequired(say("roles.form.reason_missing")), Length(max=MOST_REASON)],
    )

    def choose_from(
        self, organisations: list[tuple[int, str]], units: list[tuple[int, str]], *, everything: bool
    ) -> None:
        """Set what may be chosen."""
        whole: list[Any] = [("", say("roles.form.everything"))] if everything else []
        self.organisation.choices = whole + organisations
        self.enhet.choices = [("", say("roles.form.whole_organisation")), *units]
        self.segment.choices = [
            ("", say("roles.form.everybody")),
            *((each, say(f"roles.segment.{each}")) for each in Segment),
        ]


class EndForm(Form):
    """Why a role ends, and its last day where it is not ended at once."""

    sista = DayField(say("roles.form.last"), description=say("roles.form.last_hint"))
    skal = LineText(
        say("roles.form.end_reason"),
        validators=[InputRequired(say("roles.form.reason_missing")), Length(max=MOST_REASON)],
    )


class DeclineForm(Form):
    """Why not."""

    skal = LineText(
        say("roles.form.decline_reason"),
        validators=[InputRequired(say("roles.form.reason_missing")), Length(max=MOST_REASON)],
    )


def read_filter(args: Any) -> Filter:
    """What an address asks the list for; what is not known is left out."""
    kind, before = args.get("visa", ""), args.get("fore", "")
    words = "".join(char for char in args.get("q", "")[:100] if char.isprintable())
    return Filter(
        text=" ".join(words.split()),
        role=args.get("roll", "")[:40],
        organisation=args.get("organisation", "")[:40],
        kind=kind if kind in KINDS else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
    )
