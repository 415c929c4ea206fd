"""People, organisations, units, cost centres, workplaces, role grants, and how people sign in."""

from app.identity.models.codeplan import CodeDimension, CodeRule, CodeValue
from app.identity.models.contacts import CONTACT_KINDS, Contact
from app.identity.models.decisions import SettingChange
from app.identity.models.directory import DirectoryGroup, DirectoryMember, DirectoryUser
from app.identity.models.importing import PeopleImport
from app.identity.models.kontering import KonteringDefault, UnitReference
from app.identity.models.organisations import CostCentre, EmailDomain, Organisation, Unit, Workplace
from app.identity.models.people import APPEARANCES, LANGUAGES, LICENCE_PROFILES, Person, RoleGrant
from app.identity.models.roles import CLAIMS, RoleMapping
from app.identity.models.saml import SamlMessage, SamlSignOut
from app.identity.models.second import CONFIRMED, DECLINED, ENDED, PENDING
from app.identity.models.sessions import SignInSession
from app.identity.models.signing import KINDS, PendingSignIn, SignInAttempt
from app.identity.models.structure import UnitChange, UnitSpan
from app.identity.models.substitutes import PACES, MailHabit, Substitution

__all__ = [
    "APPEARANCES",
    "CLAIMS",
    "CONFIRMED",
    "CONTACT_KINDS",
    "DECLINED",
    "ENDED",
    "KINDS",
    "LANGUAGES",
    "LICENCE_PROFILES",
    "PACES",
    "PENDING",
    "CodeDimension",
    "CodeRule",
    "CodeValue",
    "Contact",
    "CostCentre",
    "DirectoryGroup",
    "DirectoryMember",
    "DirectoryUser",
    "EmailDomain",
    "KonteringDefault",
    "MailHabit",
    "Organisation",
    "PendingSignIn",
    "PeopleImport",
    "Person",
    "RoleGrant",
    "RoleMapping",
    "SamlMessage",
    "SamlSignOut",
    "SettingChange",
    "SignInAttempt",
    "SignInSession",
    "Substitution",
    "Unit",
    "UnitChange",
    "UnitReference",
    "UnitSpan",
    "Workplace",
]
