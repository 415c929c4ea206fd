"""People, organisations, units, cost centres, workplaces, role grants and sign-in sessions."""

from app.identity.models.organisations import CostCentre, Organisation, Unit, Workplace
from app.identity.models.people import APPEARANCES, LANGUAGES, LICENCE_PROFILES, Person, RoleGrant
from app.identity.models.sessions import SignInSession

__all__ = [
    "APPEARANCES",
    "LANGUAGES",
    "LICENCE_PROFILES",
    "CostCentre",
    "Organisation",
    "Person",
    "RoleGrant",
    "SignInSession",
    "Unit",
    "Workplace",
]
