"""Search: names in any script, with or without typing errors, in few queries, ranked, now or at a moment."""

import string
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.instants import plus_ms
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.name_search import MIN_ROWS
from chalicelib.operations.search.search import search
from chalicelib.operations.world import Listed, Moment, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Page
from tests.conftest import Calls, Clock, examples
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    fact_ids,
    ref,
    refs_of,
    say,
    world_on,
)
from tests.unmeasured import unmeasured

_slugs = count()


def named(world: World, *names: str, **fields: Any) -> str:
    """Create a company with these names, and return its ref."""
    aliases = {"aliases": list(names[1:])} if names[1:] else {}
    return a_company(world, f"c{next(_slugs)}", name=names[0], **aliases, **fields).ref


class Counting(SqliteTable):
    """A SQLite table that counts queries and the rows they read."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.queries = self.rows = 0

    def query(self, *args: Any, **named: Any) -> Page:
        page = super().query(*args, **named)
        self.queries += 1
        self.rows += len(page.rows)
        return page


def found(world: World, q: str, **more: Any) -> list[str]:
    return refs_of(search(world, q=q, **{"limit": 20, **more}))


def matches(listed: Listed) -> list[tuple[str, str]]:
    return [(item["name"], item["match"]) for item in listed.items]


@pytest.fixture
def names(quick: World) -> World:
    """A world with a source to cite."""
    a_source(quick, "report", title="Zzz")
    return quick


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("DeepSeek-V3", "deepseekv3"),
        ("DeepSeek-V3", "ＤＥＥＰＳＥＥＫ　Ｖ３"),
        ("DeepSeek-V3", "v3 deep"),
        ("Société Générale", "societe generale"),
        ("Mistral AI", "mistralai"),
        ("深度求索", "深度求索"),
        ("深度求索", "深"),
        ("深度求索", "深度"),
        ("深度求索", "求索"),
        ("月之暗面科技有限公司", "暗面科技"),
        ("通义千问 Max", "千问"),
        ("サカナAI", "ｻｶﾅ"),
        ("네이버 클라우드", "네이버클라우드"),
        ("Яндекс", "ЯНДЕКС"),
        ("Ёлка", "елка"),
        ("شركة الذكاء الاصطناعي", "الذَّكاء"),
        ("إنسايت", "انسايت"),
        ("हिन्दी मॉडल", "मॉडल"),
        ("X", "x"),
        ("xAI", "x ai"),
        ("o1", "O1"),
        ("GPT-4", "gpt4"),
        ("AT&T", "att"),
        ("Chat GPT", "chatgpt"),
    ],
)
def test_a_name_is_found_in_any_script_and_spelling(names: World, name: str, typed: str) -> None:
    expected = named(names, name)
    named(names, "Something Else", "另一家公司", "Другая")
    assert found(names, typed) == [expected]


def test_the_best_come_first(names: World) -> None:
    for name in ("Qwen 2.5", "Qwen", "Qwen 2.5-Max", "Alibaba Qwen", "Qwens", "Gwenn"):
        named(names, name)
    assert matches(search(names, q="qwen", limit=20)) == [
        ("Qwen", "exact"),
        ("Qwens", "prefix"),
        ("Qwen 2.5", "prefix"),
        ("Qwen 2.5-Max", "prefix"),
        ("Alibaba Qwen", "word"),
    ]
    with_an_error = matches(search(names, q="qwenn", limit=20))
    assert [name for name, _ in with_an_error[:3]] == ["Qwen", "Gwenn", "Qwens"]
    assert {match for _, match in with_an_error} == {"typo"}


def test_an_entity_is_returned_once_with_its_best_name(names: World) -> None:
    expected = named(names, "DeepSeek", "深度求索", "DeepSeek AI", "Deep Seek Inc")
    (item,) = search(names, q="deepseek ai", limit=20).items
    assert (item["ref"], item["label"], item["name"], item["match"]) == (expected, "DeepSeek", "DeepSeek AI", "exact")


def test_the_hint_distinguishes_namesakes(names: World) -> None:
    a_company(names, "mercury-de", name="Mercury", country="DE", organisation_type="lab")
    a_model(names, "mercury", name="Mercury", developer=["company/mercury-de"], released="2025-02~")
    an_event(names, "mercury", title="Mercury", date={"missing": "unknown"})
    hints = {item["ref"]: item["hint"] for item in search(names, q="mercury", limit=20).items}
    assert hints == {
        "company/mercury-de": {"organisation_type": "lab", "country": "DE"},
        "model/mercury": {"developer": ["company/mercury-de"], "released": "2025-02~"},
        "event/mercury": {"type": "release"},
    }
    assert found(names, "mercury", kind="model") == ["model/mercury"]
    say(names, "company/mercury-de", country={"value": "AT", "evidence": {"basis": "record_of_truth"}})
    assert search(names, q="mercury", kind="company", limit=1).items[0]["hint"]["country"] == "AT"


def test_a_different_number_is_not_a_typing_error(names: World) -> None:
    named(names, "DeepSeek-V3")
    named(names, "Llama2")
    assert found(names, "deepseek v2") == found(names, "deepseekv2") == found(names, "llama3") == []


LETTERS = string.ascii_lowercase + "éжя深أ"
NAMES = st.lists(st.text(st.sampled_from(LETTERS), min_size=5, max_size=12), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def library() -> Iterator[World]:
    """A world that tests fill with names."""
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    a_source(world)
    yield world
    table.close()


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=NAMES, data=st.data())
def test_every_word_of_five_letters_is_found_with_any_one_error(
    library: World, words: list[str], data: st.DataObject
) -> None:
    expected = named(library, " ".join(words).title())
    word = data.draw(st.sampled_from(words))
    at, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(st.sampled_from(LETTERS))
    made = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    typed = data.draw(st.sampled_from(made))
    assume(typed != word)
    answer = search(library, q=typed, limit=100)
    assert answer.meta["complete"]
    assert expected in refs_of(answer)


@pytest.mark.parametrize(
    "typed",
    ["claude sonet", "cluade sonnet", "sonnet claud", "cluade", "anthropc claude", "claude 3.5 sonnet by antropic"],
)
def test_errors_are_forgiven_in_any_word(names: World, typed: str) -> None:
    expected = named(names, "Claude 3.5 Sonnet by Anthropic")
    assert found(names, typed) == [expected]


def test_an_exact_name_takes_one_call_and_autocomplete_too_and_titles_the_same(
    dynamo_world: World, calls: Calls
) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, name="DeepSeek", aliases=["深度求索"])
    for typed, similar in (("deepseek", 0), ("depseek", 6), ("d", 1), ("de", 0), ("深", 1), ("nothing like it", 7)):
        for kind, times in (("company", 1), (None, 2), ("event", 2)):
            calls.clear()
            search(dynamo_world, q=typed, kind=kind, limit=20)
            errors = 6 if kind == "event" else similar  # no event has any of these names
            assert times <= len(calls) <= (1 + max(errors, similar)) * times
            assert set(calls.names) == {"Query"}
            calls.clear()
            autocomplete(dynamo_world, q=typed, kind=kind, limit=20)
            assert calls.names == ["Query"] * times


def test_at_an_earlier_moment_search_takes_twice_the_calls_and_one_for_each_entity(
    dynamo_world: World, calls: Calls
) -> None:
    a_source(dynamo_world)
    at = a_company(dynamo_world, name="DeepSeek").view["updated_at"]
    for kind, queries in (("company", 2), (None, 4)):
        calls.clear()
        assert found(dynamo_world, "deepseek", kind=kind, moment=Moment(known_at=at)) == ["company/deepseek"]
        assert calls.names == ["Query"] * (queries + 1)


def test_historical_words_are_read_in_any_number(crowd: World) -> None:
    at = crowd.now()
    for n in range(MAX_ROWS_READ // 2 + 20):
        retire(RequestContext(crowd, CALLER), ref=ref(f"model/m{n}"), reason="Withdrawn.")
    answer = search(crowd, q="deepmodel", limit=20, moment=Moment(known_at=at))
    assert not answer.meta["complete"]
    assert answer.items[0]["name"] == "Deepmodel number 0"


def test_the_words_of_titles_do_not_crowd_out_names(names: World) -> None:
    for n in range(MAX_ROWS_READ):
        an_event(names, f"e{n}", title=f"Deepseek {n}", date="2025")
    expected = named(names, "Alpha Beta Deepseek Gamma Delta")
    answer = search(names, q="deepseek", kind="company", limit=20)
    assert refs_of(answer) == [expected]


def test_calls_do_not_grow_with_entities_and_rows_are_bounded() -> None:
    table = Counting()
    world = world_on(table, Clock())
    a_source(world)
    seen = []
    for size in (100, 900):
        for n in range(size):
            a_model(world, f"m{size}-{n}", name=f"Deepmodel {size} number {n}")
        named(world, f"Deepseek {size}")
        costs = []
        for typed in ("deepseek", "deepsek", "de", "number 7"):
            table.queries = table.rows = 0
            answer = search(world, q=typed, limit=20)
            costs.append(table.queries)
            assert table.rows == answer.meta["read"] <= 4 * MIN_ROWS
        table.queries = 0
        autocomplete(world, q="deep", limit=20)
        seen.append([*costs, table.queries])
    assert seen == [[6, 11, 2, 8, 1]] * 2
    assert "Deepseek 900" in [name for name, _ in matches(search(world, q="deepseek", limit=20))]
    table.close()


@pytest.fixture
@unmeasured()
def crowd(names: World) -> World:
    """A world with more words that begin with "deepm" than one query reads: each name has two of them."""
    for n in range(MAX_ROWS_READ // 2 + 20):
        a_model(names, f"m{n}", name=f"Deepmodel number {n}")
    return names


def test_a_common_word_finds_the_shortest_names_and_the_answer_says_so(crowd: World) -> None:
    answer = search(crowd, q="deepmodel", limit=20)
    assert not answer.meta["complete"]
    assert answer.items[0]["name"] == "Deepmodel number 0"


@pytest.mark.parametrize("typed", ["deepseek", "deepse", "deepseek labs", "labs deepseek"])
def test_a_word_is_found_after_more_rows_than_one_query_reads(crowd: World, typed: str) -> None:
    expected = named(crowd, "Deepseek Labs")
    assert found(crowd, typed) == [expected]


def test_a_long_name_of_common_words_is_found_by_its_whole_text(crowd: World) -> None:
    for n in range(MAX_ROWS_READ):
        a_model(crowd, f"d{n}", name=f"Number {n} deepmodel")
    expected = named(crowd, "Number one of all deepmodel s for whom it may concern")
    assert found(crowd, "number one of all deepmodel s for whom it may concern") == [expected]


def test_search_at_a_moment_returns_what_it_returned_then(names: World, clock: Clock) -> None:
    asked = ("deepseek", "deep", "depseek", "seek", "深度", "launch", "x")
    recorded: list[tuple[str, dict[str, Sequence[Mapping[str, Any]]]]] = []

    def note() -> None:
        answers = {q: search(names, q=q, limit=20).items for q in asked}
        recorded.append((clock(), answers))

    note()
    a_company(names, name="DeepSeek", country="CN")
    note()
    say(names, "company/deepseek", aliases=["深度求索", "DeepSick"])
    an_event(names, title="Deepseek launches")
    note()
    say(names, "company/deepseek", country={"value": "SG", "evidence": {"basis": "record_of_truth"}})
    a_company(names, "x", name="X")
    note()
    wrong = next(i for i in fact_ids(names, "company/deepseek", "aliases"))
    retract(RequestContext(names, CALLER), fact_id=wrong, reason="Misread.")
    note()
    retire(RequestContext(names, CALLER), ref=ref("event/launch"), reason="Never happened.")
    note()
    for at, answers in recorded:
        assert {q: search(names, q=q, limit=20, moment=Moment(known_at=at)).items for q in asked} == answers
    just_before = plus_ms(recorded[0][0], -1)
    assert all(search(names, q=q, limit=20, moment=Moment(known_at=just_before)).items == [] for q in asked)


def test_autocomplete_returns_names_first_and_then_words(names: World) -> None:
    for name in ("DeepSeek", "Google DeepMind", "DeepL", "Dell", "深度求索"):
        named(names, name)
    completed = {
        q: [i["name"] for i in autocomplete(names, q=q, limit=10).items] for q in ("d", "deep", "深", "google d")
    }
    assert completed == {
        "d": ["Dell", "DeepL", "DeepSeek"],
        "deep": ["DeepL", "DeepSeek", "Google DeepMind"],
        "深": ["深度求索"],
        "google d": ["Google DeepMind"],
    }
