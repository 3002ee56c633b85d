"""Counts work: the lines of Python that a call runs through, which do not depend on the load of the machine."""

import sys
from collections.abc import Callable
from json import JSONEncoder
from types import FrameType
from typing import Any

from chalicelib.domain.facts.fact_tokens import compact_json

_WRITERS = {each.__code__ for each in (JSONEncoder.encode, compact_json)}


def work(call: Callable[[], Any]) -> int:
    """Count the lines that a call runs through in the modules of the service, once for each round of a loop."""
    done = 0

    def count(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal done
        done += 1
        return count

    def enter(frame: FrameType, _event: str, _argument: Any) -> Any:
        return count if "chalicelib" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    finally:
        sys.settrace(before)
    return done


def encoded(call: Callable[[], Any]) -> int:
    """Count the characters of JSON that a call writes, used or not."""
    written = 0

    def note(frame: FrameType, event: str, returned: Any) -> None:
        nonlocal written
        if event == "return" and frame.f_code in _WRITERS and isinstance(returned, str):
            written += len(returned)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(before)
    return written
