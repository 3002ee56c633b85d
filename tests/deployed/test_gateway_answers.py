"""Answers that the gateway gives itself, without the function: those of AWS, and where the local gateway differs."""

from tests.deployed.playground import through_the_gateway
from tests.deployed.stack import Stack

PATH = "/v1/companies/deepseek"


def test_an_unknown_path_is_our_problem_with_the_id_of_the_gateway(playground: Stack) -> None:
    """The local gateway repeats the id that the client sends."""
    answer = through_the_gateway(playground).get("/v2/companies/deepseek", X_Request_Id="mine")

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == answer.json["request_id"] != "mine"


def test_an_unknown_method_of_a_known_path_is_not_found(playground: Stack) -> None:
    """The local gateway answers 405 with `Allow`; both list the methods in the answer to OPTIONS."""
    client = through_the_gateway(playground)

    answer = client.send("DELETE", PATH)

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert "allow" not in answer.headers
    assert client.send("OPTIONS", PATH).headers["allow"] == "GET, HEAD, PATCH, OPTIONS"
