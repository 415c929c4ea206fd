"""Reports of a year, their lines, and to whom they were sent."""

from app.follow_up.models.reports import FollowUp, FollowUpLine, FollowUpSending

__all__ = ["FollowUp", "FollowUpLine", "FollowUpSending"]
