"""The URLs that are refused, in every spelling."""

from threading import Event

from chalicelib.outbound.web import Web
from tests.tables import for_each

PUBLIC = "93.184.215.14"


def web(*addresses: str, **options: bool) -> Web:
    return Web(lookup=lambda _host, _port: list(addresses), **options)


@for_each(
    "url",
    [
        "https://hooks.example.com/aifacts?team=1",
        "https://hooks.example.com:8443",
        "https://HOOKS.Example.com/",
        "https://bücher.example/haken",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://[64:ff9b::5db8:d70e]/",
    ],
)
def test_a_public_url_is_not_refused(url: str) -> None:
    assert web(PUBLIC).refusal(url) is None


@for_each(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "",
        "https://",
        "https:///path",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com/with space",
        "https://hooks.exam\tple.com/",
        "https://hooks.example.com\\@127.0.0.1/",
        "https://hooks.example.com/\n",
        "https://hooks.example.com/ä",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:65536/",
        "https://hooks.example.com:x/",
        "https://[::1",
        "https://hooks.example.com/" + "x" * 2_000,
        "https://hooks.example.com./",
        "https://%31%32%37.0.0.1/",
        "https://-.example.com/",
        "https://a..example.com/",
        f"https://{'a.' * 130}com/",
    ],
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    assert web(PUBLIC).refusal(url)


@for_each(
    "host",
    [
        "localhost",
        "localhost.",
        "LOCALHOST",
        "api.localhost",
        "printer",
        "printer.local",
        "metadata.google.internal",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "０x7f.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "1.2.3.4.0x5",
        "0.0.0.0",  # noqa: S104  nothing is bound to it
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "192.0.0.192",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001:db8::1]",
    ],
)
def test_a_private_host_is_refused_in_every_spelling(host: str) -> None:
    assert web(PUBLIC).refusal(f"https://{host}/")


@for_each(
    "addresses",
    [
        [],
        ["10.0.0.1"],
        [PUBLIC, "127.0.0.1"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.1"],
        ["no address"],
    ],
)
def test_a_name_is_refused_unless_all_its_addresses_are_public(addresses: list[str]) -> None:
    assert web(*addresses).refusal("https://hooks.example.com/")


def test_a_name_that_does_not_resolve_is_refused() -> None:
    assert Web().refusal("https://nothing.invalid/") == "The host has no address."


def test_a_lookup_that_takes_too_long_is_a_refusal() -> None:
    waiting = Event()

    def slow(_host: str, _port: int) -> list[str]:
        waiting.wait(5)
        return [PUBLIC]

    assert Web(lookup=slow, seconds=0.05).refusal("https://hooks.example.com/") == (
        "The host could not be looked up in time."
    )
    waiting.set()


@for_each("host", ["127.0.0.1", "localhost", "[::1]"])
def test_loopback_is_allowed_where_the_local_run_says_so(host: str) -> None:
    assert web("127.0.0.1", allows_loopback=True).refusal(f"http://{host}:8001/") is None
    assert web("127.0.0.1").refusal(f"http://{host}:8001/")
    assert web("127.0.0.1").refusal(f"https://{host}:8001/")


@for_each(
    "url",
    [
        "http://127.0.0.2/",
        "http://10.0.0.1/",
        "http://hooks.example.com/",
        "https://hooks.example.com/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_nothing_else_private_is_allowed_in_the_local_run(url: str) -> None:
    assert web("127.0.0.1", allows_loopback=True).refusal(url)


def test_localhost_must_be_loopback() -> None:
    assert web("10.0.0.1", allows_loopback=True).refusal("http://localhost/")
