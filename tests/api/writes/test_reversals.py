"""Reversals over HTTP: entities that were retired or merged by mistake answer again."""

import pytest

from tests.api.conftest import WRITER, Client, a_company

COMPANY, OTHER = "/v1/companies/deepseek", "/v1/companies/deep-seek"
WRONG = {"reason": "Entered by mistake."}
RIGHT = {"reason": "It was right."}


@pytest.fixture
def staged(client: Client) -> Client:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek", country="CN"))
    return client


def test_a_retired_company_answers_again(staged: Client) -> None:
    retired = staged.post(f"{COMPANY}/retirement", WRONG, If_Match="*")
    assert staged.get(COMPANY).status == 410
    assert staged.post(f"{COMPANY}/retirement/reversal", RIGHT, If_Match='"r1"').status == 412
    back = staged.post(f"{COMPANY}/retirement/reversal", RIGHT, If_Match=retired.headers["etag"])
    assert (back.status, back.json["revision"]) == (200, 3)
    assert staged.get(COMPANY).json == back.json
    assert staged.get(COMPANY).headers["etag"] == back.headers["etag"]


def test_a_merged_company_answers_again(staged: Client) -> None:
    merge = {"into": "company/deepseek", "reason": "The same."}
    assert staged.post(f"{OTHER}/merge", merge, If_Match="*").status == 200
    assert staged.get(OTHER).status == 308
    answer = staged.post(f"{OTHER}/merge/reversal", RIGHT, If_Match="*")
    assert answer.json | {"closed": 0} == {
        "ref": "company/deep-seek",
        "survivor": "company/deepseek",
        "closed": 0,
        "recorded_since": [],
        "recorded_since_count": 0,
        "moved": 0,
        "remaining": False,
    }
    assert staged.get(OTHER).json["country"] == "CN"
    assert "country" not in staged.get(COMPANY).json


def test_a_reversal_of_another_revision_is_told_the_right_one(staged: Client) -> None:
    """A merged company redirects, so its ETag cannot be read."""
    staged.post(f"{OTHER}/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*")
    refused = staged.post(f"{OTHER}/merge/reversal", RIGHT, If_Match='"r7"')
    assert refused.json["detail"] == 'company/deep-seek is at revision 2, not 7: send If-Match: "r2".'
    assert staged.post(f"{OTHER}/merge/reversal", RIGHT, If_Match='"r2"').status == 200


@pytest.mark.parametrize("verb", ["retirement", "merge"])
def test_a_reversal_needs_an_admin_a_revision_and_a_reason(staged: Client, verb: str) -> None:
    path = f"{COMPANY}/{verb}/reversal"
    assert staged.post(path, RIGHT, key=WRITER, If_Match="*").status == 403
    assert staged.post(path, RIGHT).json["code"] == "precondition_required"
    refused = staged.post(path, {"reason": ""}, If_Match="*")
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/reason")
