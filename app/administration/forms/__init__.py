"""What administrators fill in."""

from app.administration.forms.codeplan import CodeForm, RuleForm
from app.administration.forms.organisations import (
    ContactForm,
    CostCentreForm,
    OrganisationForm,
    SettingForm,
    WorkplaceForm,
    labels,
)
from app.administration.forms.units import ChangeForm, NewUnitForm, PersonForm, PlaceForm, UnitForm

__all__ = [
    "ChangeForm",
    "CodeForm",
    "ContactForm",
    "CostCentreForm",
    "NewUnitForm",
    "OrganisationForm",
    "PersonForm",
    "PlaceForm",
    "RuleForm",
    "SettingForm",
    "UnitForm",
    "WorkplaceForm",
    "labels",
]
