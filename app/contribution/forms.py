"""What the economist fills in about budgets and contributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.contribution.actions.lines import Facts
from app.contribution.models import BudgetLine
from app.fields import AmountField, DayField, LineText, WholeNumberField
from app.words import say
from catalogue.contribution import CATEGORIES, MEMBERS_OWN, Category, Reason, Section

# A whole cooperation's budget fits, and a slip of the keyboard does not.
MOST = 100_000_000_000
MOST_MONTHS = 600
Members = Sequence[tuple[int, str, str]]


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class _Asking(Form):
    """A form whose needed fields say themselves that they are empty."""

    needed: tuple[str, ...] = ()

    def complete(self) -> bool:
        """Whether it is filled in as it must be; faults stand on the fields."""
        sound: bool = self.validate()
        for name in self.needed:
            field = self[name]
            if field.data in (None, "") and not field.errors:
                field.errors = [say("contribution.form.missing", label=field.label.text)]
                sound = False
        return sound


class YearForm(_Asking):
    """The year to begin, and its internal interest."""

    needed = ("ar", "ranta")
    ar = WholeNumberField(say("contribution.form.year"), least=2014, most=2100)
    ranta = AmountField(say("contribution.form.interest"), most=10_000, description=say("contribution.form.per_cent"))


class KeyForm(_Asking):
    """The day to count inhabitants by, and the internal interest."""

    needed = ("dag", "ranta")
    dag = DayField(say("contribution.form.day"))
    ranta = AmountField(say("contribution.form.interest"), most=10_000, description=say("contribution.form.per_cent"))


class LineForm(_Asking):
    """A line of a section: what for, whose, how much; for shared investments also how long they are depreciated."""

    needed: tuple[str, ...] = ("typ", "belopp")
    typ = SelectField(say("contribution.form.category"), validate_choice=False)
    kommun = SelectField(say("contribution.form.member"), coerce=int, validate_choice=False)
    belopp = AmountField(say("contribution.form.amount"), most=MOST)
    avdrag = BooleanField(say("contribution.form.deduction"))
    manader = WholeNumberField(say("contribution.form.months"), least=1, most=MOST_MONTHS)
    fran = DayField(say("contribution.form.in_use"))
    text = LineText(say("contribution.form.note"), [_most(200)])

    def __init__(self, section: Section, members: Members, *args: Any, line: BudgetLine | None = None) -> None:
        super().__init__(*args, data=_known(line) if line else None)
        self.section = section
        self.typ.choices = [SelectChoice(key.value, say(f"contribution.category.{key}")) for key in CATEGORIES[section]]
        self.kommun.choices = [SelectChoice(member_id, name) for member_id, _key, name in members]
        for name in self._without():
            del self[name]
        if section is Section.SHARED_INVESTMENT:
            self.needed = (*self.needed, "manader", "fran")

    def _without(self) -> list[str]:
        without = [] if self.section in MEMBERS_OWN else ["kommun"]
        without += [] if self.section is Section.ADJUSTMENT else ["avdrag"]
        return without + ([] if self.section is Section.SHARED_INVESTMENT else ["manader", "fran"])

    def facts(self) -> Facts:
        """What was filled in."""
        values = {name: field.data for name, field in self._fields.items()}
        amount = values["belopp"] or 0
        amount = -amount if values.get("avdrag") else amount
        return Facts(
            section=self.section.value, category=values["typ"] or "", amount=amount,
            organisation_id=values.get("kommun"),
            months=values.get("manader"), in_use_on=values.get("fran"), note=values["text"] or "",
        )  # fmt: skip


def _known(line: BudgetLine) -> dict[str, object]:
    return {
        "typ": line.category, "kommun": line.organisation_id, "belopp": abs(line.amount), "manader": line.months,
        "avdrag": line.amount < 0 and line.category != Category.INCOME, "fran": line.in_use_on, "text": line.note,
    }  # fmt: skip


class PopulationForm(_Asking):
    """Inhabitants of a day, a field for each member, and where the figures are from."""

    needed: tuple[str, ...] = ("dag", "kalla")
    dag = DayField(say("contribution.form.day"))
    kalla = LineText(say("contribution.form.source"), [_most(200)], description=say("contribution.form.source_hint"))

    @staticmethod
    def of(members: Members, *args: Any, known: Mapping[str, object] | None = None) -> PopulationForm:
        """The form with a field for each member."""
        fields = {f"antal-{key}": WholeNumberField(name, least=1, most=10**7) for _id, key, name in members}
        made = type("PopulationForm", (PopulationForm,), fields)(*args, data=known)
        made.needed = ("dag", *fields, "kalla")
        return made  # type: ignore[no-any-return]  # made by type()

    def counts(self, members: Members) -> dict[int, int]:
        """Inhabitants by member."""
        return {member_id: self[f"antal-{key}"].data or 0 for member_id, key, _name in members}

    def figures(self) -> list[Field]:
        """The fields of the members."""
        return [field for field in self if field.name.startswith("antal-")]


class StepForm(Form):
    """The next state, and what is to be remembered of the step."""

    till = StringField()
    anteckning = LineText(say("contribution.form.step_note"), [_most(300)])


class DecisionForm(_Asking):
    """A council's decision."""

    needed = ("fullmaktige", "dag", "beteckning")
    fullmaktige = LineText(say("contribution.form.council"), [_most(120)])
    dag = DayField(say("contribution.form.decided"))
    beteckning = LineText(
        say("contribution.form.reference"), [_most(120)], description=say("contribution.form.reference_hint")
    )
    anteckning = LineText(say("contribution.form.note"), [_most(300)])


class ReasonForm(Form):
    """Why."""

    skal = LineText(say("contribution.form.why"), [_most(300)])


class AmendForm(_Asking):
    """Why a contribution is changed, whose, and by how much."""

    needed = ("skal", "text", "belopp")
    skal = SelectField(
        say("contribution.form.reason"), validate_choice=False,
        choices=[SelectChoice(reason.value, say(f"contribution.reason.{reason}")) for reason in Reason],
    )  # fmt: skip
    text = LineText(say("contribution.form.on_invoice"), [_most(200)], description=say("contribution.form.on_hint"))
    vem = SelectField(say("contribution.form.whose"), coerce=int, validate_choice=False)
    belopp = AmountField(say("contribution.form.amount"), most=MOST)
    avdrag = BooleanField(say("contribution.form.deduction"))

    def __init__(self, members: Members, *args: Any) -> None:
        super().__init__(*args)
        everybody = SelectChoice(0, say("contribution.form.all"))
        self.vem.choices = [everybody, *(SelectChoice(row[0], row[2]) for row in members)]

    def amount(self) -> int:
        """The change with its sign, öre."""
        typed: int = self.belopp.data or 0
        return -typed if self.avdrag.data else typed


class ResultForm(_Asking):
    """What the books say of a year."""

    needed = ("resultat", "belopp", "verifikat")
    resultat = RadioField(
        say("contribution.form.result"), validate_choice=False,
        choices=[SelectChoice(key, say(f"contribution.form.{key}")) for key in ("surplus", "deficit")],
    )  # fmt: skip
    belopp = AmountField(say("contribution.form.result_amount"), most=MOST)
    verifikat = LineText(say("contribution.form.books"), [_most(120)], description=say("contribution.form.books_hint"))

    def shared(self) -> int:
        """The shared result, öre: a surplus above zero."""
        typed: int = self.belopp.data or 0
        return -typed if self.resultat.data == "deficit" else typed
