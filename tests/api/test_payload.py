"""What a request body's numbers become."""

from decimal import Decimal

import pytest

from chalicelib.api.payload import read_json_object


@pytest.mark.parametrize(
    ("sent", "read"),
    [("5", 5), ("5.0", 5), ("1e3", 1000), ("5.5", Decimal("5.5")), ("1e400", Decimal("1e400")), ("-0.0", 0)],
)
def test_a_whole_number_is_an_integer_however_it_is_written(sent: str, read: int | Decimal) -> None:
    value = read_json_object(b'{"n": %s}' % sent.encode())["n"]

    assert (value, type(value)) == (read, type(read))
