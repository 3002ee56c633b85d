"""traceparent (W3C): a valid one is continued, any other begins a new trace."""

import re

import pytest

from chalicelib.api.http.request.incoming import trace

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_a_sane_traceparent_is_continued() -> None:
    assert trace(f"00-{TRACE}-{SPAN}-01") == (TRACE, SPAN)


@pytest.mark.parametrize("rest", ["", "-and more"])
def test_one_of_a_later_version_is_continued_as_far_as_it_is_known(rest: str) -> None:
    assert trace(f"01-{TRACE}-{SPAN}-01{rest}") == (TRACE, SPAN)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        "",
        f"ff-{TRACE}-{SPAN}-01",
        f"01-{TRACE}-{SPAN}-01more",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f" 00-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_any_other_begins_a_new_trace(sent: object) -> None:
    begun, parent = trace(sent)
    assert re.fullmatch("[0-9a-f]{32}", begun)
    assert begun not in {TRACE, "0" * 32, trace(sent)[0]}
    assert parent is None
