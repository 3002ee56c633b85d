"""The error for a field that is not declared names the right one."""

from chalicelib.domain.faults import Guesses
from chalicelib.kinds import KINDS, unknown_property


def detail_of(kind: str, name: str, *, type_name: str | None = None) -> str:
    return unknown_property(KINDS[kind], name, type_name=type_name, guesses=Guesses())


def test_a_misspelt_name_is_answered_with_the_nearest_name() -> None:
    detail = detail_of("company", "contry")

    assert detail == 'A company has no property "contry"; the nearest is "country".'


def test_a_field_of_another_event_type_is_answered_with_that_type() -> None:
    detail = detail_of("event", "rank_after", type_name="stock_move")

    assert detail == 'An event of the type stock_move has no property "rank_after"; it belongs to the type chart_rank.'


def test_a_field_of_several_other_types_names_them_all() -> None:
    detail = detail_of("event", "jurisdiction", type_name="trend")

    assert detail.endswith("; it belongs to the types regulation, legal_action.")


def test_a_misspelt_field_of_the_type_itself_is_answered_with_the_nearest_name() -> None:
    detail = detail_of("event", "price_aftr", type_name="stock_move")

    assert detail.endswith('; the nearest is "price_after".')


def test_a_name_unlike_any_other_is_answered_with_all_names() -> None:
    detail = detail_of("person", "zzz")

    assert "; it has name, aliases, occupation, affiliation," in detail


def test_a_field_of_an_event_without_a_type_is_answered_with_its_types() -> None:
    assert detail_of("event", "chart").endswith("; it belongs to the type chart_rank.")


def test_a_name_of_any_length_or_character_gets_a_short_valid_answer() -> None:
    detail = detail_of("person", "\ud800\x00" + "x" * 5000)

    assert len(detail) < 400
    assert detail.encode()


def test_without_guesses_left_the_answer_says_where_the_names_are_listed() -> None:
    detail = unknown_property(KINDS["company"], "contry", guesses=Guesses(0))

    assert detail == 'A company has no property "contry"; GET /v1/vocabulary lists those it has.'
