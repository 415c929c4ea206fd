"""What a municipality's contact fills in of printers."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, Form, ValidationError
from wtforms.validators import InputRequired, Length

from app.fields import DayField, LineText, WholeNumberField
from app.premises.models import PrinterPortal
from app.words import say

ADDRESS = re.compile(r"https://[\w.-]+(:\d+)?(/\S*)?", re.ASCII)


def needed(key: str) -> InputRequired:
    """It must be filled in, and this is what is said when it is not."""
    return InputRequired(say(f"premises.form.{key}"))


def at_most(most: int) -> Length:
    """How long it may be."""
    return Length(max=most, message=say("premises.form.long", most=most))


class PrinterForm(Form):
    """A printer."""

    name = LineText(say("premises.form.name"), name="namn", validators=[needed("name_needed"), at_most(60)])
    model = LineText(say("premises.form.model"), name="modell", validators=[needed("model_needed"), at_most(120)])
    serial = LineText(say("premises.form.serial"), name="serienummer", validators=[at_most(60)])
    site = LineText(say("premises.form.site"), name="plats", validators=[needed("site_needed"), at_most(120)])
    room = LineText(say("premises.form.room"), name="rum", validators=[at_most(60)])
    socket = LineText(say("premises.form.socket"), name="uttag", validators=[at_most(60)])
    uses_follow_me = BooleanField(say("premises.form.follow_me"), name="follow-me")
    installed_on = DayField(say("premises.form.installed"), name="sedan")
    version = WholeNumberField(name="version")

    def facts(self) -> dict[str, Any]:
        """What was filled in, by column."""
        facts = {name: value for name, value in self.data.items() if name != "version"}
        return facts | {"serial": "".join((self.serial.data or "").split()).upper()}


class RetireForm(Form):
    """Why a printer is taken out of use."""

    reason = LineText(name="skal", validators=[at_most(200)])


class PortalForm(Form):
    """Where printers are ordered."""

    supplier = LineText(
        say("premises.form.supplier"), name="leverantor", validators=[needed("supplier_needed"), at_most(120)]
    )
    agreement = LineText(say("premises.form.agreement"), name="avtal", validators=[at_most(120)])
    url = LineText(say("premises.form.url"), name="adress", validators=[needed("url_needed"), at_most(300)])

    def validate_url(self, field: LineText) -> None:
        """An address on the web that is encrypted."""
        if not ADDRESS.fullmatch(field.data or ""):
            raise ValidationError(say("premises.form.url_needed"))

    def portal(self, organisation_id: int) -> PrinterPortal:
        """What was filled in."""
        return PrinterPortal(
            organisation_id=organisation_id, supplier=self.supplier.data or "", agreement=self.agreement.data or "",
            url=self.url.data or "",
        )  # fmt: skip
