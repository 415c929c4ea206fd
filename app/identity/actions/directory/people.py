"""The person behind a directory's user: made, changed, closed and opened again, with old and new in the history."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from scim2_models import InvalidValueException, UniquenessException
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.actions.directory import accounts, groups
from app.identity.actions.directory.facts import Facts, document_of, facts_of
from app.identity.actions.directory.placing import unit_for
from app.identity.models import DirectoryUser, Person, Unit
from app.identity.models.scim import ScimUser
from app.identity.queries.directory import Directory, organisations_of
from app.identity.queries.directory.searching import name_key
from app.words import say
from app.words.sorting import sort_key

LONGEST = {"email": 160, "user_name": 256, "external_id": 120}
TALLEST = 30


def create(session: Session, directory: Directory, user: ScimUser, *, at: dt.datetime) -> DirectoryUser:
    """Take in a user; raises UniquenessException when the name or the directory's id is taken."""
    facts = _checked(facts_of(user))
    row = DirectoryUser(
        public_id=str(uuid.uuid4()), tenant=directory.tenant, user_name_key=name_key(facts.user_name),
        external_id=facts.external_id, document=document_of(user), version=1, created_at=at, changed_at=at,
    )  # fmt: skip
    _demand_free(session, row)
    person, events = _person_for(session, directory, row, facts, at=at)
    row.person_id = person.id
    session.add(row)
    session.flush()
    history.record(session, directory.actor, at, events)
    return row


def replace(
    session: Session, directory: Directory, row: DirectoryUser, user: ScimUser, *, at: dt.datetime
) -> DirectoryUser:
    """Take in what a user has become; nothing happens when that is what stood before. Raises as `create`."""
    before, facts, document = _facts_before(row), _checked(facts_of(user)), document_of(user)
    if document == row.document:
        return row
    row.user_name_key, row.external_id, row.document = name_key(facts.user_name), facts.external_id, document
    row.version, row.changed_at = row.version + 1, at
    _demand_free(session, row)
    person = session.scalars(sa.select(Person).where(Person.id == row.person_id)).one()
    if before.external_id and facts.external_id and facts.external_id != before.external_id:
        events = _become_another(session, directory, row, (person, facts), at=at)
    else:
        events = _change(session, directory, (person, before, facts), at=at)
        _learn_subject(person, row, facts)
    session.flush()
    history.record(session, directory.actor, at, events)
    return row


def remove(session: Session, directory: Directory, row: DirectoryUser, *, at: dt.datetime) -> None:
    """Close the person of a user that is deleted there; both rows stay."""
    row.deleted_at, row.changed_at, row.version = at, at, row.version + 1
    person = session.scalars(sa.select(Person).where(Person.id == row.person_id)).one()
    events = accounts.close(session, [person], at=at, why="deleted")
    session.flush()
    history.record(session, directory.actor, at, events)


def _checked(facts: Facts) -> Facts:
    for name, most in LONGEST.items():
        if len(getattr(facts, name) or "") > most:
            raise InvalidValueException(detail=f"{name} may have at most {most} characters")
    return facts


def _demand_free(session: Session, row: DirectoryUser) -> None:
    """Nobody else living in this directory has the name or the directory's id."""
    same = [DirectoryUser.user_name_key == row.user_name_key]
    same += [DirectoryUser.external_id == row.external_id] if row.external_id else []
    question = sa.select(DirectoryUser.id).where(
        DirectoryUser.tenant == row.tenant, DirectoryUser.deleted_at.is_(None), DirectoryUser.id != (row.id or 0)
    )
    with session.no_autoflush:
        if session.scalar(question.where(sa.or_(*same)).limit(1)) is not None:
            raise UniquenessException


def _facts_before(row: DirectoryUser) -> Facts:
    return facts_of(ScimUser.model_validate(row.document))


def _subject(row: DirectoryUser, facts: Facts) -> str:
    return facts.external_id or f"scim:{row.public_id}"


def _person_for(
    session: Session, directory: Directory, row: DirectoryUser, facts: Facts, *, at: dt.datetime
) -> tuple[Person, list[Event]]:
    """The person a new user is: one who was here before by the same key, one from a file, or somebody new."""
    known = _known(session, directory, row, facts)
    if known is not None:
        known.provider, known.subject = directory.tenant, _subject(row, facts)
        events = _apply(session, directory, known, facts)
        if not facts.active:
            return known, events + accounts.close(session, [known], at=at, why="disabled")
        accounts.employ(session, [known.id], at=at)
        return known, events + accounts.reopen(session, known, at=at)
    unit = unit_for(session, directory, facts.place)
    person = Person(
        provider=directory.tenant, subject=_subject(row, facts), name=facts.name, sort_key=sort_key(facts.name),
        email=facts.email, title=facts.title, unit_id=unit.id, language=facts.language or "sv",
        employee_number=facts.employee_number, active=facts.active, closed_at=None if facts.active else at,
    )  # fmt: skip
    session.add(person)
    session.flush()
    person.manager_id = _manager(session, directory, person, facts)
    if facts.active:
        accounts.employ(session, [person.id], at=at)
    return person, [Event("person", person.id, "person.created", {"name": person.name, "unit": unit.name})]


def _known(session: Session, directory: Directory, row: DirectoryUser, facts: Facts) -> Person | None:
    """Somebody with the same key, or who came in a file under the same employee number in the same organisations."""
    mine = sa.and_(Person.provider == directory.tenant, Person.subject == _subject(row, facts))
    found = session.scalar(sa.select(Person).where(mine, ~_has_living_row()))
    if found is not None or not facts.employee_number:
        return found
    within = [each.id for each in organisations_of(session, directory)]
    filed = (
        sa.select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.provider.startswith("import:"), Person.employee_number == facts.employee_number)
        .where(Unit.organisation_id.in_(within), ~_has_living_row())
    )
    people = session.scalars(filed.limit(2)).all()
    return people[0] if len(people) == 1 else None


def _has_living_row() -> sa.Exists:
    return sa.exists().where(DirectoryUser.person_id == Person.id, DirectoryUser.deleted_at.is_(None)).correlate(Person)


def _become_another(
    session: Session, directory: Directory, row: DirectoryUser, change: tuple[Person, Facts], *, at: dt.datetime
) -> list[Event]:
    """Another key is another human being, also under the same user name: who was here leaves, and nothing passes on."""
    left, facts = change
    events = accounts.close(session, [left], at=at, why="another")
    person, more = _person_for(session, directory, row, facts, at=at)
    row.person_id = person.id
    return events + more


def _change(
    session: Session, directory: Directory, change: tuple[Person, Facts, Facts], *, at: dt.datetime
) -> list[Event]:
    person, before, facts = change
    events = _apply(session, directory, person, facts, moved=facts.place != before.place)
    if facts.active == before.active:
        return events
    if facts.active:
        events += accounts.reopen(session, person, at=at)
        groups.sync(session, [person.id], at=at)
        return events
    return events + accounts.close(session, [person], at=at, why="disabled")


def _apply(session: Session, directory: Directory, person: Person, facts: Facts, *, moved: bool = True) -> list[Event]:
    """Write the facts on the person; who was placed by hand stays there until the directory says something new."""
    old = _state(person)
    person.name, person.sort_key = facts.name, sort_key(facts.name)
    person.email, person.title, person.employee_number = facts.email, facts.title, facts.employee_number
    person.manager_id = _manager(session, directory, person, facts)
    if moved:
        person.unit_id = unit_for(session, directory, facts.place).id
    new = _state(person)
    changes = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    return [changed_event(person, changes, _names(session, old, new))] if changes else []


def _state(person: Person) -> dict[str, object]:
    """What is told of a person's changes."""
    return {
        "name": person.name, "email": person.email, "title": person.title, "unit": person.unit_id,
        "manager": person.manager_id, "employee_number": person.employee_number,
    }  # fmt: skip


def changed_event(
    person: Person, changes: dict[str, tuple[object, object]], names: dict[tuple[str, object], str]
) -> Event:
    """What changed of a person, each with old and new; ids are told by the names given for them."""
    told = {
        name: [names.get((name, value), "" if value is None else str(value)) for value in pair]
        for name, pair in changes.items()
    }
    what = "; ".join(
        say("directory.changed", field=say(f"directory.field.{name}"), old=old or "–", new=new or "–")
        for name, (old, new) in told.items()
    )
    return Event("person", person.id, "person.changed", {"name": person.name, "what": what, "changes": told})


def _names(session: Session, *states: dict[str, object]) -> dict[tuple[str, object], str]:
    units, managers = ({state[name] for state in states} - {None} for name in ("unit", "manager"))
    found: dict[tuple[str, object], str] = {}
    for row in session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(units))):
        found["unit", row.id] = row.name
    for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(managers))):
        found["manager", row.id] = row.name
    return found


def _learn_subject(person: Person, row: DirectoryUser, facts: Facts) -> None:
    """A user that came without the directory's id gets its person's key when the id is told."""
    if facts.external_id and person.subject == f"scim:{row.public_id}":
        person.subject = facts.external_id


def _manager(session: Session, directory: Directory, person: Person, facts: Facts) -> int | None:
    """The person somebody answers to; None when nobody is named, or somebody this directory has not told of.

    Raises InvalidValueException when it would make a circle.
    """
    if not facts.manager:
        return None
    found = session.scalar(
        sa.select(DirectoryUser.person_id).where(
            DirectoryUser.public_id == facts.manager,
            DirectoryUser.tenant == directory.tenant,
            DirectoryUser.deleted_at.is_(None),
        )
    )
    above = found
    for _step in range(TALLEST):
        if above is None:
            return found
        if above == person.id:
            break
        above = session.scalar(sa.select(Person.manager_id).where(Person.id == above))
    raise InvalidValueException(detail="manager: somebody cannot answer to themselves, directly or through others")
