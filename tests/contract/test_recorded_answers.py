"""The recorded answers are those that the service gives."""

from chalicelib.api.openapi.recorded import PATH
from tests.contract import record_answers


def test_the_recorded_answers_are_those_of_the_service() -> None:
    assert PATH.read_text(encoding="utf-8") == record_answers.text(), "renew them with: make contract"
