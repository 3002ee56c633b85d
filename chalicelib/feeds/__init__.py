"""Events that AWS sends: the schedule."""

from chalicelib.feeds.schedule import schedule

__all__ = ["schedule"]
