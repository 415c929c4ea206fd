"""What IT fills in about exceptions."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from app.consultations.actions import Advice
from app.devices.actions import Numbers, imei_number, serial_number
from app.fields import AmountField, DayField, LineText, LongText, ScannedText, TicksField, WholeNumberField
from app.findings.actions import Cost, Decided, Found, Said
from app.refusal import Refused
from app.words import say
from catalogue.cases import IT_QUEUES
from catalogue.components import load
from catalogue.outside import Class, Sanction
from catalogue.terms import CONSULTED, Queue

OUTCOMES = ("ja", "nej", "budget")
MOST_TEXT = 1000


def at_most(most: int) -> Length:
    """No longer than this, in words."""
    return Length(max=most, message=say("fields.text_length.long", most=most))


def needed(key: str) -> InputRequired:
    """A field that must be filled in, with its sentence."""
    return InputRequired(say(f"findings.form.{key}_needed"))


class AnswerForm(Form):
    """IT's answer to a request, with its terms."""

    beslut = RadioField(
        say("findings.form.outcome"), [AnyOf(OUTCOMES, message=say("findings.form.outcome_needed"))],
        choices=[SelectChoice(word, say(f"findings.outcome.{word}")) for word in OUTCOMES], validate_choice=False,
    )  # fmt: skip
    villkor = LongText(say("findings.form.conditions"), [at_most(MOST_TEXT)])
    galler = DayField(say("findings.form.expires_on"))
    oversyn = DayField(say("findings.form.review_on"))
    alternativ = SelectField(say("findings.form.alternative"), validate_choice=False)
    budgetar = WholeNumberField(say("findings.form.budget_year"), least=2026, most=2100)
    motivering = LongText(say("findings.form.reason"), [at_most(500)])

    def said(self) -> Said:
        """The answer as it was filled in."""
        chosen = self.alternativ.data or ""
        return Said(
            outcome=self.beslut.data or "", reason=self.motivering.data or "", conditions=self.villkor.data or "",
            expires_on=self.galler.data, review_on=self.oversyn.data, alternative=chosen[:10],
            budget_year=self.budgetar.data,
        )  # fmt: skip


class QuestionForm(Form):
    """An answer to one question to IT."""

    fraga = WholeNumberField()
    utfall = StringField()
    svar = LongText(say("findings.form.answer"), [at_most(MOST_TEXT)])


class AdviceForm(Form):
    """What IT asks another of its groups about; every component of the infrastructure may be named (R-017)."""

    amne = SelectField(
        say("consultations.form.topic"), validate_choice=False,
        choices=[SelectChoice(topic.value, say(f"approvals.topic.{topic}")) for topic in CONSULTED],
    )  # fmt: skip
    till = SelectField(
        say("consultations.form.queue"), validate_choice=False, default=Queue.IT_INFRASTRUCTURE.value,
        choices=[SelectChoice(queue.value, say(f"cases.queue.{queue}")) for queue in IT_QUEUES],
    )  # fmt: skip
    delar = TicksField(
        say("consultations.form.components"), validate_choice=False,
        choices=[SelectChoice(key, part.name) for key, part in load().items()],
    )  # fmt: skip
    undran = LongText(say("consultations.form.wish"), [at_most(MOST_TEXT)])

    def advice(self) -> Advice:
        """The question as it was filled in."""
        return Advice(
            topic=self.amne.data or "", queue=self.till.data or "", wish=self.undran.data or "",
            components=self.delar.data or (),
        )  # fmt: skip


class NumbersForm(Form):
    """Serial numbers, one on each line, each with an IMEI after it where it has one."""

    nummer = LongText(say("findings.form.numbers"), [at_most(4000)], description=say("findings.form.numbers_hint"))

    def numbers(self) -> list[Numbers]:
        """The numbers as they are kept; raises Refused in words for the first that cannot be."""
        rows = [line.split() for line in (self.nummer.data or "").splitlines() if line.strip()]
        if not rows:
            raise Refused("devices.serial.missing")
        return [Numbers(serial_number(row[0]), imei_number("".join(row[1:]))) for row in rows]


class ReviewForm(Form):
    """What IT saw when it looked again, and when next."""

    anteckning = LongText(say("findings.form.note"), [at_most(MOST_TEXT)])
    nasta = DayField(say("findings.form.again_on"))


class FoundForm(Form):
    """What somebody of IT found: a device of the register, or something that is not there."""

    token = StringField()
    markning = ScannedText(say("findings.form.tag"), [at_most(200)], description=say("findings.form.tag_hint"))
    vad = LineText(say("findings.form.what"), [at_most(120)])
    slag = RadioField(
        say("exceptions.form.class"), [AnyOf(tuple(Class))], default=Class.COMPUTER.value, validate_choice=False,
        choices=[SelectChoice(word.value, say(f"exceptions.class.{word}")) for word in Class],
    )  # fmt: skip
    serienummer = LineText(say("findings.form.serial"), [at_most(60)])
    organisation = SelectField(say("findings.form.organisation"), validate_choice=False)
    innehavare = LineText(say("findings.form.holder"), [at_most(160)], description=say("findings.form.holder_hint"))
    leverantor = LineText(say("exceptions.form.supplier"), [at_most(120)])
    pris = AmountField(say("findings.form.price"), most=50_000_000)
    plats = LineText(say("findings.form.where"), [at_most(160), needed("where")])
    beskrivning = LongText(say("findings.form.description"), [at_most(2000), needed("description")])

    def found(self) -> Found:
        """What was found, as it was filled in."""
        place = self.organisation.data or ""
        return Found(
            token=(self.token.data or "")[:40], found_where=self.plats.data or "",
            description=self.beskrivning.data or "", tag=self.markning.data or "", what=self.vad.data or "",
            device_class=self.slag.data, serial=(self.serienummer.data or "").upper(),
            supplier=self.leverantor.data or "", price=self.pris.data,
            organisation_id=int(place) if place.isascii() and place.isdigit() and len(place) < 10 else 0,
            holder=self.innehavare.data or "",
        )  # fmt: skip


class AssessForm(Form):
    """What it is and what it could mean; the serial number of a device that the register does not know."""

    bedomning = LongText(say("findings.form.assessment"), [at_most(2000)])
    serienummer = LineText(say("findings.form.serial"), [at_most(60)])


class DecideForm(Form):
    """Which sanctions, or an approval afterwards, and why."""

    pafoljd = TicksField(
        say("findings.form.sanctions"), validate_choice=False,
        choices=[SelectChoice(sort.value, say(f"findings.sanction.{sort}")) for sort in Sanction],
    )  # fmt: skip
    ersattare = SelectField(say("findings.form.replacement"), validate_choice=False)
    skal = LongText(say("findings.form.why"), [at_most(2000)])

    def decided(self) -> Decided:
        """What is decided, as it was filled in."""
        item = self.ersattare.data or ""
        chosen = int(item) if item.isascii() and item.isdigit() and len(item) < 10 else None
        return Decided(sorts=list(self.pafoljd.data or []), reason=self.skal.data or "", item_id=chosen)


class CostForm(Form):
    """An extra cost that the unit bears."""

    token = StringField()
    belopp = AmountField(say("findings.form.amount"), most=50_000_000)
    avser = LineText(say("findings.form.cost_text"), [at_most(200)], description=say("findings.form.cost_hint"))
    dag = DayField(say("findings.form.day"))

    def cost(self) -> Cost | None:
        """The cost; None, with the faults on the fields, when something is missing."""
        good = self.validate()
        needs: list[tuple[Any, str]] = [(self.belopp, "amount"), (self.avser, "cost_text"), (self.dag, "day")]
        for field, key in needs:
            if not field.data and not field.errors:
                field.errors, good = [say(f"findings.form.{key}_needed")], False
        if not good or self.belopp.data is None or self.dag.data is None:
            return None
        token = (self.token.data or "")[:40]
        return Cost(token=token, amount=self.belopp.data, text=self.avser.data or "", on=self.dag.data)


class AppealForm(Form):
    """The chef's objection, or the answer to it with what is lifted."""

    text = LongText(say("findings.form.appeal"), [at_most(2000)])
    havs = TicksField(say("findings.form.lifted"), validate_choice=False, choices=[])
