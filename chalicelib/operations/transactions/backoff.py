"""How often and how long a write waits for other writers of its entity."""

FIRST_PAUSE = 0.02  # seconds; doubled at each attempt, with jitter
# The longest pauses of eight attempts are 3.8 s together, so that the answer comes within five seconds. The last ones
# are as long as 32 writers need one after the other: with fewer and shorter ones most of them were refused.
MAX_ATTEMPTS = 8
MAX_UNANSWERED = 5  # attempts without an answer of the table, each of which may take long


def pause_seconds(attempt: int, name: str) -> float:
    """Return the seconds to wait: doubled at each attempt, times 0.5 to 1.5 by the write's random name."""
    return FIRST_PAUSE * float(2**attempt) * (0.5 + (sum(name.encode()) * (attempt + 7) % 97) / 97)
