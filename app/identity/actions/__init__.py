"""What people do about themselves: sign in and out, choose how the shop looks."""

from app.identity.actions.pending import LASTS, Begun, Start, begin, claim
from app.identity.actions.roles import Directory, sync_roles, take_back
from app.identity.actions.sessions import confirm, end_all, end_one
from app.identity.actions.settings import choose, choose_mail, show_vat
from app.identity.actions.signing import Arrival, Proof, note_refusal, sign_in, sign_out, touch
from app.identity.actions.substitutes import revoke, stand_in

__all__ = [
    "LASTS",
    "Arrival",
    "Begun",
    "Directory",
    "Proof",
    "Start",
    "begin",
    "choose",
    "choose_mail",
    "claim",
    "confirm",
    "end_all",
    "end_one",
    "note_refusal",
    "revoke",
    "show_vat",
    "sign_in",
    "sign_out",
    "stand_in",
    "sync_roles",
    "take_back",
    "touch",
]
