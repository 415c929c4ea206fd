"""What people fill in about themselves."""

from app.identity.forms.settings import SettingsForm
from app.identity.forms.signing import DemoSignInForm, WayForm
from app.identity.forms.substitutes import SubstituteForm

__all__ = ["DemoSignInForm", "SettingsForm", "SubstituteForm", "WayForm"]
