"""What people fill in about themselves."""

from app.identity.forms.settings import SettingsForm
from app.identity.forms.signing import DemoSignInForm, WayForm

__all__ = ["DemoSignInForm", "SettingsForm", "WayForm"]
