"""The clock of the machine."""

import time
from functools import lru_cache

from chalicelib.domain.instants import Instant


def now() -> Instant:
    """Return the present moment, in a tenth of the time that a datetime takes."""
    second, milliseconds = divmod(time.time_ns() // 1_000_000, 1_000)
    return f"{_second(second)}.{milliseconds:03d}Z"


@lru_cache(maxsize=1)  # a busy process asks often in each second
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
