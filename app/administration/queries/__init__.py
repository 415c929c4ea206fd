"""Questions of an administrator: how far the mandate reaches, and what lies within it."""

from app.administration.queries.organisations import organisations
from app.administration.queries.reach import Reach, reach

__all__ = ["Reach", "organisations", "reach"]
