"""Rows say what they can hold."""

import pytest

from chalicelib.store.rows import Key, Row


def test_a_row_is_stored_as_compact_text_in_its_own_letters() -> None:
    assert Row(Key("p", "s"), {"name": "深度求索", "n": [1, None]}).text == '{"name":"深度求索","n":[1,null]}'


@pytest.mark.parametrize("name", ["pk", "sk", "v", "body", "expires", "gsi1pk", "gsi3sk"])
def test_a_mark_may_not_hide_what_the_table_needs(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Row(Key("p", "s"), {}, condition_attributes={name: 1})


def test_a_row_is_put_only_under_indexes_that_exist() -> None:
    with pytest.raises(ValueError, match="gsi4"):
        Row(Key("p", "s"), {}, indexes={"gsi4": Key("a", "b")})
