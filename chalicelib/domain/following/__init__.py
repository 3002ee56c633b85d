"""Followers of the change feed: what they choose, and what a change means for them."""
