"""What people fill in about AV."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.av.actions import Agreed, Bought, Wanted
from app.av.models import MOUNTINGS, SUPPORTS
from app.fields import AmountField, DayField, LineText, LongText, WholeNumberField
from app.words import say
from catalogue.terms import Topic

YES, NO, MOST_ORE = "ja", "nej", 100_000_000
TOPICS = (Topic.WIFI, Topic.LICENCE, Topic.APP_DISTRIBUTION, Topic.INFRASTRUCTURE)


def needed(key: str) -> InputRequired:
    """A field that must be filled in, with its sentence."""
    return InputRequired(say(f"av.form.{key}_needed"))


def at_most(most: int) -> Length:
    """No longer than this, in words."""
    return Length(max=most, message=say("fields.text_length.long", most=most))


def _yes_no(topic: Topic) -> RadioField:
    items = [SelectChoice(word, say(f"exceptions.form.{word}")) for word in (NO, YES)]
    return RadioField(say(f"shop.question.{topic}"), [needed("answer")], choices=items)


def _choice(key: str, words: tuple[str, ...]) -> RadioField:
    items = [SelectChoice(word, say(f"av.{key}.{word}")) for word in words]
    return RadioField(say(f"av.form.{key}"), [needed(key)], choices=items)


class BuyForm(Form):
    """A buy from a subcontractor, with the questions to IT, mounting and support (R-057 to R-061)."""

    token = StringField()
    leverantor = SelectField(say("av.form.supplier"), validate_choice=False)
    vad = LineText(say("av.form.what"), [needed("what"), at_most(160)], description=say("av.form.what_hint"))
    pris = AmountField(say("av.form.amount"), most=MOST_ORE)
    skal = LongText(say("av.form.reason"), [needed("reason"), at_most(2000)])
    wifi = _yes_no(Topic.WIFI)
    licence = _yes_no(Topic.LICENCE)
    app_distribution = _yes_no(Topic.APP_DISTRIBUTION)
    infrastructure = _yes_no(Topic.INFRASTRUCTURE)
    montering = _choice("mounting", MOUNTINGS)
    fast = BooleanField(say("av.form.fixed"), description=say("av.form.fixed_hint"))
    support = _choice("support", SUPPORTS)

    def wanted(self) -> Wanted | None:
        """What is to be bought; None, with the faults on the fields, when something is missing."""
        good = self.validate()
        chosen = self.leverantor.data or ""
        supplier = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
        needs: list[tuple[Any, str, object]] = [
            (self.pris, "amount", self.pris.data), (self.leverantor, "supplier", supplier),
        ]  # fmt: skip
        for field, key, data in needs:
            if not data and not field.errors:
                field.errors, good = [say(f"av.form.{key}_needed")], False
        if not good or self.pris.data is None:
            return None
        mounts = self.montering.data == "supplier"
        answers = {topic.value: self[topic.value].data == YES for topic in TOPICS} | {Topic.MOUNTING.value: mounts}
        return Wanted(
            token=(self.token.data or "")[:40], supplier_id=supplier, what=self.vad.data or "", amount=self.pris.data,
            reason=self.skal.data or "", answers=answers, mounting=self.montering.data, fixed=bool(self.fast.data),
            support=self.support.data,
        )  # fmt: skip


class BoughtForm(Form):
    """That it has been bought at the supplier's."""

    dag = DayField(say("exceptions.form.bought_on"), [InputRequired(say("exceptions.form.bought_on_needed"))])
    pris = AmountField(say("av.form.paid"), most=MOST_ORE)
    referens = LineText(
        say("exceptions.form.reference"), [InputRequired(say("exceptions.form.reference_needed")), at_most(60)]
    )

    def bought(self) -> Bought | None:
        """What was bought; None, with the faults on the fields, when something is missing."""
        good = self.validate()
        if not self.pris.data and not self.pris.errors:
            self.pris.errors, good = [say("av.form.amount_needed")], False
        if not good or self.dag.data is None or self.pris.data is None:
            return None
        return Bought(on=self.dag.data, paid=self.pris.data, reference=self.referens.data or "")


class AnswerForm(Form):
    """IT's answer to one question."""

    fraga = WholeNumberField()
    utfall = StringField()
    svar = LongText(say("findings.form.answer"), [at_most(1000)])


class AgreementForm(Form):
    """A support agreement to keep in mind."""

    token = StringField()
    avser = LineText(say("av.form.agreement"), [needed("agreement"), at_most(160)])
    leverantor = LineText(say("av.form.agreed_with"), [needed("agreed_with"), at_most(120)])
    borjar = DayField(say("av.form.starts_on"), [needed("day")])
    slutar = DayField(say("av.form.ends_on"), [needed("day")])

    def agreed(self) -> Agreed | None:
        """The agreement; None, with the faults on the fields, when something is missing."""
        if not self.validate() or self.borjar.data is None or self.slutar.data is None:
            return None
        return Agreed(
            token=(self.token.data or "")[:40], what=self.avser.data or "", supplier=self.leverantor.data or "",
            starts_on=self.borjar.data, ends_on=self.slutar.data,
        )  # fmt: skip
