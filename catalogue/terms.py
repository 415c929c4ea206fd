"""The words of the agreement: payers, channels, segments, roles, routes, queues and topics."""

from __future__ import annotations

from enum import StrEnum


class Payer(StrEnum):
    """Who pays (DOMAIN a)."""

    SHARED = "shared"
    INVEST = "invest"
    DIRECT = "direct"
    UNIT = "unit"
    MUNI = "muni"


class Channel(StrEnum):
    """Which way something is ordered."""

    SHOP = "shop"
    AUTO = "auto"
    CASE = "case"
    EXTERNAL = "external"


class Segment(StrEnum):
    """Whom a thing is meant for."""

    STAFF = "staff"
    SCHOOL_STAFF = "school_staff"
    PUPIL = "pupil"
    SHARED = "shared"


class Role(StrEnum):
    """A role somebody may be granted (DOMAIN b)."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    DESIGNATED_ORDERER = "designated_orderer"
    SCHOOL_ORDERER = "school_orderer"
    SCHOOL_REPRESENTATIVE = "school_representative"
    MUNICIPALITY_CONTACT = "municipality_contact"
    SECURITY_CHIEF = "security_chief"
    WORKPLACE_SAFETY_RESPONSIBLE = "workplace_safety_responsible"
    FORUM_MEMBER = "forum_member"
    FORUM_CHAIR = "forum_chair"
    STEERING_MEMBER = "steering_member"
    COMMITTEE_READER = "committee_reader"
    INFOSEC_OFFICER = "infosec_officer"
    COMMUNICATOR = "communicator"
    PROPERTY_CONTACT = "property_contact"
    OBJECT_OWNER = "object_owner"
    OBJECT_LEAD = "object_lead"
    SERVICEDESK = "servicedesk"
    IT_WORKPLACE = "it_workplace"
    IT_INFRASTRUCTURE = "it_infrastructure"
    CATALOGUE_EDITOR = "catalogue_editor"
    FINANCE = "finance"
    HEAD_OF_IT = "head_of_it"
    SUPPLIER_USER = "supplier_user"
    AUDITOR = "auditor"
    ADMIN = "admin"
    # Who decides in others' place: an organisation's own fallback, and whoever was lent a power or asked once.
    FALLBACK_APPROVER = "fallback_approver"
    SUBSTITUTE = "substitute"


class WarrantyRoute(StrEnum):
    """Who handles a warranty claim."""

    IT = "it"
    MUNICIPALITY = "municipality"
    SUPPLIER = "supplier"
    UNIT = "unit"
    CONTRACT = "contract"
    NONE = "none"


class ReturnRoute(StrEnum):
    """What happens to a thing at the end."""

    IT = "it"
    OWN = "own"
    REVOKE = "revoke"
    CLOSE = "close"
    DISMOUNT = "dismount"
    DECISION = "decision"
    NONE = "none"


class Queue(StrEnum):
    """Who does the work."""

    IT_WORKPLACE = "it_workplace"
    IT_INFRASTRUCTURE = "it_infrastructure"
    OBJECT_LEAD = "object_lead"
    SERVICEDESK = "servicedesk"
    MUNICIPALITY = "municipality"


class Topic(StrEnum):
    """What IT is consulted about."""

    WIFI = "wifi"
    LICENCE = "licence"
    APP_DISTRIBUTION = "app_distribution"
    INFRASTRUCTURE = "infrastructure"
    INFORMATION_SECURITY = "information_security"
    # Asked of the orderer and of nobody else: whether the supplier mounts what is bought (L140-L141).
    MOUNTING = "mounting"


CONSULTED = tuple(topic for topic in Topic if topic is not Topic.MOUNTING)


class Asked(StrEnum):
    """Who is asked for a yes."""

    MANAGER = "manager"
    SCHOOL_MANAGER = "school_manager"
    NEXT_MANAGER = "next_manager"
    IT = "it"
    HEAD_OF_IT = "head_of_it"
    KCKD = "kckd"
    COMMITTEE = "committee"
    BUDGET = "budget"
