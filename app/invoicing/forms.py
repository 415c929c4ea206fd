"""What people fill in about invoices. Figures of an invoice are never read from a form, but for what is credited."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.fields import LineText, LongText, WholeNumberField, clean, ore_of, whole_number
from app.invoicing.models import State
from app.invoicing.models.parties import ACCOUNTS, SCHEMES, WAYS
from app.invoicing.queries.listing import Filter
from app.words import say
from catalogue.identifiers import IDENTIFIERS, bare
from catalogue.invoices import Category, Kind

LONGEST = 100
MOST_DAYS = 90
RATES = (("S-2500", 2500), ("S-1200", 1200), ("S-600", 600), ("E-0", 0), ("Z-0", 0), ("O-0", 0))


def _word(key: str) -> str:
    return say(f"invoicing.form.{key}")


def _needed(key: str, most: int) -> list[Any]:
    return [InputRequired(_word(f"needed.{key}")), Length(max=most, message=say("fields.text_length.long", most=most))]


def _at_most(most: int) -> list[Any]:
    return [Optional(), Length(max=most, message=say("fields.text_length.long", most=most))]


class NumberText(LineText):
    """A number of a company or an account: stripped of blanks and hyphens, its check digit tested."""

    def __init__(self, label: str, kind: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.kind = kind

    def pre_validate(self, form: object) -> None:
        """Strip it, and say what is wrong with it."""
        super().pre_validate(form)
        self.data = bare(self.data or "")
        if self.data and not IDENTIFIERS[self.kind](self.data):
            raise ValidationError(_word(f"wrong.{self.kind}"))


class PartyForm(Form):
    """What issuer and customers have in common."""

    name = LineText(_word("name"), _needed("name", 120), name="namn")
    org_number = NumberText(
        _word("org_number"), "org_number", validators=_needed("org_number", 20), name="organisationsnummer"
    )
    vat_number = NumberText(_word("vat_number"), "vat_number", validators=[Optional()], name="momsnummer")
    street = LineText(_word("street"), _needed("street", 120), name="gata")
    postal_code = LineText(_word("postal_code"), _needed("postal_code", 10), name="postnummer")
    town = LineText(_word("town"), _needed("town", 60), name="ort")
    scheme = SelectField(
        _word("scheme"), choices=[SelectChoice(key, _word(f"scheme_{key}")) for key in SCHEMES], name="adresstyp"
    )  # fmt: skip
    gln = NumberText(_word("gln"), "gln", validators=[Optional()], name="gln")

    def validate_vat_number(self, field: NumberText) -> None:
        """It belongs to the organisation number."""
        if field.data and self.org_number.data and field.data != f"SE{self.org_number.data}01":
            raise ValidationError(_word("wrong.vat_of"))

    def validate_scheme(self, field: SelectField) -> None:
        """A GLN as address needs the GLN."""
        if field.data == "0088" and not self.gln.data and not self.gln.errors:
            self.gln.errors = [_word("needed.gln")]
            raise ValidationError(_word("needed.gln"))

    def common(self) -> dict[str, Any]:
        """The values as columns."""
        names = ("name", "org_number", "vat_number", "street", "postal_code", "town", "scheme")
        values = {name: self[name].data or "" for name in names}
        return values | {"endpoint": self.gln.data if self.scheme.data == "0088" else self.org_number.data}


class CustomerForm(PartyForm):
    """A customer's details."""

    reference = LineText(_word("reference"), _needed("reference", 60), name="referens")
    seen = WholeNumberField(name="version")

    def values(self) -> dict[str, Any]:
        """The values as columns."""
        return self.common() | {"reference": self.reference.data}


def _treatments() -> list[SelectChoice]:
    return [SelectChoice(key, _word(f"treatment_{key}")) for key, _rate in RATES]


class IssuerForm(PartyForm):
    """Who invoices, how it is paid and how each kind is taxed."""

    f_tax = BooleanField(_word("f_tax"), name="fskatt")
    seat = LineText(_word("seat"), _at_most(60), name="sate")
    payment_kind = SelectField(
        _word("payment_kind"),
        choices=[SelectChoice(key, say(f"invoicing.paper.account.{key}")) for key in ACCOUNTS],
        name="konto",
    )
    account = LineText(_word("account"), _needed("account", 40), name="kontonummer")
    bic = NumberText(_word("bic"), "bic", validators=[Optional()], name="bic")
    days = WholeNumberField(
        _word("days"), most=MOST_DAYS, validators=[InputRequired(_word("needed.days"))], name="dagar"
    )
    whole_kronor = BooleanField(_word("whole_kronor"), name="avrundning")
    way = SelectField(_word("way"), choices=[SelectChoice(key, _word(f"way_{key}")) for key in WAYS], name="leverans")
    contact = LineText(_word("contact"), _at_most(120), name="kontakt")
    phone = LineText(_word("phone"), _at_most(40), name="telefon")
    email = LineText(_word("email"), _at_most(120), name="epost")
    goods = SelectField(_word("goods"), choices=_treatments(), name="moms-goods")
    licence = SelectField(_word("licence"), choices=_treatments(), name="moms-licence")
    contribution = SelectField(_word("contribution"), choices=_treatments(), name="moms-contribution")
    why = LineText(_word("why"), _at_most(200)[1:], name="momsskal")

    def validate_account(self, field: LineText) -> None:
        """Its check digit holds."""
        field.data = bare(field.data or "")
        kind = self.payment_kind.data
        if kind in ACCOUNTS and not IDENTIFIERS[kind](field.data):
            raise ValidationError(_word(f"wrong.{kind}"))

    def validate_payment_kind(self, field: SelectField) -> None:
        """An IBAN needs the bank's code."""
        if field.data == "iban" and not self.bic.data:
            self.bic.errors = [_word("needed.bic")]
            raise ValidationError(_word("needed.bic"))

    def validate_why(self, field: LineText) -> None:
        """Where no VAT is taken, why."""
        untaxed = any(str(self[kind.value].data).startswith(("E", "O")) for kind in Kind)
        if untaxed and not field.data:
            raise ValidationError(_word("needed.why"))

    def values(self) -> dict[str, Any]:
        """The values as columns."""
        names = ("f_tax", "seat", "payment_kind", "account", "days", "whole_kronor", "way", "contact", "phone", "email")
        values = {name: self[name].data for name in names}
        return self.common() | values | {"bic": self.bic.data or "", "treatments": self._taxed()}

    def _taxed(self) -> dict[str, Any]:
        rates = dict(RATES)
        chosen = {kind.value: str(self[kind.value].data) for kind in Kind}
        return {
            kind: {"category": key[0], "rate": rates[key], "reason": self.why.data if key[0] in "EO" else ""}
            for kind, key in chosen.items()
        }


class CreditForm(Form):
    """Why, and how much of each line; all of it when no amount is given."""

    reason = LongText(
        _word("reason"), [InputRequired(_word("needed.reason")), Length(max=500)], name="skal"
    )  # fmt: skip
    token = HiddenField(name="nyckel", validators=[Length(max=40)])

    def amounts(self, lines: Mapping[int, int], typed: Callable[[str], str | None]) -> Mapping[int, int] | None:
        """The amounts by line, signed as the line (`lines`: line id to what is left); None for all of everything.

        Raises ValidationError in words for what is no amount.
        """
        found = {line: (typed(f"belopp-{line}") or "").strip() for line in lines}
        if not any(found.values()):
            return None
        try:
            return {line: ore_of(text) * (-1 if lines[line] < 0 else 1) for line, text in found.items() if text}
        except ValueError:
            raise ValidationError(say("fields.amount.form")) from None


class MoveForm(Form):
    """What the access point said about a document that did not arrive."""

    message = LineText(_word("message"), _at_most(300), name="meddelande")


class FilterForm(Form):
    """What the list is asked for; what cannot be is left out, so that a link always opens."""

    text = StringField(name="q")
    state = StringField(name="lage")
    kind = StringField(name="slag")
    organisation = StringField(name="organisation")
    run = StringField(name="korning")
    before = StringField(name="fore")

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        state, kind = self.state.data or "", self.kind.data or ""
        return Filter(
            text=_plain(self.text.data),
            state=state if state in set(State) else "",
            kind=kind if kind in set(Kind) else "",
            organisation=_plain(self.organisation.data),
            run_id=_number(self.run.data),
            before=_number(self.before.data),
        )


def treatment_key(category: str, rate: int) -> str:
    """How a treatment is called in the form."""
    return f"{Category(category).value}-{rate}"


def _number(text: str | None) -> int:
    with contextlib.suppress(ValueError):
        return whole_number(text or "")
    return 0


def _plain(text: str | None) -> str:
    try:
        return clean((text or "")[:LONGEST], lines=False)
    except ValidationError:
        return ""
