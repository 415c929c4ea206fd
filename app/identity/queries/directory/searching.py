"""Searching a directory's own rows by the filters of RFC 7644.

What the database can tell exactly (names and ids compared for equality, joined by `and` and `or`) it tells; any other
filter or order is judged on the rows themselves, up to a bound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from scim2_models import ScimFilter, SearchRequest, TooManyException
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator
from sqlalchemy.orm import Session

from app.identity.models import DirectoryGroup, DirectoryMember, DirectoryUser, Person
from app.identity.models.scim import Group, ScimUser
from app.identity.queries.directory.callers import Directory
from app.identity.queries.directory.shapes import group_shape, groups_by_user, members_by_group, user_shape

PAGE = 100
MOST = 20000

Clause = sa.ColumnElement[bool]
Shape = TypeVar("Shape", ScimUser, Group)


@dataclass(frozen=True, slots=True)
class Page(Generic[Shape]):
    """A page of what was found, and how much there is in all."""

    total: int
    start: int
    rows: Sequence[Shape]


def name_key(text: str) -> str:
    """A name as the library compares names in filters: normalised and without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def users(session: Session, directory: Directory, wanted: SearchRequest[ScimUser], base: str) -> Page[ScimUser]:
    """A page of the directory's users; raises TooManyException when a filter would have to read too much."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(DirectoryUser, Person.active)
        .join(Person, Person.id == DirectoryUser.person_id)
        .where(DirectoryUser.tenant == directory.tenant, DirectoryUser.deleted_at.is_(None))
    )

    def shaped(rows: Sequence[Any]) -> list[ScimUser]:
        groups = groups_by_user(session, [row[0].id for row in rows])
        return [user_shape(row[0], row[1], base, groups.get(row[0].id, ())) for row in rows]

    orders = {"": DirectoryUser.id, "username": DirectoryUser.user_name_key, "id": DirectoryUser.public_id}
    return _Search(session, question, DirectoryUser.id, orders, shaped).page(wanted, _user_clause)


def groups(session: Session, directory: Directory, wanted: SearchRequest[Group], base: str) -> Page[Group]:
    """A page of the directory's groups; raises TooManyException when a filter would have to read too much."""
    question: sa.Select[*tuple[Any, ...]] = sa.select(DirectoryGroup).where(
        DirectoryGroup.tenant == directory.tenant, DirectoryGroup.deleted_at.is_(None)
    )

    def shaped(rows: Sequence[Any]) -> list[Group]:
        members = members_by_group(session, [row[0].id for row in rows])
        return [group_shape(row[0], members.get(row[0].id, ()), base) for row in rows]

    orders = {"": DirectoryGroup.id, "displayname": DirectoryGroup.name_key, "id": DirectoryGroup.public_id}
    return _Search(session, question, DirectoryGroup.id, orders, shaped).page(wanted, _group_clause)


@dataclass(frozen=True, slots=True)
class _Search(Generic[Shape]):
    session: Session
    question: sa.Select[*tuple[Any, ...]]
    key: Any
    orders: dict[str, Any]
    shaped: Callable[[Sequence[Any]], list[Shape]]

    def page(self, wanted: SearchRequest[Shape], clause_of: Callable[[Comparison], Clause | None]) -> Page[Shape]:
        clause, exact = narrowed(wanted.filter, clause_of)
        question = self.question if clause is None else self.question.where(clause)
        order = self.orders.get(str(wanted.sort_by or "").lower())
        first, size = wanted.start_index_0 or 0, PAGE if wanted.count is None else min(wanted.count, PAGE)
        if exact and order is not None:
            total = self.session.scalar(sa.select(sa.func.count()).select_from(question.subquery())) or 0
            ordered = question.order_by(order.desc() if _descends(wanted) else order, self.key)
            rows = self.session.execute(ordered.offset(min(first, total)).limit(size)).all() if size else []
            return Page(total, first + 1, self.shaped(rows))
        found = wanted.sort(self._matching(question, wanted.filter))
        return Page(len(found), first + 1, found[first : first + size])

    def _matching(self, question: sa.Select[*tuple[Any, ...]], wanted: ScimFilter[Shape] | None) -> list[Shape]:
        rows = self.session.execute(question.order_by(self.key).limit(MOST + 1)).all()
        if len(rows) > MOST:
            raise TooManyException
        return [shape for shape in self.shaped(rows) if wanted is None or wanted.match(shape)]


def _descends(wanted: SearchRequest[Any]) -> bool:
    return wanted.sort_order == SearchRequest.SortOrder.descending


def narrowed(
    wanted: ScimFilter[Any] | None, clause_of: Callable[[Comparison], Clause | None]
) -> tuple[Clause | None, bool]:
    """What the database can tell of a filter, and whether that is all of it."""
    return (None, True) if wanted is None else _narrowed(wanted.ast, clause_of)


def _narrowed(node: FilterNode, clause_of: Callable[[Comparison], Clause | None]) -> tuple[Clause | None, bool]:
    if isinstance(node, Comparison) and node.op is CompareOperator.eq and node.attr_path.uri is None:
        clause = None if node.attr_path.sub_attr else clause_of(node)
        return clause, clause is not None
    if not isinstance(node, LogicalExpr):
        return None, False
    parts = [_narrowed(term, clause_of) for term in node.terms]
    told = [clause for clause, _exact in parts if clause is not None]
    exact = all(exact for _clause, exact in parts)
    if node.op is LogicalOperator.and_:
        return (sa.and_(*told) if told else None), exact
    return (sa.or_(*told), exact) if len(told) == len(parts) else (None, False)


def _user_clause(node: Comparison) -> Clause | None:
    value = node.value
    match node.attr_path.attr.lower(), value:
        case "username", str():
            return DirectoryUser.user_name_key == name_key(value)
        case "externalid", str():
            return DirectoryUser.external_id == value
        case "id", str():
            return DirectoryUser.public_id == value
    return None


def _group_clause(node: Comparison) -> Clause | None:
    value = node.value
    match node.attr_path.attr.lower(), value:
        case "externalid", str():
            return DirectoryGroup.external_id == value
        case "displayname", str():
            return DirectoryGroup.name_key == name_key(value)
        case "id", str():
            return DirectoryGroup.public_id == value
        case "members", str():
            inside = sa.select(DirectoryMember.group_id).join(
                DirectoryUser, DirectoryUser.id == DirectoryMember.user_id
            )
            return DirectoryGroup.id.in_(inside.where(DirectoryUser.public_id == value))
    return None
