"""Torn reads: what a query raises that saw half of a transaction."""


class Torn(Exception):
    """A read saw half of a transaction. Read again."""
