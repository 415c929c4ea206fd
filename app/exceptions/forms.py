"""What people fill in about something outside the range."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wtforms import BooleanField, FileField, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.exceptions.actions import Bought, Wanted
from app.fields import AmountField, DayField, LineText, LongText, QuantityField, TicksField
from app.uploads import Accepted, accept
from app.words import say
from catalogue.outside import Class, Way

MOST_LINE, MOST_TEXT, MOST_ORE = 120, 2000, 50_000_000
YES, NO = "ja", "nej"


def needed(key: str) -> InputRequired:
    """A field that must be filled in, with its sentence."""
    return InputRequired(say(f"exceptions.form.{key}_needed"))


def at_most(most: int) -> Length:
    """No longer than this, in words."""
    return Length(max=most, message=say("fields.text_length.long", most=most))


def _words(key: str, words: Sequence[str]) -> list[SelectChoice]:
    return [SelectChoice(word, say(f"exceptions.{key}.{word}")) for word in words]


class LookForm(Form):
    """What somebody looks for before they ask for something else."""

    words = StringField(name="vad")
    step = StringField(name="steg")


class WantForm(Form):
    """What is wanted, why, from whom, for how much, and what it would connect to."""

    token = StringField()
    vad = LineText(say("exceptions.form.what"), [needed("what"), at_most(MOST_LINE)])
    slag = RadioField(say("exceptions.form.class"), [needed("class")], choices=_words("class", tuple(Class)))
    antal = QuantityField(say("exceptions.form.quantity"), default=1)
    pris = AmountField(say("exceptions.form.price"), most=MOST_ORE, description=say("exceptions.form.price_hint"))
    leverantor = LineText(say("exceptions.form.supplier"), [needed("supplier"), at_most(MOST_LINE)])
    skal = LongText(say("exceptions.form.reason"), [needed("reason"), at_most(MOST_TEXT)])
    varfor = LongText(say("exceptions.form.why_not"), [at_most(MOST_TEXT)])
    ansluts = RadioField(
        say("exceptions.form.connects"), [needed("connects")], choices=_words("form", (YES, NO)),
        description=say("exceptions.form.connects_hint"),
    )  # fmt: skip
    hur = TicksField(say("exceptions.form.ways"), choices=_words("way", tuple(Way)))
    personuppgifter = BooleanField(say("exceptions.form.personal"))
    mottagare = SelectField(say("exceptions.form.recipient"), validate_choice=False)
    behovs = DayField(say("exceptions.form.needed_by"))
    offert = FileField(say("exceptions.form.quote"), description=say("exceptions.form.quote_hint"))

    def complete(self, *, suggested: bool) -> bool:
        """Judge every answer, and those that others make necessary; faults stand on the fields, in words."""
        good = bool(self.validate())
        needs: list[tuple[Any, str, bool]] = [
            (self.pris, "price", True), (self.varfor, "why_not", suggested), (self.hur, "ways", self.connects),
        ]  # fmt: skip
        for field, key, is_needed in needs:
            if is_needed and not field.data and not field.errors:
                field.errors, good = [say(f"exceptions.form.{key}_needed")], False
        return good

    @property
    def connects(self) -> bool:
        """Whether it would join the network or anything else that IT runs."""
        return bool(self.ansluts.data == YES)

    def quote(self) -> Accepted | None:
        """The quote that was sent along, judged; raises Refused in words."""
        file = self.offert.data
        return accept(file.read(), file.filename) if getattr(file, "filename", "") else None

    def wanted(self, folder: Path, suggested: Sequence[int]) -> Wanted:
        """What is asked for; raises Refused for a file that cannot be kept."""
        chosen = self.mottagare.data or ""
        return Wanted(
            token=(self.token.data or "")[:40], what=self.vad.data or "", device_class=self.slag.data,
            quantity=self.antal.data or 1, unit_price=self.pris.data or 0, supplier=self.leverantor.data or "",
            reason=self.skal.data or "", why_not=self.varfor.data or "", connects=self.connects, folder=folder,
            ways=list(self.hur.data or []) if self.connects else [], suggested=suggested,
            personal_data=bool(self.personuppgifter.data), needed_by=self.behovs.data,
            recipient_id=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None,
            quote=self.quote(),
        )  # fmt: skip


class BoughtForm(Form):
    """That an approved thing has been bought."""

    dag = DayField(say("exceptions.form.bought_on"), [needed("bought_on")])
    pris = AmountField(say("exceptions.form.paid"), most=MOST_ORE)
    referens = LineText(
        say("exceptions.form.reference"), [needed("reference"), at_most(60)],
        description=say("exceptions.form.reference_hint"),
    )  # fmt: skip

    def bought(self) -> Bought | None:
        """When and for how much; None, with the faults on the fields, when something is missing."""
        good = self.validate()
        if not self.pris.data and not self.pris.errors:
            self.pris.errors, good = [say("exceptions.form.price_needed")], False
        if not good or self.dag.data is None or self.pris.data is None:
            return None
        return Bought(on=self.dag.data, unit_price=self.pris.data, reference=self.referens.data or "")
