"""Which roles may open which door (DOMAIN b)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from catalogue.terms import Role

R = Role
STAFF = frozenset(R) - {R.SUPPLIER_USER}
IT = frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK, R.HEAD_OF_IT})
CASE_WORK = IT | {R.OBJECT_LEAD, R.MUNICIPALITY_CONTACT}
DECIDERS = frozenset({R.MANAGER, R.SUBSTITUTE, R.FALLBACK_APPROVER, R.HEAD_OF_IT, R.STEERING_MEMBER})
RANGE_READERS = frozenset(
    {
        R.CATALOGUE_EDITOR, R.FORUM_MEMBER, R.FORUM_CHAIR, R.SCHOOL_REPRESENTATIVE, R.STEERING_MEMBER, R.HEAD_OF_IT,
        R.AUDITOR,
    }
)  # fmt: skip
FORECAST = IT | {
    R.FINANCE, R.AUDITOR, R.STEERING_MEMBER, R.COMMITTEE_READER, R.FORUM_MEMBER, R.FORUM_CHAIR, R.MUNICIPALITY_CONTACT,
}  # fmt: skip
FINANCE_READERS = frozenset({R.FINANCE, R.HEAD_OF_IT, R.AUDITOR, R.STEERING_MEMBER, R.COMMITTEE_READER})
NOBODY: frozenset[R] = frozenset()


@dataclass(frozen=True, slots=True)
class Right:
    """A right and the roles that carry it; an open right needs only a signed-in person, or nobody at all.

    Whoever has one of the `excluded` roles does not carry it, whatever else they are. A `fresh` right is powerful: it
    demands a recent sign-in, and the stronger ways of signing in where the shop is set to demand them. A right of a
    `machine` is carried by a token and by no person.
    """

    name: str
    roles: frozenset[R] = NOBODY
    open: bool = False
    excluded: frozenset[R] = NOBODY
    fresh: bool = False
    machine: bool = False


_RIGHTS = (
    Right("public", open=True),
    Right("signed_in", open=True),
    Right("substitutes.own", STAFF),
    Right("rules.read", open=True),
    Right("browse", STAFF),
    Right("order", STAFF - {R.AUDITOR, R.COMMITTEE_READER}),
    Right("orders.own", STAFF),
    Right("orders.for_others", frozenset({R.EMPLOYEE, R.MANAGER, R.DESIGNATED_ORDERER, R.SCHOOL_ORDERER})),
    Right("decide", DECIDERS, excluded=frozenset({R.FINANCE})),
    Right("approvals.watch", IT | {R.ADMIN}),
    Right("consultations.answer", frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.INFOSEC_OFFICER})),
    Right("it.work", frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK})),
    Right("goods.receive", frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE})),
    Right("devices.own", STAFF),
    Right("licences.own", STAFF),
    Right("licences.register", IT | {R.FINANCE, R.AUDITOR}),
    Right("licences.administer", frozenset({R.IT_WORKPLACE, R.HEAD_OF_IT})),
    Right("cases.own", STAFF),
    Right("accounts.led", frozenset({R.MANAGER})),
    # Who of them says yes, answers about the network and decides sanctions, the verbs behind it know (DOMAIN b).
    Right("exceptions.work", IT),
    Right("claims.own", STAFF),
    Right("returns.own", STAFF),
    # Received, wiped and closed by IT workplace (DOMAIN b).
    Right("returns.work", frozenset({R.IT_WORKPLACE, R.HEAD_OF_IT})),
    Right("thefts.own", STAFF),
    # What IT and the municipality's contact are asked to answer; suppliers have doors of their own.
    Right("claims.handle", IT | {R.MUNICIPALITY_CONTACT, R.AUDITOR}),
    Right("claims.supplier", frozenset({R.SUPPLIER_USER})),
    Right("cases.work", CASE_WORK),
    # Those who work with cases but have no other queue.
    Right("cases.work_alone", CASE_WORK, excluded=frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK})),
    Right("cases.follow_up", IT | {R.AUDITOR, R.STEERING_MEMBER, R.COMMITTEE_READER}),
    # The communicator of a municipality helps with the words of its drafts; IT publishes (L330-L335).
    Right(
        "operations.write",
        frozenset({R.IT_INFRASTRUCTURE, R.SERVICEDESK, R.HEAD_OF_IT, R.COMMUNICATOR}),
    ),
    Right("printers.keep", frozenset({R.MUNICIPALITY_CONTACT})),
    Right("roadmap.keep", frozenset({R.CATALOGUE_EDITOR, R.OBJECT_LEAD, R.HEAD_OF_IT})),
    # Where the network stands is not for everybody's eyes.
    Right("network.read", IT | {R.MUNICIPALITY_CONTACT, R.PROPERTY_CONTACT, R.AUDITOR}),
    Right("operations.publish", frozenset({R.IT_INFRASTRUCTURE, R.SERVICEDESK, R.HEAD_OF_IT})),
    Right("systems.keep", frozenset({R.OBJECT_LEAD, R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.HEAD_OF_IT})),
    Right("ticketing.administer", frozenset({R.ADMIN}), fresh=True),
    Right("requests.administer", frozenset({R.ADMIN}), fresh=True),
    Right("devices.register", IT | {R.AUDITOR}),
    Right("devices.keep", frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK})),
    Right("pupils.order", frozenset({R.SCHOOL_ORDERER})),
    Right("forecast.read", FORECAST),
    # What budgets are made of is frozen by those who prepare and those who lock them (DOMAIN b).
    Right("forecast.freeze", frozenset({R.FINANCE, R.HEAD_OF_IT})),
    Right("growth.read", FORECAST),
    Right("forecast.comment", frozenset({R.FORUM_MEMBER, R.MUNICIPALITY_CONTACT, R.STEERING_MEMBER})),
    Right("partner.orders", frozenset({R.SUPPLIER_USER})),
    Right("ware_returns.follow", IT | {R.FINANCE, R.AUDITOR}),
    Right("ware_returns.credit", frozenset({R.FINANCE, R.IT_WORKPLACE})),
    Right("audit.read", frozenset({R.AUDITOR})),
    Right("forum.read", STAFF),
    Right("forum.suggest", STAFF - {R.AUDITOR, R.COMMITTEE_READER}),
    Right(
        "forum.take_part",
        frozenset({R.FORUM_MEMBER, R.FORUM_CHAIR, R.SCHOOL_REPRESENTATIVE, R.CATALOGUE_EDITOR}),
    ),
    # The verbs behind it demand the chair, or a member who has the deputy's seat today.
    Right("forum.lead", frozenset({R.FORUM_CHAIR, R.FORUM_MEMBER})),
    Right("catalogue.edit", frozenset({R.CATALOGUE_EDITOR})),
    # How the range came to be, with drafts and contracts: those who govern it, and those who look after that.
    Right("range.read", RANGE_READERS),
    Right("rules.replay", frozenset({R.CATALOGUE_EDITOR, R.HEAD_OF_IT, R.FORUM_CHAIR})),
    Right("sign_ins.read", frozenset({R.ADMIN, R.AUDITOR}), fresh=True),
    Right("own_data", open=True, fresh=True),
    Right("people.extract", frozenset({R.ADMIN}), fresh=True),
    Right("people.administer", frozenset({R.ADMIN}), fresh=True),
    # What licences and systems cost, organisation by organisation: those who govern and those who pay.
    Right("costs.upkeep", RANGE_READERS | {R.FINANCE, R.OBJECT_LEAD, R.OBJECT_OWNER, R.COMMITTEE_READER}),
    Right("costs.read", frozenset({R.MANAGER, R.DESIGNATED_ORDERER, R.FINANCE, R.AUDITOR})),
    Right("finance", frozenset({R.FINANCE})),
    # Budget, contribution and invoices: read by those who govern and those who look after (DOMAIN b).
    Right("finance.read", FINANCE_READERS),
    Right("finance.lock", frozenset({R.HEAD_OF_IT})),
    # The figures of a quarter, as they are told to the chief executives and the committee (L527-L529).
    Right("quarter.lock", frozenset({R.HEAD_OF_IT})),
    Right("scim", machine=True),
)
RIGHTS: Mapping[str, Right] = {right.name: right for right in _RIGHTS}


def may(right: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles carries a right; raises KeyError for an unknown right."""
    found = RIGHTS[right]
    return found.open or (not found.roles.isdisjoint(roles) and found.excluded.isdisjoint(roles))


def roles_that(right: str) -> frozenset[R]:
    """The roles that carry a right; every role for an open one."""
    found = RIGHTS[right]
    return frozenset(R) if found.open else found.roles
