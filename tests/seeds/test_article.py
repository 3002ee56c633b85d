"""The sixteen facts of the Qwen 2.5 article: each on record, with a quote from the article."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds import PLURALS
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.patch import patch
from chalicelib.seeds import Seed, load, read_seeds
from tests.seeds.article import OF_THE_ARTICLE, OTHERS, SOURCE, write_article
from tests.seeds.conftest import CALLER, SEEDS, a_world
from tests.tables import for_each

MAX_QUOTE_WORDS = 25  # enough to find the place, too few to replace the text

RELEASE = "event/alibaba-introduces-qwen-2.5"
STATEMENT = "event/alibaba-cloud-says-qwen-2.5-outperforms"
SHARES = "event/alibaba-shares-rise-on-qwen-2.5"
CHART = "event/deepseek-app-tops-us-free-app-chart"
LSD = "event/shoaib-ali-asks-if-china-is-on-lsd"
PRESSURE = "event/deepseek-puts-chinese-tech-giants-under-pressure"
PRICE_WAR = "event/deepseek-v2-sets-off-ai-price-war"
PRICES = "event/ai-service-prices-plummet-after-deepseek-v2"
GIANTS = "event/china-tech-giants-index-rises"
PLAYER = "event/china-tech-player-index-grows-in-six-months"
INVEST = "event/openai-google-and-meta-invest-enormous-sums"
FOCUS = "event/chinese-providers-focus-on-cost-effective-ai"
SCRUTINY = "event/chinese-ai-models-come-under-scrutiny"
TIKTOK = "event/us-companies-consider-tiktok-us-business"

UNKNOWN: dict[str, Any] = {"missing": "unknown"}
CLOUD: dict[str, Any] = {
    "extent": "nearly_all",
    "speaker": "company/alibaba-cloud",
    "via": "WeChat",
    "basis": "self_reported",
}
FORBES: dict[str, Any] = {"speaker": "company/forbes", "via": "Forbes"}


def amount(number: str, unit: str) -> dict[str, Any]:
    return {"amount": number, "unit": unit}


# the fact's number in the issue, the entity, the property, its value, and what else the fact must say
FACTS: list[tuple[int, str, str, Any, dict[str, Any]]] = [
    (1, RELEASE, "type", "release", {}),
    (1, RELEASE, "participants", "model/qwen-2.5", {"role": "subject"}),
    (1, RELEASE, "participants", "company/alibaba-group", {"role": "developer"}),
    (1, RELEASE, "date", "2025-01-29~", {"basis": "derived", "as_stated": "recently"}),
    (1, "model/qwen-2.5", "developer", "company/alibaba-group", {}),
    (2, "model/qwen-2.5", "outperforms", "model/gpt-4", CLOUD),
    (2, "model/qwen-2.5", "outperforms", "model/deepseek-v3", CLOUD),
    (2, "model/qwen-2.5", "outperforms", "model/llama", {**CLOUD, "as_stated": "Llama"}),
    (2, STATEMENT, "venue", "product/wechat", {}),
    (2, STATEMENT, "participants", "company/alibaba-cloud", {"role": "speaker"}),
    (2, "company/alibaba-cloud", "parent", "company/alibaba-group", {}),
    (3, SHARES, "participants", "company/alibaba-group", {"role": "issuer"}),
    (3, SHARES, "change", amount("2.71", "%"), {}),
    (3, SHARES, "price_before", UNKNOWN, {}),
    (3, SHARES, "price_after", amount("94.60", "EUR"), {}),
    (4, RELEASE, "cause", "model/deepseek-v3", FORBES),
    (4, "model/deepseek-v3", "remarks", "novel architecture", {"topic": "architecture", **FORBES}),
    (5, CHART, "date", "2025-01-26", {"basis": "third_party_report"}),
    (5, CHART, "participants", "product/deepseek-app", {"role": "subject"}),
    (5, CHART, "chart", "product/apple-us-free-app-chart", {}),
    (5, CHART, "rank_before", amount("6", "rank"), {"as_stated": "sixth"}),
    (5, CHART, "rank_after", amount("1", "rank"), {"as_stated": "first place"}),
    (6, "model/deepseek-v3", "training_hardware", "older Nvidia GPUs", {}),
    (6, "model/deepseek-v3", "remarks", "cost-effective", {"topic": "cost", "about": "company/nvidia"}),
    (6, "model/deepseek-v3", "training_cost", UNKNOWN, {"as_stated": "cost-effective"}),
    (7, LSD, "participants", "person/shoaib-ali", {"role": "speaker"}),
    (7, LSD, "statement", "LSD", {"speaker": "person/shoaib-ali", "via": "Threads", "basis": "opinion"}),
    (8, PRESSURE, "participants", "company/deepseek", {"role": "actor"}),
    (8, PRESSURE, "participants", "company/alibaba-group", {"role": "target"}),
    (8, PRESSURE, "participants", "company/baidu", {"role": "target"}),
    (8, PRESSURE, "participants", "company/tencent", {"role": "target"}),
    (9, PRICE_WAR, "topics", "price_war", {}),
    (9, PRICE_WAR, "cause", "model/deepseek-v2", {}),
    (9, PRICES, "change", UNKNOWN, {"as_stated": "have plummeted"}),
    (9, PRICES, "participants", "AI services", {"role": "subject"}),
    (10, GIANTS, "instrument", "instrument/china-tech-giants-index", {}),
    (10, GIANTS, "change", amount("3.25", "%"), {}),
    (10, GIANTS, "date", "2025-01~", {"basis": "derived", "as_stated": "recently"}),
    (11, PLAYER, "instrument", "instrument/china-tech-player-index", {}),
    (11, PLAYER, "change", amount("38", "%"), {"period": "P6M"}),
    (12, INVEST, "participants", "company/openai", {"role": "investor"}),
    (12, INVEST, "participants", "company/google", {"role": "investor"}),
    (12, INVEST, "participants", "company/meta", {"role": "investor"}),
    (12, INVEST, "amount", UNKNOWN, {"as_stated": "enormous sums"}),
    (12, INVEST, "purpose", "powerful", {}),
    (13, FOCUS, "participants", "Chinese providers", {"role": "actor"}),
    (13, FOCUS, "topics", "cost", {}),
    (13, FOCUS, "topics", "open_source", {}),
    (13, FOCUS, "description", "optimised alternatives", {}),
    (14, SCRUTINY, "participants", "Chinese AI models", {"role": "target"}),
    (14, SCRUTINY, "topics", "training_data", {}),
    (14, SCRUTINY, "topics", "censorship", {}),
    (14, SCRUTINY, "topics", "data_protection", {}),
    (14, SCRUTINY, "topics", "copyright", {}),
    (15, TIKTOK, "type", "acquisition", {}),
    (15, TIKTOK, "status", "considered", {}),
    (15, TIKTOK, "participants", "product/tiktok", {"role": "target", "as_stated": "TikTok’s US business"}),
    (15, TIKTOK, "participants", "US companies", {"role": "acquirer"}),
    (15, TIKTOK, "form", UNKNOWN, {"as_stated": "acquiring or merging with"}),
    (16, "model/qwen-2.5", "competes_with", "model/deepseek-v3", {}),
]


def parsed(ref: str) -> Ref:
    return Ref(*ref.split("/", 1))


def facts_of(world: World, ref: str) -> dict[str, list[dict[str, Any]]]:
    facts: dict[str, list[dict[str, Any]]] = read(world, ref=parsed(ref), include_facts=True).view["facts"]
    return facts


def says(fact: dict[str, Any], value: Any, more: dict[str, Any]) -> bool:
    """Compare a fact with a whole value, or words of a text, and with what else it must say."""
    known = {**fact["evidence"], **fact["qualifiers"], "period": fact["period"]}
    return is_stated(fact["value"], value) and {**known, **more} == known


def is_stated(stated: Any, value: Any) -> bool:
    text = stated.get("text") if isinstance(stated, dict) else stated
    return bool(stated == value or (isinstance(value, str) and isinstance(text, str) and value in text))


@for_each("number, ref, name, value, more", FACTS)
def test_a_fact_of_the_article_is_on_record(
    number: int, ref: str, name: str, value: Any, more: dict[str, Any], seeded: World
) -> None:
    facts = facts_of(seeded, ref)[name]

    assert [fact for fact in facts if says(fact, value, more) and fact["evidence"]["source"] == SOURCE]


def test_the_table_above_covers_all_sixteen_facts() -> None:
    assert {number for number, *_ in FACTS} == set(range(1, 17))


def evidences(value: Any) -> Iterator[dict[str, Any]]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and isinstance(value.get("evidence"), dict):
        yield value["evidence"]
    for part in parts:
        yield from evidences(part)


def words_of(seed: Seed) -> list[str]:
    return [each[name] for each in evidences(seed.body) for name in ("quote", "as_stated") if each.get(name)]


@for_each("seed", OF_THE_ARTICLE)
def test_every_quote_is_in_the_article_and_is_short(seed: Seed, article: bytes) -> None:
    text = article.decode()

    assert [words for words in words_of(seed) if words not in text] == []
    assert [words for words in words_of(seed) if len(words.split()) > MAX_QUOTE_WORDS] == []


@for_each("seed", OF_THE_ARTICLE)
def test_every_seed_of_the_article_quotes_it(seed: Seed) -> None:
    assert seed.body["evidence"]["quote"]


@for_each("seed", OTHERS)
def test_no_other_seed_quotes(seed: Seed) -> None:
    assert [each for each in evidences(seed.body) if each.get("quote")] == []


def test_the_source_carries_the_digest_of_the_article(article: bytes, seeded: World) -> None:
    view = read(seeded, ref=parsed(SOURCE)).view

    assert view["sha256"] == hashlib.sha256(article).hexdigest()
    assert view["title"] == article.decode().splitlines()[0]


def test_the_publisher_of_the_article_may_still_be_given(empty_world: World) -> None:
    load(empty_world, CALLER, SEEDS)

    patch(RequestContext(empty_world, CALLER), ref=parsed(SOURCE), body={"publisher": {"text": "a stock market site"}})

    assert load(empty_world, CALLER, SEEDS).changed == 0
    assert read(empty_world, ref=parsed(SOURCE)).view["publisher"] == {"text": "a stock market site"}


SHOWN = (
    "type",
    "title",
    "date",
    "status",
    "participants",
    "instrument",
    "change",
    "price_before",
    "price_after",
)


def test_the_rise_of_the_share_reads_as_the_design_shows_it(seeded: World) -> None:
    view = dict(read(seeded, ref=parsed(SHARES)).view)
    del view["created_at"], view["updated_at"]

    assert view == {
        "ref": SHARES,
        "kind": "event",
        "slug": "alibaba-shares-rise-on-qwen-2.5",
        "type": "stock_move",
        "title": "Alibaba shares rise after Qwen 2.5",
        "date": "2025-01-29~",
        "status": "completed",
        "participants": [{"value": "company/alibaba-group", "role": "issuer"}],
        "instrument": {"text": "Alibaba share, EUR line, venue not stated"},
        "change": amount("2.71", "%"),
        "price_before": UNKNOWN,
        "price_after": amount("94.60", "EUR"),
        "disputed": [],
        "hedged": {"date": "derived"},
        "sources": [SOURCE],
        "origins": dict.fromkeys(SHOWN, 1),
        "revision": 1,
    }


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world with the seeds of the article only."""
    folder = write_article(tmp_path_factory.mktemp("article") / "seeds")
    world = a_world(folder.parent / "article.db")
    load(world, CALLER, folder)
    return world


@for_each("seed", OF_THE_ARTICLE)
def test_nothing_the_article_says_is_disputed_and_every_value_is_shown(seed: Seed, alone: World) -> None:
    view = read(alone, ref=seed.ref).view

    assert view["disputed"] == []
    assert seed.body.keys() - {"evidence", "valid"} <= view.keys()
    lists = {name: value for name, value in seed.body.items() if isinstance(value, list)}
    assert {name: len(view[name]) for name in lists} == {name: len(value) for name, value in lists.items()}


def test_nothing_points_at_an_entity_without_a_seed(seeded: World) -> None:
    refs = {text for seed in read_seeds(SEEDS) for text in strings(seed.body) if is_ref(text)}

    assert [ref for ref in sorted(refs) if not exists(seeded, ref)] == []


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


def is_ref(text: str) -> bool:
    return text.split("/", 1)[0] in {kind.name for kind in PLURALS.values()} and "/" in text


def exists(world: World, ref: str) -> bool:
    try:
        return bool(read(world, ref=parsed(ref)).view)
    except NotFound:
        return False
