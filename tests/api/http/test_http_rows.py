"""The rows of what a first-class HTTP API does, through the Lambda event and over a real socket alike."""

import base64
import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest

from app import app
from chalicelib.api.http.response.cors import EXPOSED
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.kinds import PLURALS
from chalicelib.local.gateway import Gateway
from tests.api.conftest import ADMIN, EVIDENCE, READER, WRITER, Answer, Client, a_company, read_answer
from tests.conftest import Clock
from tests.tables import for_each

COMPANY = "/v1/companies/deepseek"
LONG = {"remarks": [{"value": {"text": "大" * 700, "language": "zh"}}]}
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass(frozen=True)
class OverTheWire(Client):
    """Sends requests through a socket to a gateway, below a path that the gateway takes away."""

    base: str = ""
    address: tuple[str, int] = ("", 0)
    below: str = ""

    def ask(self, an_event: dict[str, Any]) -> Answer:
        query = urlencode(an_event["multiValueQueryStringParameters"] or {}, doseq=True)
        body = an_event["body"]
        connection = HTTPConnection(*self.address, timeout=20)
        try:
            connection.request(
                an_event["httpMethod"],
                self.below + an_event["path"] + (f"?{query}" if query else ""),
                base64.b64decode(body) if an_event["isBase64Encoded"] else body and body.encode(),
                an_event["headers"],
            )
            answer = connection.getresponse()
            return read_answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The local gateway before the application, on a free port."""
    with io.StringIO() as log:
        served = Gateway(("127.0.0.1", 0), app, resources=app.routes, binary_types=app.api.binary_types, log=log)
        thread = Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        served.shutdown()
        thread.join()
        served.server_close()


@pytest.fixture(params=["lambda", "socket"])
def client(client: Client, gateway: Gateway, request: pytest.FixtureRequest) -> Client:
    """Each way to the application in turn."""
    if request.param == "lambda":
        return client
    return OverTheWire(client.world, address=("127.0.0.1", int(gateway.server_address[1])))


@pytest.fixture
def company(client: Client) -> Answer:
    """A company whose view is longer than a kilobyte."""
    return client.create("companies", a_company(**LONG))


def links(answer: Answer) -> dict[str, str]:
    """Read the Link header: relation to target."""
    return {rel: target for target, rel in re.findall('<([^>]*)>; rel="([^"]*)"', answer.headers["link"])}


def test_unknown_path(client: Client) -> None:
    answer = client.get("/v2/companies", X_Request_Id="mine")
    assert (answer.status, answer.json["code"], answer.json["request_id"]) == (404, "not_found", "mine")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "mine"


def test_known_path_other_method(client: Client) -> None:
    answer = client.send("DELETE", COMPANY)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, PATCH, OPTIONS")


@for_each("resource", dict.fromkeys(route.path for route in ROUTES))
def test_options_of_every_path(client: Client, resource: str) -> None:
    path = resource.replace("{plural}", "companies").replace("{slug}", "deepseek")
    answer = client.send("OPTIONS", re.sub(r"\{\w+\}", "name", path))
    methods = {m for route in ROUTES if route.path == resource for m in route.methods}
    assert (answer.status, answer.text) == (204, "")
    assert set(answer.headers["allow"].split(", ")) == methods | {"OPTIONS"}
    assert "access-control-allow-methods" not in answer.headers


def test_options_says_which_bodies_a_path_takes(client: Client) -> None:
    headers = client.send("OPTIONS", COMPANY).headers
    assert headers["accept-patch"] == "application/merge-patch+json, application/json"
    assert client.send("OPTIONS", "/v1/companies").headers["accept-post"] == "application/json"
    assert client.send("OPTIONS", "/v1/firms").status == 404


def test_head_wherever_get_is(client: Client, company: Answer) -> None:
    for url in (COMPANY, "/v1/companies", "/healthz", "/v1/companies/nobody", "/"):
        for coding in ("identity", "gzip"):
            got, asked = (
                client.send(m, url, headers={"Accept_Encoding": coding, "X_Request_Id": "one"}) for m in ("GET", "HEAD")
            )
            assert (asked.status, asked.raw) == (got.status, b"")
            ignored = {"content-length", "date"}
            assert {n: v for n, v in asked.steady.items() if n not in ignored} == {
                n: v for n, v in got.steady.items() if n not in ignored
            }
            assert asked.headers["content-length"] == str(len(got.raw))


def test_bad_json_and_wrong_media_type(client: Client) -> None:
    def post(body: str, media: str) -> Answer:
        return client.send("POST", "/v1/companies", body=body, key=WRITER, headers={"Content-Type": media})

    assert post("{", "application/json").status == 400
    assert post("{}", "application/json").status == 422
    refused = post("{}", "text/plain")
    assert (refused.status, refused.headers["accept-post"]) == (415, "application/json")


def test_a_body_may_come_in_base64(client: Client) -> None:
    body = json.dumps(a_company(name="深度求索")).encode()
    headers = {"Content-Type": "application/json"}
    made = client.send("POST", "/v1/companies", body=body, key=WRITER, headers=headers)
    assert (made.status, made.json["name"]) == (201, "深度求索")


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0.9, image/*", "application/json;q=0", "*/*;q=0"])
def test_406_names_what_there_is(client: Client, accept: str) -> None:
    answer = client.get("/v1/companies", Accept=accept)
    assert (answer.status, answer.json["code"]) == (406, "not_acceptable")
    assert answer.json["offers"] == ["application/json", "application/x-ndjson", "text/csv"]
    assert "application/json" in answer.json["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["*/*", "", "nonsense", "application/*;q=0.1", "APPLICATION/JSON; charset=utf-8"])
def test_an_accept_that_takes_json_or_says_nothing_gets_json(client: Client, accept: str) -> None:
    assert client.get("/v1/companies", Accept=accept).headers["content-type"] == "application/json"


def test_etag_is_the_same_for_every_caller_and_coding(client: Client, company: Answer) -> None:
    tag = company.headers["etag"]
    assert re.fullmatch('"r1-[0-9a-f]{16}"', tag)
    assert {client.get(COMPANY, key=key).headers["etag"] for key in (None, READER, ADMIN)} == {tag}
    assert client.get(COMPANY, Accept_Encoding="gzip").headers["etag"] == tag
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert client.get(COMPANY).headers["etag"] != tag


def test_if_none_match(client: Client, company: Answer) -> None:
    tag = company.headers["etag"]
    added = [f'{tag[:-1]}{suffix}"' for suffix in ("-gzip", ";gzip", "--gzip", "-br", "-zstd")]
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*", *added, f"W/{added[0]}", ", ".join(['"x"', *added])):
        answer = client.get(COMPANY, If_None_Match=sent)
        assert (answer.status, answer.raw) == (304, b"")
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == "public, no-cache"
        assert answer.headers["vary"] == "Accept-Encoding, Accept, Authorization"
    assert client.get(COMPANY, If_None_Match='"other"').status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("*", 200),
        ('"r1"', 200),
        ('"r7-ab", "r1-cd"', 200),
        ('W/"r7", "r1"', 200),
        (', "r1",', 200),
        ('"a,b", "r1"', 200),
        ('"r2"', 412),
        ('"r2", "r3-00"', 412),
        ('W/"r1"', 200),
        ('W/"r2"', 412),
        ('"r1-5d41402abc4b2a76-gzip"', 200),
        ('W/"r1-5d41402abc4b2a76-br"', 200),
        ('"r1-5d41402abc4b2a76;gzip"', 200),
        ('"r1-5d41402abc4b2a76--gzip"', 200),
        ('"r1-gzip"', 200),
        ('"r2-5d41402abc4b2a76-gzip", W/"r3-00"', 412),
        ('"r1-5d41402abc4b2a76-lzma"', 412),
        ('"gzip"', 412),
        ('"-gzip"', 412),
        ('"abc"', 412),
        ("r1", 400),
        ('"r1" "r2"', 400),
        ('"r1', 400),
        ('"r1", r2', 400),
        ("", 400),
    ],
)
def test_if_match_on_writes(client: Client, company: Answer, sent: str, status: int) -> None:
    answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}, If_Match=sent)
    assert answer.status == status
    assert ("country" in client.get(COMPANY).json) == (status == 200)


@pytest.mark.parametrize(
    ("verb", "body"),
    [("retirement", {"reason": "Made up."}), ("merge", {"into": "company/other", "reason": "The same."})],
)
def test_428_where_if_match_is_required_and_absent(
    client: Client, company: Answer, verb: str, body: Mapping[str, str]
) -> None:
    client.create("companies", a_company("other"))
    refused = client.post(f"{COMPANY}/{verb}", body)
    assert (refused.status, refused.json["code"]) == (428, "precondition_required")
    assert client.post(f"{COMPANY}/{verb}", body, If_Match='"r2"').status == 412
    assert client.post(f"{COMPANY}/{verb}", body, If_Match=company.headers["etag"]).status == 200


def test_cache_control(client: Client, company: Answer, clock: Clock) -> None:
    at = company.json["updated_at"]
    clock.advance(seconds=30)
    assert client.get(f"{COMPANY}?known_at={at}").headers["cache-control"] == "public, no-cache"
    clock.advance(seconds=60)
    pinned = f"{COMPANY}?known_at={at}"
    assert client.get(pinned).headers["cache-control"] == "public, max-age=86400"
    assert client.get(pinned, key=READER).headers["cache-control"] == "private, max-age=86400"
    assert client.get(COMPANY).headers["cache-control"] == "public, no-cache"
    assert client.get(COMPANY, key=READER).headers["cache-control"] == "private, no-cache"
    for url in ("/openapi.json", "/problems", "/v1/vocabulary", "/llms.txt", "/.well-known/security.txt"):
        assert client.get(url).headers["cache-control"] == "public, max-age=300"
    assert client.get("/", Accept="application/json").headers["cache-control"] == "public, max-age=300"
    assert client.get("/").headers["cache-control"] == "no-cache"  # it shows what is on record
    for answer in (
        company,
        client.get("/v1/companies/nobody"),
        client.get("/v2"),
        client.get("/v1/keys", key=ADMIN),
        client.get("/healthz"),
        client.get("/readyz"),
        client.post("/v1/entities/get", {"refs": ["company/deepseek"]}),
        client.send("OPTIONS", COMPANY),
    ):
        assert answer.headers["cache-control"] == "no-store"


def test_a_pinned_page_is_kept_no_longer_than_its_cursor(client: Client, company: Answer, clock: Clock) -> None:
    client.create("companies", a_company("other"))
    at = client.get("/v1/companies/other").json["updated_at"]
    clock.advance(seconds=90)
    page = client.get(f"/v1/companies?limit=1&known_at={at}")
    assert page.headers["cache-control"] == "public, max-age=3600"
    assert client.get(f"/v1/companies?known_at={at}").headers["cache-control"].endswith("max-age=86400")


def test_closed_reads_are_private(client: Client, company: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READS", "closed")
    refused, read = client.get(COMPANY), client.get(COMPANY, key=READER)
    assert (refused.status, refused.headers["cache-control"]) == (401, "no-store")
    assert read.headers["cache-control"] == "private, no-cache"
    assert refused.headers["vary"] == read.headers["vary"] == "Accept-Encoding, Accept, Authorization"


def test_vary(client: Client, company: Answer) -> None:
    for url, vary in {
        "/healthz": "Accept-Encoding",
        "/": "Accept-Encoding, Accept",
        COMPANY: "Accept-Encoding, Accept, Authorization",
        "/v1/companies/nobody": "Accept-Encoding, Accept, Authorization",
        "/v1/compare?refs=company/deepseek": "Accept-Encoding, Accept, Authorization",
    }.items():
        assert client.get(url).headers["vary"] == vary


@pytest.mark.parametrize("accepted", ["gzip", "deflate, gzip;q=0.5", "*", "br, *;q=0.1", "GZIP", "x-gzip"])
def test_gzip_when_accepted(client: Client, company: Answer, accepted: str) -> None:
    plain, packed = client.get(COMPANY), client.get(COMPANY, Accept_Encoding=accepted)
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.raw) < len(plain.raw) == len(plain.text.encode())
    assert gzip.decompress(packed.raw) == plain.raw
    assert client.get(COMPANY, Accept_Encoding=accepted).raw == packed.raw


@pytest.mark.parametrize(
    "accepted", ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0, *", "identity, gzip;q=0.5", "?"]
)
def test_no_gzip_when_not_accepted(client: Client, company: Answer, accepted: str) -> None:
    answer = client.get(COMPANY, Accept_Encoding=accepted)
    assert "content-encoding" not in answer.headers
    assert answer.json["ref"] == "company/deepseek"


def test_no_gzip_below_a_kilobyte_nor_on_304(client: Client, company: Answer) -> None:
    assert "content-encoding" not in client.get("/healthz", Accept_Encoding="gzip").headers
    unchanged = client.get(COMPANY, Accept_Encoding="gzip", If_None_Match="*")
    assert (unchanged.status, unchanged.raw, "content-encoding" in unchanged.headers) == (304, b"", False)


def test_pages_link_to_next_and_first(client: Client, company: Answer) -> None:
    client.create("companies", a_company("other"))
    page = client.get("/v1/companies?limit=1&sort=name")
    first = f"{client.base}/v1/companies?limit=1&sort=name"
    assert links(page)["first"] == first
    following = client.get(links(page)["next"].removeprefix(client.base))
    assert links(following) == {"first": first}
    client.get("/v1/changes")  # numbers what was written
    feed = client.get("/v1/changes?after=1&limit=1")
    assert links(feed) == {
        "next": f"{client.base}/v1/changes?after=2&limit=1",
        "first": f"{client.base}/v1/changes?limit=1",
    }


def test_cors_is_on_every_answer(client: Client, company: Answer) -> None:
    for answer in (
        company,
        client.get(COMPANY, Origin="https://evil.example"),
        client.get(COMPANY, If_None_Match="*"),
        client.get("/v1/companies/nobody"),
        client.get("/v2"),
        client.send("DELETE", COMPANY),
        client.send("OPTIONS", COMPANY),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-expose-headers"] == ", ".join(EXPOSED)
        assert not {n for n in answer.headers if n.startswith("access-control-") and n.endswith(("methods", "age"))}


@pytest.mark.parametrize("url", [COMPANY, "/v1/firms"])
def test_preflight(client: Client, url: str) -> None:
    asked = {"Origin": "https://a.example", "Access_Control_Request_Method": "PATCH"}
    answer = client.send("OPTIONS", url, headers=asked)
    assert (answer.status, answer.text) == (204, "")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"GET", "HEAD", "OPTIONS"} < set(answer.headers["access-control-allow-methods"].split(", "))
    allowed = set(answer.headers["access-control-allow-headers"].split(", "))
    assert {"Authorization", "Content-Type", "If-Match", "Idempotency-Key", "traceparent"} <= allowed
    assert answer.headers["access-control-max-age"] == "7200"


def test_server_timing_has_the_milliseconds_and_says_of_what(client: Client, company: Answer) -> None:
    expected = r'app;desc="whole request";dur=\d+\.\d, db;desc="database";dur=\d+\.\d'
    for url in (COMPANY, "/v1/companies/nobody", "/healthz"):
        assert re.fullmatch(expected, client.get(url).headers["server-timing"])


def test_413_and_414_state_the_bounds(client: Client) -> None:
    body = '{"slug": "' + "a" * 1_000_000 + '"}'
    large = client.send("POST", "/v1/companies", body=body, key=WRITER, headers={"Content-Type": "application/json"})
    assert (large.status, large.json["limit"]) == (413, 1_000_000)
    long = client.get(f"/v1/companies?name={'a' * 4097}")
    assert (long.status, long.json["longest"]) == (414, 4096)


@pytest.mark.parametrize("text", ["שלום عالم", "🐋🇫🇷\U0010ffff", "\u00e9", "a\u200db"])
def test_clean_text_makes_an_exact_round_trip(client: Client, text: str) -> None:
    body = {"slug": "s", "title": text}
    assert client.post("/v1/sources", body).json["title"] == text
    assert client.get("/v1/sources/s", Accept_Encoding="gzip").json["title"] == text


@pytest.mark.parametrize(
    ("sent", "kept"), [("e\u0301", "\u00e9"), (" a\u0085\u2028b\t", "a b"), ("\ufeffa\u200f", "a")]
)
def test_other_text_comes_back_clean_and_the_answer_says_so(client: Client, sent: str, kept: str) -> None:
    answer = client.post("/v1/sources", {"slug": "s", "title": sent}).json
    assert (answer["title"], answer["adjusted"]) == (kept, [{"pointer": "/title", "sent": sent, "kept": kept}])
    assert client.get("/v1/sources/s", Accept_Encoding="gzip").json["title"] == kept


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udc00", "a\x7fb", "a\u202eb"])
def test_text_that_is_none_is_refused(client: Client, text: str) -> None:
    assert client.post("/v1/sources", {"slug": "s", "title": text}).status == 422
    assert client.get(f"/v1/search?{urlencode({'q': text}, errors='surrogatepass')}").status in (200, 400)


def test_every_plural_answers_over_both_ways(client: Client) -> None:
    assert {client.get(f"/v1/{plural}").status for plural in PLURALS} == {200}
