"""What is filled in about suppliers' invoices."""

from __future__ import annotations

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.fields import AmountField, DayField, LineText, LongText, WholeNumberField
from app.invoicing.models.supplier import CREDIT_NOTE, INVOICE, PAID, REJECTED
from app.words import say


class CloseForm(Form):
    """How and why an invoice that deviates is closed."""

    outcome = RadioField(
        say("supplier_invoices.form.outcome"),
        [InputRequired(say("supplier_invoices.form.outcome_missing"))],
        choices=[SelectChoice(word, say(f"supplier_invoices.closed_as.{word}")) for word in (PAID, REJECTED)],
        name="utfall",
    )
    reason = LongText(
        say("supplier_invoices.form.reason"),
        [InputRequired(say("supplier_invoices.refused.reason")), Length(max=500)],
        name="skal",
    )


class CreditForm(Form):
    """Words to the supplier beside what the shop says itself."""

    text = LongText(say("supplier_invoices.form.text"), [Optional(), Length(max=1000)], name="meddelande")


class PointForm(Form):
    """Which line of which order an invoice line is for."""

    order = LineText(
        say("supplier_invoices.form.order"),
        [InputRequired(say("supplier_invoices.form.order_missing")), Length(max=20)],
        name="bestallning",
    )
    line = WholeNumberField(say("supplier_invoices.form.line"), least=1, most=999, name="orderrad")


class TypedForm(Form):
    """An invoice on paper, typed by hand; its lines are those of the order."""

    kind = RadioField(
        say("supplier_invoices.form.kind"),
        choices=[SelectChoice(kind, say(f"supplier_invoices.kind.{kind}")) for kind in (INVOICE, CREDIT_NOTE)],
        default=INVOICE,
        name="slag",
    )
    document = LineText(
        say("supplier_invoices.form.document"),
        [InputRequired(say("supplier_invoices.form.document_missing")), Length(max=80)],
        name="nummer",
    )
    issued = DayField(
        say("supplier_invoices.form.issued"),
        validators=[InputRequired(say("supplier_invoices.form.issued_missing"))],
        name="datum",
    )
    due = DayField(say("supplier_invoices.form.due"), validators=[Optional()], name="forfaller")
    reference = LineText(say("supplier_invoices.form.reference"), [Length(max=120)], name="referens")
    corrects = LineText(say("supplier_invoices.form.corrects"), [Optional(), Length(max=80)], name="krediterar")
    freight = AmountField(say("supplier_invoices.form.freight"), validators=[Optional()], name="frakt")
    vat = AmountField(
        say("supplier_invoices.form.vat"),
        validators=[InputRequired(say("supplier_invoices.form.vat_missing"))],
        name="moms",
    )
