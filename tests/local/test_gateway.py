"""The local gateway hands on what API Gateway would, and answers what API Gateway would answer itself."""

import base64
import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from chalicelib.api.http.response.problems import STATUS

if TYPE_CHECKING:
    from tests.local.conftest import Running

PROBLEM = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def test_the_event_has_every_member_of_a_rest_event(running: "Running") -> None:
    running.ask("GET", "/things/a?x=1", headers={"User-Agent": "a test"})

    event = running.event
    assert set(event) == {
        "resource", "path", "httpMethod", "headers", "multiValueHeaders", "queryStringParameters",
        "multiValueQueryStringParameters", "pathParameters", "stageVariables", "requestContext", "body",
        "isBase64Encoded",
    }  # fmt: skip
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/things/{slug}", "/things/a", "GET")
    assert event["pathParameters"] == {"slug": "a"}
    assert event["body"] is None
    context = event["requestContext"]
    assert context["resourcePath"] == "/things/{slug}"
    assert context["identity"] == {"sourceIp": "127.0.0.1", "userAgent": "a test"}
    assert context["protocol"] == "HTTP/1.1"
    assert context["requestId"]
    assert isinstance(context["requestTimeEpoch"], int)


def test_parameters_that_were_not_sent_are_null(running: "Running") -> None:
    running.ask("GET", "/bytes")

    assert running.event["queryStringParameters"] is None
    assert running.event["multiValueQueryStringParameters"] is None
    assert running.event["pathParameters"] is None


def test_a_repeated_query_parameter_keeps_all_values_and_shows_the_last(running: "Running") -> None:
    running.ask("GET", "/things/a?kind=x&kind=y&empty=&q=%E6%B7%B1+z")

    assert running.event["multiValueQueryStringParameters"] == {
        "kind": ["x", "y"],
        "empty": [""],
        "q": ["深 z"],
    }
    assert running.event["queryStringParameters"] == {"kind": "y", "empty": "", "q": "深 z"}


def test_a_repeated_header_keeps_all_values_and_shows_the_last(running: "Running") -> None:
    running.speak(b"GET /things/a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n\r\n")

    assert running.event["multiValueHeaders"]["X-A"] == ["1", "2"]
    assert running.event["headers"]["X-A"] == "2"


@pytest.mark.parametrize("sent", ["%E6%B7%B1", "a%2Fb", "%7E", "a%20b", "%00", "..%2f.."])
def test_a_path_parameter_is_left_as_it_was_sent(running: "Running", sent: str) -> None:
    running.ask("GET", f"/things/{sent}")

    assert running.event["pathParameters"] == {"slug": sent}


def test_bytes_beyond_ascii_in_the_target_are_escaped(running: "Running") -> None:
    running.speak("GET /things/深?q=深 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())

    assert running.event["pathParameters"] == {"slug": "%E6%B7%B1"}
    assert running.event["queryStringParameters"] == {"q": "深"}


def test_a_literal_segment_wins_over_a_parameter(running: "Running") -> None:
    assert running.ask("GET", "/things/special")[1] == b"special"
    assert running.ask("GET", "/things/other")[1] == b'{"slug": "other"}'


def test_a_trailing_slash_is_as_good_as_none(running: "Running") -> None:
    assert running.ask("GET", "/things/a/")[0].status == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/things", "/things/a/b", "/things//", "//things", "/Things/a"])
def test_an_unknown_path_is_answered_with_a_problem(running: "Running", path: str) -> None:
    response, body = running.ask("GET", path)

    problem = json.loads(body)
    assert (response.status, problem["status"], problem["code"]) == (404, 404, "not_found")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Request-Id"] == problem["request_id"]
    assert set(problem) == PROBLEM
    assert running.events == []


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_on_a_known_path_is_for_the_app_to_refuse(running: "Running", method: str) -> None:
    response, _ = running.ask(method, "/things/a")

    assert response.status == 405
    assert "GET" in response.headers["Allow"]


def test_head_sends_the_length_and_no_body(running: "Running") -> None:
    connection = running.connect()
    connection.request("HEAD", "/things/a")
    head = connection.getresponse()
    head.read()
    connection.request("GET", "/things/a")  # on the same connection: a stray body would be read as this answer
    get = connection.getresponse()

    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.read()))
    assert head.headers["X-Things"] == "1"
    connection.close()


def test_head_of_an_unknown_path_has_no_body_either(running: "Running") -> None:
    response, body = running.ask("HEAD", "/nothing")

    assert (response.status, body) == (404, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_many_requests_share_a_connection_without_a_stall(running: "Running") -> None:
    connection = running.connect()
    connection.connect()
    own_port = connection.sock.getsockname()[1]
    started = time.perf_counter()
    for number in range(200):
        connection.request("POST", f"/things/{number}", body=b"{}")
        response = connection.getresponse()
        assert json.loads(response.read()) == {"slug": str(number)}
    spent = time.perf_counter() - started

    assert connection.sock.getsockname()[1] == own_port
    assert len(running.events) == 200
    assert spent < 200 * 0.02  # a stall by delayed ACK would be 0.044 each
    connection.close()


def test_requests_sent_ahead_are_answered_in_order(running: "Running") -> None:
    said = running.speak(
        b"GET /things/a HTTP/1.1\r\nHost: h\r\n\r\nPOST /things/b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
        b"GET /things/c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    )

    assert [e["pathParameters"]["slug"] for e in running.events] == ["a", "b", "c"]
    assert said.count(b"HTTP/1.1 200 OK") == 3


def test_a_connection_is_closed_when_the_client_asks_or_speaks_http_1_0(running: "Running") -> None:
    asked = running.speak(
        b"GET /things/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /things/b HTTP/1.1\r\nHost: h\r\n\r\n"
    )
    old = running.speak(b"GET /things/a HTTP/1.0\r\n\r\nGET /things/b HTTP/1.0\r\n\r\n")

    assert asked.count(b"HTTP/1.1 200") == old.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in asked
    assert running.event["requestContext"]["protocol"] == "HTTP/1.0"


def test_a_text_body_arrives_as_text(running: "Running") -> None:
    running.ask(
        "POST",
        "/things/a",
        body='{"name": "深度求索 🐋"}'.encode(),
        headers={"Content-Type": "application/json"},
    )

    assert running.event["body"] == '{"name": "深度求索 🐋"}'
    assert running.event["isBase64Encoded"] is False


@pytest.mark.parametrize(
    ("media_type", "body"), [("application/octet-stream", b"plain"), ("application/json", b'{"a": "\xff"}')]
)
def test_a_binary_body_arrives_in_base64(running: "Running", media_type: str, body: bytes) -> None:
    running.ask(
        "POST",
        "/bytes",
        body=body,
        headers={"Content-Type": media_type, "Accept": "application/octet-stream"},
    )

    assert running.event["isBase64Encoded"] is True
    assert base64.b64decode(running.event["body"]) == body


def test_a_binary_answer_is_bytes_again(running: "Running") -> None:
    _, body = running.ask("GET", "/bytes", headers={"Accept": "application/octet-stream"})

    assert body == b"\x00\xff"


def test_a_chunked_body_arrives_whole(running: "Running") -> None:
    running.ask("POST", "/things/a", body=iter([b'{"a": ', b'"', "深".encode(), b'"}']))

    assert running.event["body"] == '{"a": "深"}'


def test_chunks_may_have_extensions_and_trailers(running: "Running") -> None:
    said = running.speak(
        b"POST /things/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2;name=value\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\nGET /things/b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    )

    assert [e["body"] for e in running.events] == ["{}", None]
    assert said.count(b"HTTP/1.1 200") == 2


def test_a_client_that_waits_for_100_is_told_to_go_on(running: "Running") -> None:
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.sendall(LINE + b"Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert connection.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 OK\r\n")

    assert running.event["body"] == "{}"


def test_a_client_that_waits_with_too_much_is_refused_before_it_sends(running: "Running") -> None:
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.sendall(
            b"POST /things/a HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_body_over_the_cap_is_refused_even_while_the_client_is_still_sending(running: "Running") -> None:
    response, body = running.ask("POST", "/things/a", body=b"x" * (10 * 1024 * 1024 + 1))

    assert response.status == 413
    assert json.loads(body)["code"] == "too_large"
    assert running.events == []


def test_a_body_of_exactly_the_cap_is_taken(running: "Running") -> None:
    response, _ = running.ask("POST", "/things/a", body=b"x" * (10 * 1024 * 1024))

    assert response.status == 200


def test_chunks_over_the_cap_are_refused(running: "Running") -> None:
    response, _ = running.ask("POST", "/things/a", body=iter([b"x" * 1024 * 1024] * 11))

    assert response.status == 413


CODES = {
    413: "too_large",
    414: "uri_too_long",
    431: "headers_too_large",
    501: "unsupported_transfer_coding",
    505: "unsupported_http_version",
}
LINE = b"POST /things/a HTTP/1.1\r\nHost: h\r\n"
CHUNKED = LINE + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"GET /things/a\r\n\r\n", 400),
        (b"GET /things/a b HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        (b"G@T /things/a HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
        (b"GET /things/a HTTP/x.y\r\n\r\n", 400),
        (b"GET /things/a HTTP/2.0\r\n\r\n", 505),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (b"GET /things/a HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 10_240 + b"\r\n\r\n", 431),
        (b"GET /things/a HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /things/a HTTP/1.1\r\nHost: h\r\n" + b"X: 1\r\n" * 101 + b"\r\n", 431),
        (b"GET /things/a HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", 400),
        (b"GET /things/a HTTP/1.1\r\nHost: h\r\nX: 1\r\n folded\r\n\r\n", 400),
        (LINE + b"Content-Length: two\r\n\r\n{}", 400),
        (LINE + b"Content-Length: -2\r\n\r\n{}", 400),
        (LINE + b"Content-Length: +2\r\n\r\n{}", 400),
        (LINE + "Content-Length: ²\r\n\r\n{}".encode("latin-1"), 400),
        (LINE + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
        (LINE + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
        (LINE + b"Content-Length: 20\r\n\r\n{}", 400),
        (LINE + b"Content-Length: " + b"9" * 19 + b"\r\n\r\n", 413),
        (LINE + b"Content-Length: " + b"9" * 6_000 + b"\r\n\r\n", 400),
        (LINE + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (LINE + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        (CHUNKED + b"xyz\r\n", 400),
        (CHUNKED + b"\r\n", 400),
        (CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n", 400),
        (CHUNKED + b"2\r\n{}}\r\n0\r\n\r\n", 400),
        (CHUNKED + b"2\r\n{", 400),
        (CHUNKED + b"2\r\n{}\r\n", 400),
        (CHUNKED + b"ffffffff\r\n", 400),
        (CHUNKED + b"111111111\r\n", 400),
        (CHUNKED + b"0\r\n" + b"X: 1\r\n" * 101, 400),
    ],
)
def test_what_is_not_http_is_answered_with_a_problem_and_hung_up_on(
    running: "Running", sent: bytes, status: int
) -> None:
    head, _, body = running.speak(sent).partition(b"\r\n\r\n")

    problem = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert problem["status"] == status == STATUS[problem["code"]]
    assert set(problem) - {"longest", "errors"} == PROBLEM
    assert problem["code"] == CODES.get(status, "bad_request")
    assert f"X-Request-Id: {problem['request_id']}".encode() in head
    assert b"Connection: close" in head
    assert running.events == []


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET /things/a HT"])
def test_a_client_that_hangs_up_early_does_no_harm(running: "Running", sent: bytes) -> None:
    running.speak(sent)

    assert running.ask("GET", "/things/a")[0].status == 200
    assert "Traceback" not in running.log.getvalue()


def test_an_answer_without_a_body_has_no_length(running: "Running") -> None:
    for name, status in {"none": 204, "unchanged": 304}.items():
        response, body = running.ask("GET", f"/answers/{name}")
        assert (response.status, body) == (status, b"")
        assert "Content-Length" not in response.headers


def test_a_header_with_many_values_is_sent_many_times(running: "Running") -> None:
    response, _ = running.ask("GET", "/answers/two-cookies")

    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_text_beyond_ascii_is_sent_in_utf_8_with_its_length_in_bytes(running: "Running") -> None:
    response, body = running.ask("GET", "/answers/chinese")

    assert body.decode() == "深度求索 🐋"
    assert response.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("name", ["huge", "bad-header", "wide-header"])
def test_an_answer_that_lambda_could_not_give_is_a_502(running: "Running", name: str) -> None:
    response, body = running.ask("GET", f"/answers/{name}")

    assert (response.status, json.loads(body)["code"]) == (502, "no_answer")
    assert "BadAnswer" in running.log.getvalue()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"statusCode": "200"},
        {"statusCode": 99},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "%", "isBase64Encoded": True},
        {"statusCode": 200, "body": "\ud800"},
        None,
    ],
)
def test_an_app_that_answers_nonsense_is_a_502(running: "Running", answer: object) -> None:
    running.app = lambda event, context: answer  # type: ignore[assignment, return-value]  # it is nonsense

    response, body = running.ask("GET", "/things/a")

    assert response.status == 502
    assert set(json.loads(body)) == PROBLEM


def test_an_app_that_raises_is_a_502_and_only_the_log_says_why(running: "Running") -> None:
    def broken(event: object, context: object) -> dict[str, object]:
        raise RuntimeError("the reason")

    running.app = broken

    response, body = running.ask("GET", "/things/a")

    assert response.status == 502
    assert b"the reason" not in body
    assert "RuntimeError: the reason" in running.log.getvalue()


def test_the_app_gets_the_time_that_the_caller_will_wait(running: "Running") -> None:
    left = []

    def looking(event: dict[str, object], context: object) -> dict[str, object]:
        left.append(context.get_remaining_time_in_millis())  # type: ignore[attr-defined]  # Lambda's own name
        return {"statusCode": 200}

    running.app = looking
    running.ask("GET", "/things/a")

    assert 28_000 < left[0] <= 29_000


def test_each_request_is_one_line_in_the_log_without_its_query(running: "Running") -> None:
    running.ask("GET", "/things/a?x=%0A")
    running.ask("POST", "/nothing")

    first, second = running.log.getvalue().splitlines()
    assert first.startswith("GET /things/a 200 ")
    assert second.startswith("POST /nothing 404 ")
    assert first.endswith(" ms")


def test_a_key_in_a_path_is_repeated_neither_in_the_answer_nor_in_the_log(running: "Running") -> None:
    secret = f"aif_{'k' * 43}"
    for path in (f"/{secret}", "/" + "".join(f"%{ord(letter):02x}" for letter in secret)):
        _, body = running.ask("GET", path)
        assert secret not in unquote(body.decode())
    assert secret not in unquote(running.log.getvalue())
    assert running.log.getvalue().count("aif_... 404") == 2
