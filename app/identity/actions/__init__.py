"""What people do about themselves: sign in and out, choose how the shop looks."""

from app.identity.actions.settings import choose, show_vat
from app.identity.actions.signing import sign_in, sign_out, touch

__all__ = ["choose", "show_vat", "sign_in", "sign_out", "touch"]
