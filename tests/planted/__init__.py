"""Planted bugs: what the tests and the judges must notice, and a command that shows that they do."""
