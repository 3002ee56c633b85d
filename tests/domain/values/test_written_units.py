"""Written units: the hint for a unit that is written as people do."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import find_unit
from chalicelib.domain.values.quantities.currencies import currencies
from chalicelib.domain.values.quantities.unit_spellings import NOTED, SPELLINGS, WHOLE_SPELLINGS
from chalicelib.domain.values.quantities.written_units import MAX_SPELLING_CHARS, unit_hint


def hint(word: str) -> str:
    return unit_hint(word, guesses=Guesses())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((word, "CNY") for word in ("RMB", "CNH", "yuan", "Renminbi", "Chinese yuan")),
        *((word, "TWD") for word in ("NTD", "NT$")),
        *((word, "USD") for word in ("US$", "usd", "US dollar", "US dollars", "U.S. dollar")),
        *((word, "EUR") for word in ("€", "euro", "Euros", "EURO")),
        *((word, "JPY") for word in ("yen", "Yen")),
        ("Swiss francs", "CHF"),
        ("SDR", "XDR"),
        *((word, "%") for word in ("percent", "per cent", "Per Cent", "pct")),
        *((word, "bp") for word in ("bps", "basis points")),
        ("percentage points", "pp"),
        *((word, "person") for word in ("people", "persons")),
        *((word, "employee") for word in ("FTE", "FTEs", "staff", "employees")),
        ("shares", "share"),
        ("seats", "seat"),
        *((word, "token") for word in ("tokens", "Tokens")),
        *((word, "token/second") for word in ("tokens/s", "tok/s", "tokens per second", "TPS", "tokens a second")),
        ("RPM", "request/minute"),
        ("requests/min", "request/minute"),
        ("FLOP/s", "FLOP/second"),
        *((word, "USD/ktok") for word in ("USD per 1K tokens", "US$/1K tokens", "USD per thousand tokens")),
        *((word, "USD/Mtok") for word in ("USD/MTok", "usd/mtok", "USD per million tokens", "USD / 1M tokens")),
        ("RMB/Mtok", "CNY/Mtok"),
        ("USD/Mtoken", "USD/Mtok"),
        ("USD/ktoken", "USD/ktok"),
        ("€/month", "EUR/month"),
        ("EUR/user/mo", "EUR/user/month"),
        ("USD per seat per year", "USD/seat/year"),
        ("USD/GPU-hour", "USD/GPU/hour"),
        ("USD/GPU_hour", "USD/GPU/hour"),
        ("GPU hours", "GPU_hour"),
        ("CNY/1k calls", "CNY/kcall"),
        ("megawatts", "MW"),
        ("kwh", "kWh"),
        ("gb", "GB"),
        ("queries", "query"),
        ("TPUs", "chip"),
        ("seconds", "second"),
    ],
)
def test_what_people_write_is_told_as_its_code(written: str, expected: str) -> None:
    assert hint(written) == f'; write "{expected}".'
    assert find_unit(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("$", '"USD" (if US dollars are meant)'),
        ("dollars", '"USD" (if US dollars are meant)'),
        ("$/1M tokens", '"USD/Mtok" (if US dollars are meant)'),
        *((word, '"GBP" (250 GBX is 2.50 GBP)') for word in ("GBX", "GBp", "pence")),
        ("ZAc", '"ZAR" (divide by 100, since 250 ZAc is 2.50 ZAR)'),
        ("ILA", '"ILS" (divide by 100, since 250 ILA is 2.50 ILS)'),
        ("cents", '"USD" (divide by 100'),
        *((word, "no state's money") for word in ("BTC", "USDT", "bitcoin", "Bitcoins", "₿", "BTC/Mtok")),
        *((word, '"/ktok" after a currency, as in "USD/ktok"') for word in ("per 1K tokens", "/1K tokens", "/ktok")),
        ("per month", '"/month" after a currency'),
        *((word, '"JPY" or "CNY"') for word in ("¥", "¥/Mtok")),
        ("pesos", "several currencies"),
        ("USD bn", '"USD" (write the number out in the amount, as in 1e9)'),
        ("million users", '"user" (write the number out in the amount, as in 1e6)'),
        ("billion", "write the size in the amount, as in 1e9"),
        ("GiB", '"B" (1 GiB is 1073741824 B)'),
        ("TFLOPS", '"FLOP/second"'),
        ("Gbps", "8 bits"),
        ("DBU", "one seller's list"),
        ("tokenz", 'did you mean "token"?'),
        ("parametres", 'did you mean "parameter"?'),
        ("USD/minuts", 'did you mean "USD/minute"?'),
    ],
)
def test_what_needs_more_than_a_code_says_so(written: str, expected: str) -> None:
    assert expected in hint(written)


@pytest.mark.parametrize(
    "code", ["USX", "USB", "EUK", "CNX", "XYZ", "GBZ", "USX/Mtok", "EUZ/month", "per", "", "/", " ", "USD/M", "USD/k"]
)
def test_a_code_that_looks_like_a_currency_is_never_guessed_by_its_letters(code: str) -> None:
    assert hint(code) == "."


def test_every_spelling_is_told_as_a_unit_and_is_none_itself() -> None:
    for spelling in (*SPELLINGS, *WHOLE_SPELLINGS, *NOTED):
        assert find_unit(spelling) is None, spelling
        expected = re.search('"(.+?)"', hint(spelling))
        assert expected is not None, spelling
        assert find_unit(expected[1]) or expected[1].startswith("/"), spelling


@given(st.sampled_from([*currencies()]), st.sampled_from(["", "/Mtok", "/month"]))
def test_a_currency_in_lower_case_is_told_in_capitals(code: str, tail: str) -> None:
    assert hint(f"{code.lower()}{tail}") == f'; write "{code}{tail}".'


@given(st.text(max_size=2 * MAX_SPELLING_CHARS))
def test_a_hint_names_units_alone(word: str) -> None:
    for expected in re.findall('(?:write|mean) "(.+?)"', hint(word)):
        assert find_unit(expected.removeprefix("/")) is not None or expected.startswith("/")


def test_long_and_many_words_cost_little() -> None:
    guesses = Guesses()
    began = process_time()
    for number in range(1_000):
        unit_hint("a" * 10**6, guesses=guesses)
        unit_hint("per ".join("xyz" for _ in range(20)) + str(number), guesses=guesses)
        unit_hint("q" * 30 + "/" + "z" * 25 + str(number), guesses=guesses)
    assert process_time() - began < 1
