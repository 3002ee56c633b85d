"""Hours in another form are refused with the form that is right."""

import pytest

from chalicelib.domain.values.checks import CodedFault
from chalicelib.domain.values.times.hours import Hours, parse_hours


@pytest.mark.parametrize(
    ("sent", "code", "right"),
    [
        ("09:00-12:00 UTC", "hours_without_zone", "09:00-12:00 Z"),
        ("09:00-12:00 gmt", "hours_without_zone", "09:00-12:00 Z"),
        ("09:00-12:00 UTC+8", "hours_without_zone", "09:00-12:00 +08:00"),
        ("09:00-12:00 +0530", "hours_without_zone", "09:00-12:00 +05:30"),
        ("09:00-12:00 -5", "hours_without_zone", "09:00-12:00 -05:00"),
        ("09:00-12:00 asia/shanghai", "hours_without_zone", "09:00-12:00 Asia/Shanghai"),
        ("09:00-12:00  Z", "hours_without_zone", "09:00-12:00 Z"),
        ("Mo-Fr 09:00-12:00 Z;", "hours_without_zone", "Mo-Fr 09:00-12:00 Z"),
        ("9:00-5:30 Z", "bad_time", "09:00-05:30 Z"),
        ("9-12 Z", "bad_time", "09:00-12:00 Z"),
        ("09:00–12:00 Z", "bad_time", "09:00-12:00 Z"),
        ("24/7 Z", "bad_time", "00:00-24:00 Z"),
        ("Monday-Friday 9:00-17:00 Z", "unknown_day", "Mo-Fr 09:00-17:00 Z"),
        ("09:00-12:00, 14:00-18:00 Z", "not_hours", "09:00-12:00,14:00-18:00 Z"),
    ],
)
def test_a_refusal_says_how_to_write_the_hours(sent: str, code: str, right: str) -> None:
    fault = parse_hours(sent)

    assert isinstance(fault, CodedFault)
    assert fault.code == code
    assert f'write "{right}".' in fault.detail
    assert isinstance(parse_hours(right), Hours)


@pytest.mark.parametrize("sent", ["09:00-12:00", "09:00-12:00 EST", "", "24/7"])
def test_hours_whose_zone_is_in_doubt_are_not_completed(sent: str) -> None:
    fault = parse_hours(sent)

    assert isinstance(fault, CodedFault)
    assert fault.code == "hours_without_zone"
    assert "names no time zone; end with Z" in fault.detail


@pytest.mark.parametrize("zone", ["US/Pacific", "Etc/GMT+8", "Asia/Beijing"])
def test_a_zone_that_is_named_otherwise_is_refused_by_its_name(zone: str) -> None:
    fault = parse_hours(f"09:00-12:00 {zone}")

    assert isinstance(fault, CodedFault)
    assert fault.code == "unknown_zone"
    assert f'"{zone}" is not the name of a time zone here' in fault.detail
