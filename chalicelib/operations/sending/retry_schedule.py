"""When a failed delivery is tried again, and when it is given up."""

MINUTE, HOUR = 60, 3_600
# Seconds after the failure before. The first attempt is at once.
DELAYS = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
JITTER = 0.2  # of a delay, more or less: receivers that failed together are not tried together


def delay_ms(failures: int, chance: float) -> int | None:
    """Return the milliseconds to wait after so many failures; None if it is given up.

    `chance` from 0 to 1 chooses within the jitter.
    """
    if failures > len(DELAYS):
        return None
    return round(DELAYS[failures - 1] * 1_000 * (1 + JITTER * (2 * chance - 1)))


def chance_of(token: str) -> float:
    """Return a number from 0 to 1 for a random name."""
    return int.from_bytes(token.encode()[-4:].rjust(4, b"0")) % 997 / 996
