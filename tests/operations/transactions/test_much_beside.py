"""Many values beside the one shown are in a separate row, and the view is read whole."""

from chalicelib.operations.world import World
from chalicelib.store import keys
from tests.operations.builders import a_company, a_source, assert_whole, said_by, say, view

COMPANY = "company/deepseek"


def test_long_values_beside_the_one_shown_move_into_a_separate_row(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    texts = [f"Text {number}. {'It is a lab. ' * 100}".strip() for number in range(8)]
    for number, text in enumerate(texts):
        a_source(quick, f"s{number}")
        say(quick, COMPANY, description=text, evidence=said_by(f"s{number}"))

    shown = view(quick, COMPANY)
    assert sorted([shown["description"], *(each["value"] for each in shown["also"]["description"])]) == sorted(texts)
    assert quick.table.get([keys.wide_key(COMPANY, "also")])
    assert_whole(quick, COMPANY)
