"""Who is asked for a yes: the ladder from chef upwards, steps with their rules, and when something happens next.

Nobody decides what they ordered, made or will receive, whatever power they were lent. Silence is never an answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.calendar import SupportCalendar
from catalogue.terms import Asked

REMIND, ESCALATE, LOOK = "remind", "escalate", "look"
WAITING, APPROVED, DECLINED = "waiting", "approved", "declined"


@dataclass(frozen=True, slots=True)
class Link:
    """One chef on the ladder and, if they are away, the substitute they named; `able` says if that one can act now."""

    person_id: int
    active: bool = True
    substitute_id: int | None = None
    able: bool = True


@dataclass(frozen=True, slots=True)
class Decider:
    """Who is asked, how they stand to the unit, and for whom they act."""

    person_id: int
    relation: str
    on_behalf_of: int | None = None

    @property
    def principal(self) -> int:
        """Whose power it is: the chef's own, or the one a substitute acts for."""
        return self.on_behalf_of or self.person_id


def who_decides(
    chain: Sequence[Link], excluded: Collection[int], *, passed: Collection[int] = (), fallbacks: Sequence[int] = ()
) -> Decider | None:
    """The first on the ladder who may decide; None waits and alerts, it never approves (R: DOMAIN b).

    A chef whose substitute may not decide is passed over, and decides after all when nobody else can. Who did not
    answer in time (`passed`) is asked again only when neither anybody above nor the organisation's own fallback can.
    """
    seen: set[int] = set()
    resorts: list[Decider] = []
    for step, link in enumerate(chain):
        if link.person_id in seen or link.person_id in excluded or not link.active:
            continue
        seen.add(link.person_id)
        chef = Decider(link.person_id, "manager" if step == 0 else "next_manager")
        found = _acting(link, chef, excluded)
        if found is None or link.person_id in passed:
            resorts.append(found or chef)
            continue
        return found
    for person in fallbacks:
        if person not in excluded and person not in passed and person not in seen:
            return Decider(person, "fallback")
    return resorts[0] if resorts else None


def _acting(link: Link, chef: Decider, excluded: Collection[int]) -> Decider | None:
    """The chef, or the substitute while they are away; None when that one may not."""
    if link.substitute_id is None:
        return chef
    if not link.able or link.substitute_id in excluded:
        return None
    return Decider(link.substitute_id, "substitute", link.person_id)


def may_decide(person: int, *, orderer: int, creator: int, recipient: int | None) -> bool:
    """Whether a person may decide something: never what they ordered, made or will receive."""
    return person not in (orderer, creator, recipient)


def outcome(asked: Sequence[Asked], alternatives: Iterable[Collection[Asked]], answers: Mapping[Asked, bool]) -> str:
    """What several answers come to: everybody asked must say yes, but of alternatives one yes is enough.

    `waiting`, `approved` or `declined`; a no ends it, from alternatives only when all of them say no. Nobody asked is
    approved: the agreement demands no yes.
    """
    groups = [frozenset(group) & frozenset(asked) for group in alternatives]
    grouped = frozenset[Asked]().union(*groups)
    wanted = [group for group in groups if group] + [frozenset({one}) for one in asked if one not in grouped]
    said = [_of(group, answers) for group in wanted]
    if DECLINED in said:
        return DECLINED
    return WAITING if WAITING in said else APPROVED


def _of(group: frozenset[Asked], answers: Mapping[Asked, bool]) -> str:
    given = [answers.get(one) for one in group]
    if any(answer is True for answer in given):
        return APPROVED
    return DECLINED if all(answer is False for answer in given) else WAITING


@dataclass(frozen=True, slots=True)
class Pace:
    """After how many Swedish working days somebody is reminded, and the next one asked."""

    remind: int
    escalate: int


def next_event(
    since: dt.date, *, reminded: bool, held: bool, pace: Pace, calendar: SupportCalendar
) -> tuple[str, dt.date]:
    """What happens next to something that has waited at one desk since a day, and when.

    `held` is that somebody has the question. There is always a next event: nothing that waits is forgotten.
    """
    if not held:
        return LOOK, calendar.add_working_days(since, 1)
    if not reminded and pace.remind < pace.escalate:
        return REMIND, calendar.add_working_days(since, max(pace.remind, 1))
    return ESCALATE, calendar.add_working_days(since, max(pace.escalate, 1))


@dataclass(frozen=True, slots=True)
class Delegation:
    """One person stands in for another between two days, for everything, one unit or one kind of matter."""

    absent: int
    substitute: int
    starts: dt.date
    ends: dt.date
    unit: int | None = None
    topic: str = ""

    def meets(self, other: Delegation) -> bool:
        """Whether both may hold on one day for one matter: two different units, or two kinds, never meet."""
        days = self.starts <= other.ends and other.starts <= self.ends
        units = self.unit is None or other.unit is None or self.unit == other.unit
        topics = not self.topic or not other.topic or self.topic == other.topic
        return days and units and topics


def fault(new: Delegation, known: Iterable[Delegation], *, maker: int) -> tuple[str, Delegation | None]:
    """What is wrong with a delegation and which other it collides with; an empty word for nothing.

    Nobody stands in for themselves, nobody lends themselves another's power, two never stand in for one person in one
    matter, nobody who is away stands in, and power never comes back to the one who lent it.
    """
    alone = {
        "self": new.absent == new.substitute, "own_power": maker == new.substitute, "dates": new.ends < new.starts,
    }  # fmt: skip
    word = next((word for word, wrong in alone.items() if wrong), "")
    if word:
        return word, None
    known = list(known)
    for word in ("overlap", "cycle", "away"):
        for other in known:
            if _collides(word, new, other, known):
                return word, other
    return "", None


def _collides(word: str, new: Delegation, other: Delegation, known: Sequence[Delegation]) -> bool:
    if word == "overlap":
        return other.absent == new.absent and other.meets(new)
    if word == "cycle":
        return _comes_back(new, other, known)
    return other.absent == new.substitute and _share(other, new)


def _comes_back(new: Delegation, first: Delegation, known: Sequence[Delegation]) -> bool:
    """Whether power lent by `new` would walk along others, on a day they share, back to who lent it."""
    if first.absent != new.substitute or not _share(first, new):
        return False
    waiting, seen = [first], {new.substitute}
    while waiting:
        step = waiting.pop()
        if step.substitute == new.absent:
            return True
        if step.substitute not in seen:
            seen.add(step.substitute)
            waiting += [other for other in known if other.absent == step.substitute and _share(other, new)]
    return False


def _share(one: Delegation, other: Delegation) -> bool:
    return one.starts <= other.ends and other.starts <= one.ends
