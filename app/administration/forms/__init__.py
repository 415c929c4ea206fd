"""What administrators fill in."""

from app.administration.forms.codeplan import CodeForm, RuleForm
from app.administration.forms.organisations import (
    ContactForm,
    CostCentreForm,
    NewOrganisationForm,
    OrganisationForm,
    SettingForm,
    WorkplaceForm,
    labels,
)
from app.administration.forms.units import ChangeForm, NewUnitForm, PersonForm, UnitForm

__all__ = [
    "ChangeForm",
    "CodeForm",
    "ContactForm",
    "CostCentreForm",
    "NewOrganisationForm",
    "NewUnitForm",
    "OrganisationForm",
    "PersonForm",
    "RuleForm",
    "SettingForm",
    "UnitForm",
    "WorkplaceForm",
    "labels",
]
