"""What partners fill in about what they send, and IT about what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wtforms import FileField, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.delivery.actions.matching import Known
from app.delivery.actions.reading import COLUMNS, Sent, Where
from app.delivery.actions.work import registers
from app.fields import AmountField, DayField, LineText, LongText, WholeNumberField, whole_number
from app.refusal import Refused
from app.words import say

KINDS = ("dispatch", "answer")
ANSWERS = ("promised", "later", "instead", "no")
MOST_UNITS = 99
LONGEST_UNITS = 10_000
BETWEEN = re.compile(r"[\s;,\t]+")


class FileForm(Form):
    """A partner's file: what it is, whose it is when IT sends it in, and names of columns that cannot be guessed."""

    kind = RadioField(
        say("parcels.form.kind"), choices=[SelectChoice(kind, say(f"parcels.kind.{kind}")) for kind in KINDS],
        default=KINDS[0], name="sort",
    )  # fmt: skip
    supplier = SelectField(say("parcels.form.supplier"), coerce=int, name="leverantor")
    file = FileField(say("parcels.form.file"), name="fil")
    reference = LineText(
        say("parcels.form.reference"), [Optional(), Length(max=80)], description=say("parcels.form.reference_hint"),
        name="nummer",
    )  # fmt: skip

    @staticmethod
    def columns(sent: Mapping[str, str], kind: str) -> dict[str, str]:
        """The headings that were typed, by column."""
        return {name: sent.get(f"kolumn-{name}", "").strip()[:100] for name in COLUMNS[kind]}


class SendingForm(Form):
    """A dispatch note as the partner types it; its lines are fields of their own."""

    number = LineText(
        say("parcels.form.number"),
        [InputRequired(say("parcels.form.number_missing")), Length(max=60, message=say("delivery.form.note_long"))],
        name="foljesedel",
    )
    tracking = LineText(say("parcels.form.tracking"), [Optional(), Length(max=80)], name="kolli")


def counted(text: str, known: Known) -> Iterator[Sent]:
    """What a typed number of a line means; raises Refused for what is no number."""
    if not text.strip():
        return
    try:
        quantity = whole_number(text)
    except ValueError:
        column = say("parcels.column.quantity")
        raise Refused("parcels.fault.number", value=text[:20], column=column) from None
    if quantity:
        yield Sent(_where(known, known.line.name), quantity)


def read_units_text(text: str, known: Known) -> Iterator[Sent]:
    """The units that were typed or scanned, one a line: serial number, and IMEIs after it; raises Refused."""
    rows = [row for row in text[:LONGEST_UNITS].splitlines() if row.strip()]
    for number, row in enumerate(rows[: MOST_UNITS + 1], start=1):
        parts = [part for part in BETWEEN.split(row.strip()) if part]
        if len(parts) > 3:
            raise Refused("parcels.refused.imei_line", text=row[:40])
        serial, imei, imei2 = (*parts, "", "")[:3]
        place = say("parcels.place.typed", row=number, name=known.line.name)
        yield Sent(_where(known, place), 1, serial, imei, imei2)


def _where(known: Known, place: str) -> Where:
    return Where(known.partner_order.number, known.row.position, place=place)


def lines_typed(sent: Mapping[str, str], lines: Sequence[Known]) -> list[Sent]:
    """Everything that was typed about the lines; raises Refused for what cannot be read."""
    rows: list[Sent] = []
    for known in lines:
        text = sent.get(f"rad-{known.row.position}", "")
        rows += read_units_text(text, known) if registers(known.line) else counted(text, known)
    return rows


class AnswerForm(Form):
    """What the partner says of one line."""

    said = RadioField(
        say("parcels.form.said"), choices=[SelectChoice(one, say(f"parcels.form.said_{one}")) for one in ANSWERS],
        default="promised", name="besked",
    )  # fmt: skip
    day = DayField(say("parcels.form.day"), name="leveransdag")
    now = WholeNumberField(say("parcels.form.now"), least=0, most=99, name="antal")
    later_day = DayField(say("parcels.form.later_day"), name="restdag")
    article = LineText(say("parcels.form.new_article"), [Optional(), Length(max=40)], name="artikel")
    name_ = LineText(say("parcels.form.new_name"), [Optional(), Length(max=120)], name="benamning")
    price = AmountField(say("parcels.form.price"), name="pris")


class MessageForm(Form):
    """A question or an answer."""

    text = LongText(
        say("parcels.form.question"),
        [InputRequired(say("parcels.form.message_missing")), Length(max=2000)],
        name="text",
    )


class HowForm(Form):
    """How something was dealt with."""

    text = LineText(say("parcels.form.how"), [Length(max=500)], name="hur")


class ScanForm(Form):
    """What a scanner read."""

    code = StringField(say("parcels.form.scan"), name="kod")
