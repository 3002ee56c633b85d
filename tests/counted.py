"""Counts work: how many lines of Python a call runs through, which no machine's load changes."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def work(call: Callable[[], Any]) -> int:
    """Count the lines that a call runs through in the modules of the service, each round of a loop anew."""
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
    """Count the characters of JSON that a call writes, whatever becomes of them."""
    written = 0

    def note(frame: FrameType, event: str, told: Any) -> None:
        nonlocal written
        if event == "return" and frame.f_code.co_name == "dumps" and isinstance(told, str):
            written += len(told)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(before)
    return written
