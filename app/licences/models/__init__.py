"""Licences that people and places have, the pools they are taken from, and the questions whether they are needed."""

from app.licences.models.licences import ENDINGS, Licence, LicenceEditor
from app.licences.models.pools import LicencePool
from app.licences.models.reviews import LicenceReview

__all__ = ["ENDINGS", "Licence", "LicenceEditor", "LicencePool", "LicenceReview"]
