"""Measurements: programs that fill a table and count or time what the service does with it."""
