"""What AWS tells us: the schedule."""

from chalicelib.feeds.schedule import schedule

__all__ = ["schedule"]
