"""What administrators fill in."""

from app.administration.forms.organisations import (
    ContactForm,
    CostCentreForm,
    OrganisationForm,
    SettingForm,
    WorkplaceForm,
    labels,
)
from app.administration.forms.units import ChangeForm, NewUnitForm, PersonForm, UnitForm

__all__ = [
    "ChangeForm",
    "ContactForm",
    "CostCentreForm",
    "NewUnitForm",
    "OrganisationForm",
    "PersonForm",
    "SettingForm",
    "UnitForm",
    "WorkplaceForm",
    "labels",
]
