"""aifacts: a REST API for structured facts about the AI industry, each value with its source."""

__version__ = "0.1.0"
