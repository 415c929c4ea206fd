"""What is filled in about an organisation: itself, its own values, cost centres, addresses, contacts."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.administration.forms.base import (
    Tidy,
    VersionedForm,
    domains,
    email,
    gln,
    in_order,
    org_number,
    peppol,
    phone,
    postal_code,
)
from app.fields import DayField, LineText, LongText, WholeNumberField
from app.identity.models import CONTACT_KINDS
from app.words import say

ORGANISATION_KINDS = ("company", "municipality", "federation")


def _must(key: str) -> InputRequired:
    return InputRequired(say(f"administration.form.{key}"))


def _at_most(count: int) -> Length:
    return Length(max=count, message=say("administration.form.long", count=count))


class OrganisationForm(VersionedForm):
    """An organisation's names, numbers and addresses."""

    name = LineText(say("administration.field.name"), [_must("name"), _at_most(120)])
    short_name = LineText(
        say("administration.field.short_name"), [_must("name"), _at_most(60)],
        description=say("administration.form.short_name"),
    )  # fmt: skip
    org_number = LineText(
        say("administration.field.org_number"),
        [_must("org_number"), Tidy(org_number, "administration.form.org_number_wrong")],
        description=say("administration.form.org_number_hint"),
    )
    payer_id = SelectField(say("administration.field.payer_id"), coerce=int)
    domains = LongText(
        say("administration.field.domains"), [_must("domains")], description=say("administration.form.domains_hint")
    )
    gln = LineText(
        say("administration.field.gln"), [Optional(), Tidy(gln, "administration.form.gln_wrong")],
        description=say("administration.form.gln_hint"),
    )  # fmt: skip
    peppol_id = LineText(
        say("administration.field.peppol_id"), [Optional(), Tidy(peppol, "administration.form.peppol_wrong")],
        description=say("administration.form.peppol_hint"),
    )  # fmt: skip
    invoice_address = LongText(
        say("administration.field.invoice_address"), [Optional(), _at_most(300)],
        description=say("administration.form.invoice_address_hint"),
    )  # fmt: skip

    def validate_domains(self, field: LongText) -> None:
        """Every line must be a domain."""
        try:
            self.domain_list = domains(field.data or "")
        except ValueError as wrong:
            raise ValidationError(say("administration.form.domain_wrong", text=str(wrong))) from None
        if not self.domain_list:
            raise ValidationError(say("administration.form.domains"))


class NewOrganisationForm(OrganisationForm):
    """A new organisation: what it is, and everything else of an organisation."""

    kind = RadioField(
        say("administration.field.organisation_kind"), [_must("organisation_kind")], default="company",
        choices=[SelectChoice(each, say(f"administration.kind.{each}")) for each in ORGANISATION_KINDS],
    )  # fmt: skip
    order = ("kind", "name", "short_name", "org_number", "payer_id", "domains", "gln", "peppol_id", "invoice_address")


class CostCentreForm(VersionedForm):
    """A cost centre: its codes, name and days."""

    code = LineText(say("administration.field.code"), [_must("code"), _at_most(20)])
    activity = LineText(
        say("administration.field.activity"), [_at_most(20)], description=say("administration.form.activity_hint")
    )
    name = LineText(say("administration.field.name"), [_must("name"), _at_most(120)])
    valid_from = DayField(say("administration.field.valid_from"), [_must("day")])
    valid_to = DayField(
        say("administration.field.valid_to"), [Optional()], description=say("administration.form.valid_to_hint")
    )

    def validate_valid_to(self, field: DayField) -> None:
        """The last day is not before the first."""
        in_order(self.valid_from, field)


class WorkplaceForm(VersionedForm):
    """An address where things are delivered."""

    name = LineText(
        say("administration.field.place"), [_must("place"), _at_most(120)],
        description=say("administration.form.place_hint"),
    )  # fmt: skip
    street = LineText(say("administration.field.street"), [_must("street"), _at_most(120)])
    postal_code = LineText(
        say("administration.field.postal_code"),
        [_must("postal_code"), Tidy(postal_code, "administration.form.postal_code_wrong")],
    )
    town = LineText(say("administration.field.town"), [_must("town"), _at_most(60)])
    notes = LongText(
        say("administration.field.notes"), [Optional(), _at_most(300)],
        description=say("administration.form.notes_hint"),
    )  # fmt: skip


class ContactForm(VersionedForm):
    """Whom to turn to in a matter."""

    kind = SelectField(
        say("administration.field.kind"),
        choices=[SelectChoice(kind, say(f"administration.contact.{kind}.title")) for kind in CONTACT_KINDS],
    )
    person = LineText(
        say("administration.field.person"), [Optional(), _at_most(240)],
        description=say("administration.form.contact_person_hint"),
    )  # fmt: skip
    name = LineText(
        say("administration.field.contact_name"), [Optional(), _at_most(120)],
        description=say("administration.form.contact_name_hint"),
    )  # fmt: skip
    email = LineText(
        say("administration.field.email"), [Optional(), _at_most(160), Tidy(email, "administration.form.email_wrong")]
    )
    phone = LineText(say("administration.field.phone"), [Optional(), Tidy(phone, "administration.form.phone_wrong")])
    text = LongText(
        say("administration.field.text"), [_at_most(1000)],
        description=say("administration.form.contact_text_hint"),
    )  # fmt: skip
    valid_from = DayField(say("administration.field.valid_from"), [_must("day")])
    valid_to = DayField(
        say("administration.field.valid_to"), [Optional()], description=say("administration.form.valid_to_hint")
    )

    def validate_valid_to(self, field: DayField) -> None:
        """The last day is not before the first."""
        in_order(self.valid_from, field)

    def validate_text(self, field: LongText) -> None:
        """Somebody or something must be named."""
        if not (field.data or self.name.data or self.person.data):
            raise ValidationError(say("administration.form.contact_empty"))


class SettingForm(Form):
    """An organisation's own value of a setting, or the default; `seen` is the last decision that was shown."""

    seen = WholeNumberField()
    own = RadioField(say("administration.field.own"), validators=[_must("own")])
    value = LineText(say("administration.field.value"), [Optional(), _at_most(200)])
    holds_from = DayField(say("administration.field.holds_from"), [Optional()])
    reason = LineText(say("administration.setting.reason"), [Optional(), _at_most(500)])


def labels(field: Any) -> dict[str, str]:
    """The words of a field's choices by value."""
    found: dict[str, str] = {}
    for choice in getattr(field, "choices", None) or ():
        found[str(choice.value)] = str(choice.label)
    return found
