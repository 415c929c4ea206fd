"""The one front door of the agreement: a wish goes in, a verdict with its reasons comes out.

`judge` is total and deterministic: every wish gets a verdict or a refusal, each with reasons in words and source lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue import money
from catalogue.edition import Edition, Kind
from catalogue.terms import Asked, Channel, Payer, Queue, ReturnRoute, Role, Segment, Topic, WarrantyRoute

Lines = tuple[tuple[int, int], ...]
MONTHS_A_YEAR = 12
BUDGET_LINES: Lines = ((123, 124), (491, 494))
INFRASTRUCTURE_LINES: Lines = ((148, 150),)
MOUNTING_LINES: Lines = ((140, 141),)
OWN_LINES: Lines = ((130, 130), (139, 141))
FREE_PAYERS = frozenset({Payer.SHARED, Payer.INVEST, Payer.MUNI})
SCHOOL = frozenset({Segment.PUPIL, Segment.SCHOOL_STAFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody would like to order. Amounts are öre excluding VAT, the VAT rate basis points.

    `accumulated` is what the same person orders together with it or ordered lately in the same group, so that splitting
    an order does not evade the limit. `answers` holds what was answered about topics; a missing one is unanswered.
    """

    kind: str
    on: dt.date
    segment: str = Segment.STAFF
    organisation: str = ""
    roles: frozenset[str] = frozenset()
    quantity: int = 1
    unit_price: int = 0
    price_period: str = "once"
    vat_rate: int = 2500
    answers: Mapping[str, bool] = field(default_factory=dict)
    accumulated: int = 0
    organisation_settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: the key of its sentence, what fills it in, and the lines it rests on."""

    key: str
    lines: Lines = ()
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Consultation:
    """A topic IT must be asked about; a blocking one needs a yes."""

    topic: Topic
    queue: Queue
    blocking: bool


CONNECTS = Consultation(Topic.INFRASTRUCTURE, Queue.IT_INFRASTRUCTURE, blocking=True)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A reason in words with the source lines it rests on."""

    text: str
    lines: Lines
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the agreement says of one wish; frozen on the order line. Amounts öre, periods months.

    `unit_cost` is what the ordering unit pays for the whole line; `vat` is the VAT on it.
    """

    kind: str
    edition: str
    allowed: bool
    refusal: str | None
    payer: Payer
    channel: Channel
    approvals: tuple[Asked, ...]
    alternatives: tuple[tuple[Asked, ...], ...]
    consultations: tuple[Consultation, ...]
    open_questions: tuple[Topic, ...]
    informs: tuple[str, ...]
    budget_check: bool
    unit_cost: int
    value: int
    vat: int
    price_period: str
    depreciation_months: int | None
    planned_months: int | None
    auto_renewal: bool
    warranty: WarrantyRoute
    returns: ReturnRoute
    queue: Queue | None
    registers_device: bool
    device_class: str | None
    checklist: tuple[str, ...]
    needs_invoice_reference: bool
    reasons: tuple[Reason, ...]
    sources: Lines

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON-safe data."""
        data: dict[str, Any] = {name: _plain(getattr(self, name)) for name in self.__slots__}
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict that `to_dict` wrote; raises KeyError or ValueError for anything else."""
        typed = dict(data)
        typed["payer"], typed["channel"] = Payer(data["payer"]), Channel(data["channel"])
        typed["warranty"], typed["returns"] = WarrantyRoute(data["warranty"]), ReturnRoute(data["returns"])
        typed["queue"] = Queue(data["queue"]) if data["queue"] else None
        typed["approvals"] = tuple(Asked(asked) for asked in data["approvals"])
        # Lines that were frozen before there were alternatives have none.
        typed["alternatives"] = tuple(tuple(map(Asked, group)) for group in data.get("alternatives", ()))
        typed["consultations"] = tuple(
            Consultation(Topic(row["topic"]), Queue(row["queue"]), row["blocking"]) for row in data["consultations"]
        )
        typed["open_questions"] = tuple(Topic(topic) for topic in data["open_questions"])
        typed["informs"], typed["checklist"] = tuple(data["informs"]), tuple(data["checklist"])
        typed["reasons"] = tuple(
            Reason(key, _pairs(lines), tuple((name, value) for name, value in params))
            for key, lines, params in data["reasons"]
        )
        typed["sources"] = _pairs(data["sources"])
        return cls(**typed)


def judge(wish: Wish, edition: Edition) -> Verdict:
    """What the agreement says of a wish; never raises for any wish."""
    kind = edition.kinds.get(wish.kind)
    if kind is None:
        return _refused_unknown(wish, edition)
    payer, payer_lines = _payer(kind, wish, edition)
    refusal = _refusal(kind, wish)
    consultations, questions = _consultations(kind, wish, edition)
    approvals = _approvals(kind, wish, edition)
    value = money.line_total(max(wish.unit_price, 0), max(wish.quantity, 0))
    unit_cost = 0 if payer in FREE_PAYERS else value
    return Verdict(
        kind=kind.key,
        edition=edition.name,
        allowed=refusal is None,
        refusal=refusal.key if refusal else None,
        payer=payer,
        channel=kind.channels[0],
        approvals=approvals,
        alternatives=kind.alternatives if approvals else (),
        consultations=consultations,
        open_questions=questions,
        informs=kind.informs,
        budget_check=payer is Payer.INVEST,
        unit_cost=unit_cost,
        value=value,
        vat=money.vat(unit_cost, max(wish.vat_rate, 0)),
        price_period=wish.price_period,
        depreciation_months=kind.depreciation_months,
        planned_months=kind.planned_months,
        auto_renewal=kind.auto_renewal,
        warranty=kind.warranty,
        returns=kind.returns,
        queue=kind.queue,
        registers_device=kind.device_class is not None,
        device_class=kind.device_class,
        checklist=kind.checklist,
        needs_invoice_reference=payer in (Payer.DIRECT, Payer.UNIT),
        reasons=(
            *([refusal] if refusal else ()),
            *_approval_reasons(kind, wish, approvals),
            *_consult_reasons(kind, consultations, questions),
            *_choice_reasons(kind, wish),
            *(Reason(f"inform.{who}", kind.sources) for who in kind.informs),
            *_payer_reasons(payer, payer_lines),
            *standing_reasons(kind),
        ),
        sources=kind.sources,
    )


def explain(verdict: Verdict, edition: Edition, language: str = "sv") -> tuple[Sentence, ...]:
    """The verdict's reasons as sentences a busy teacher understands, each with its source lines."""
    return tuple(Sentence(in_words(reason, edition, language), reason.lines, reason.key) for reason in verdict.reasons)


def in_words(reason: Reason, edition: Edition, language: str = "sv") -> str:
    """A reason as a sentence; the roles it names are keys until they are said in a language."""
    words = edition.texts[language]
    named = {
        name: ", ".join(words.get(f"role.{part}", part) for part in value.split(", ")) for name, value in reason.params
    }
    return edition.say(reason.key, language, **named)


def _payer(kind: Kind, wish: Wish, edition: Edition) -> tuple[Payer, Lines]:
    for override in edition.overrides:
        if override.holds(kind.key, wish.segment, wish.on):
            payer = override.payer or edition.setting(override.setting, wish.organisation_settings)
            if override.payer or payer in (Payer.DIRECT, Payer.INVEST):
                return Payer(str(payer)), override.sources
    return kind.payer, kind.sources


def _roles(wish: Wish) -> frozenset[str]:
    """The roles that count: the school's orderer is the designated orderer of what the school orders (DOMAIN a)."""
    if Role.SCHOOL_ORDERER in wish.roles and wish.segment in SCHOOL:
        return wish.roles | {Role.DESIGNATED_ORDERER}
    return wish.roles


def _refusal(kind: Kind, wish: Wish) -> Reason | None:
    """Why not; what is a case or bought elsewhere is allowed by its own way, which is not the basket."""
    if kind.channels[0] is Channel.AUTO:
        return Reason("refusal.channel_auto", kind.sources)
    if _roles(wish).isdisjoint(kind.orderers | kind.may_ask):
        return Reason("refusal.orderer", kind.sources, (("who", ", ".join(_in_order(kind.orderers))),))
    if wish.quantity < 1:
        return Reason("refusal.quantity")
    return Reason("refusal.price") if wish.unit_price < 0 else None


def _approvals(kind: Kind, wish: Wish, edition: Edition) -> tuple[Asked, ...]:
    """Who must say yes: the kind's own row, or the chef above the limit of what was ordered together.

    The next chef says yes too to what the organisation calls large, when it has said so (setting, off by itself).
    """
    amount = wish.unit_price * wish.quantity + max(wish.accumulated, 0)
    asked = kind.approvals if _roles(wish).isdisjoint(kind.approval_unless) else ()
    if kind.approval_above_limit:
        limit = edition.setting("approval_limit", wish.organisation_settings)
        asked = (Asked.MANAGER,) if amount > int(limit) else ()
    large = int(edition.setting("next_manager_limit", wish.organisation_settings))
    if large and amount > large and Asked.MANAGER in asked:
        place = asked.index(Asked.MANAGER) + 1
        return (*asked[:place], Asked.NEXT_MANAGER, *asked[place:])
    return asked


def _approval_reasons(kind: Kind, wish: Wish, approvals: tuple[Asked, ...]) -> list[Reason]:
    if not approvals:
        return [Reason("approval.limit" if kind.approval_above_limit else "approval.none", kind.sources)]
    if kind.approval_above_limit:
        rest = [Reason(f"approval.{word}", kind.sources) for word in approvals[1:]]
        return [Reason("approval.above_limit", kind.sources), *rest]
    roles = _roles(wish)
    asks = roles.isdisjoint(kind.orderers) and not roles.isdisjoint(kind.may_ask)
    first = "ask" if asks and approvals[0] is Asked.MANAGER else str(approvals[0])
    return [Reason(f"approval.{word}", kind.sources) for word in (first, *approvals[1:])]


def _consultations(kind: Kind, wish: Wish, edition: Edition) -> tuple[tuple[Consultation, ...], tuple[Topic, ...]]:
    """What IT is asked because it was answered with yes, and the questions that nobody has answered yet.

    Whatever connects needs the yes of IT, also where the kind does not ask about it (R-061).
    """
    all_block = bool(edition.setting("av_advice_blocks"))
    asked = tuple(
        Consultation(consult.topic, consult.queue, consult.blocking or all_block)
        for consult in kind.consultations
        if wish.answers.get(consult.topic) is True
    )
    topics = [*(consult.topic for consult in kind.consultations), *kind.choices]
    if Topic.INFRASTRUCTURE not in topics and wish.answers.get(Topic.INFRASTRUCTURE) is True:
        asked = (*asked, CONNECTS)
    return asked, tuple(topic for topic in topics if wish.answers.get(topic) is None)


def _payer_reasons(payer: Payer, lines: Lines) -> list[Reason]:
    pays = Reason(f"payer.{payer}", lines)
    return [pays, Reason("budget.check", BUDGET_LINES)] if payer is Payer.INVEST else [pays]


def standing_reasons(kind: Kind) -> tuple[Reason, ...]:
    """What holds for a kind whoever orders it: its way, life, warranty and return."""
    found = [Reason(_way(kind), kind.sources)]
    if kind.group == "av" and kind.consultations:  # equipment: the unit mounts, runs and supports it
        found.append(Reason("responsible.unit", OWN_LINES))
    if kind.depreciation_months and kind.planned_months:
        years = (("depreciation", _years(kind.depreciation_months)), ("planned", _years(kind.planned_months)))
        found.append(Reason("life.both", kind.sources, years))
        renewal = "life.renewal" if kind.auto_renewal else "life.no_renewal"
        found.append(Reason(renewal, kind.sources, (("planned", _years(kind.planned_months)),)))
    if kind.review_months:
        found.append(Reason("life.review", kind.sources))
    if kind.warranty is not WarrantyRoute.NONE:
        found.append(Reason(_warranty(kind), kind.sources))
    if kind.returns is not ReturnRoute.NONE:
        found.append(Reason(f"returns.{kind.returns}", kind.sources))
    return tuple(found)


def _consult_reasons(kind: Kind, asked: tuple[Consultation, ...], questions: tuple[Topic, ...]) -> list[Reason]:
    if questions:
        return [Reason("consult.open", kind.sources)]
    if kind.consultations and not asked:
        return [Reason("consult.nothing", kind.sources)]
    return [
        Reason(f"consult.{found.topic}", INFRASTRUCTURE_LINES if found.topic is Topic.INFRASTRUCTURE else kind.sources)
        for found in asked
    ]


def _choice_reasons(kind: Kind, wish: Wish) -> list[Reason]:
    """What follows of a choice that only the orderer makes: who mounts it."""
    mounts = wish.answers.get(Topic.MOUNTING) if Topic.MOUNTING in kind.choices else None
    return [] if mounts is None else [Reason(f"mounting.{'supplier' if mounts else 'own'}", MOUNTING_LINES)]


def _way(kind: Kind) -> str:
    if kind.channels[0] is not Channel.SHOP:
        return f"way.{kind.channels[0]}"
    if kind.device_class:
        return "way.install"
    if "activated" in kind.checklist:
        return "way.licence"
    return "way.it" if kind.payer in (Payer.SHARED, Payer.INVEST) else "way.supplier"


def _warranty(kind: Kind) -> str:
    """There is no order history to claim from for what is not bought in the shop."""
    by_holder = kind.warranty in (WarrantyRoute.SUPPLIER, WarrantyRoute.UNIT)
    return f"warranty.{kind.warranty}_elsewhere" if by_holder and not kind.in_shop else f"warranty.{kind.warranty}"


def _years(months: int) -> str:
    return str(months // MONTHS_A_YEAR)


def _refused_unknown(wish: Wish, edition: Edition) -> Verdict:
    return Verdict(
        kind=wish.kind,
        edition=edition.name,
        allowed=False,
        refusal="refusal.unknown",
        payer=Payer.MUNI,
        channel=Channel.CASE,
        approvals=(),
        alternatives=(),
        consultations=(),
        open_questions=(),
        informs=(),
        budget_check=False,
        unit_cost=0,
        value=0,
        vat=0,
        price_period=wish.price_period,
        depreciation_months=None,
        planned_months=None,
        auto_renewal=False,
        warranty=WarrantyRoute.NONE,
        returns=ReturnRoute.NONE,
        queue=None,
        registers_device=False,
        device_class=None,
        checklist=(),
        needs_invoice_reference=False,
        reasons=(Reason("refusal.unknown"),),
        sources=(),
    )


def who_may(kind: Kind, edition: Edition, language: str = "sv") -> str:
    """The orderers of a kind in words."""
    return roles_in_words(kind.orderers, edition, language)


def roles_in_words(roles: frozenset[Role], edition: Edition, language: str = "sv") -> str:
    """Roles by name, those nearest the work first."""
    return ", ".join(edition.say(f"role.{role}", language) for role in _in_order(roles))


def _in_order(roles: frozenset[Role]) -> list[Role]:
    return sorted(roles, key=list(Role).index)


def _plain(value: object) -> Any:
    if isinstance(value, Consultation):
        return {"topic": str(value.topic), "queue": str(value.queue), "blocking": value.blocking}
    if isinstance(value, Reason):
        return [value.key, _plain(value.lines), _plain(value.params)]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


def _pairs(rows: Any) -> Lines:
    return tuple((int(first), int(last)) for first, last in rows)
