"""What is filled in about roles that the directory gives."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.administration.forms.roles import MOST_REASON
from app.fields import LineText, whole_number
from app.identity.models.roles import CLAIMS
from app.words import say

MOST_VALUE = 120


def _number(value: str | int | None) -> int | None:
    """The id of a choice; nothing chosen is no limit."""
    return whole_number(str(value)) if value else None


class MappingForm(Form):
    """Which role or group of which directory gives which role here, and where."""

    katalog = SelectField(
        say("mappings.form.provider"), validators=[InputRequired(say("mappings.form.provider_missing"))]
    )
    sort = RadioField(
        say("mappings.form.claim"),
        choices=[SelectChoice(claim, say(f"mappings.form.{claim}")) for claim in CLAIMS],
        default=CLAIMS[0],
        validators=[InputRequired(say("mappings.form.claim_missing"))],
    )
    varde = LineText(
        say("mappings.form.value"),
        description=say("mappings.form.value_hint"),
        validators=[InputRequired(say("mappings.form.value_missing")), Length(max=MOST_VALUE)],
    )
    roll = SelectField(say("mappings.form.gives"), validators=[InputRequired(say("mappings.form.role_missing"))])
    organisation = SelectField(
        say("roles.form.organisation"), coerce=_number, description=say("mappings.form.organisation_hint")
    )
    skal = LineText(
        say("roles.form.reason"),
        description=say("roles.form.reason_hint"),
        validators=[InputRequired(say("roles.form.reason_missing")), Length(max=MOST_REASON)],
    )

    def choose_from(
        self, directories: list[tuple[str, str]], roles: list[tuple[str, str]], organisations: list[Any], *, whole: bool
    ) -> None:
        """Set what may be chosen; `whole` is for those who administer everything."""
        everything: list[Any] = [("", say("roles.form.everything"))] if whole else []
        several: list[Any] = [("", say("mappings.form.choose_provider"))] if len(directories) > 1 else []
        self.katalog.choices = several + directories
        self.roll.choices = [("", say("mappings.form.choose")), *roles]
        self.organisation.choices = everything + organisations
