"""News of prices and of names that models go by, as flat views show them: items 41 to 49."""

from typing import Any

from tests.seeds.news import News, quantity
from tests.seeds.shown_news import reads_on

TOKENS_200K = quantity("200000", "token")


def test_41_claude_sonnet_4_costs_more_for_all_tokens_of_a_long_prompt_and_half_in_batch(news: News) -> None:
    def costs(amount: str, direction: str, **members: Any) -> bool:
        price = quantity(amount, "USD/Mtok")
        return news.says("model/claude-sonnet-4", "prices", price, direction=direction, tier="standard", **members)

    long = {"above": TOKENS_200K, "charged": "all", "banded_by": "input"}

    assert costs("3", "input", up_to=TOKENS_200K)
    assert costs("15", "output", up_to=TOKENS_200K)
    assert costs("6", "input", **long)
    assert costs("22.50", "output", **long)
    assert news.says("model/claude-sonnet-4", "prices", quantity("-50", "%"), tier="batch")


def test_42_claude_sonnet_4_6_has_two_prices_of_cache_writes_by_lifetime(news: News) -> None:
    def costs(amount: str, direction: str, **members: Any) -> bool:
        price = quantity(amount, "USD/Mtok")
        return news.says("model/claude-sonnet-4.6", "prices", price, direction=direction, **members)

    assert costs("3.75", "cache_write", lifetime="PT5M")
    assert costs("6.00", "cache_write", lifetime="PT1H")
    assert costs("0.30", "cached_input")
    assert costs("3.00", "input", tier="batch", above=TOKENS_200K)
    assert costs("11.25", "output", tier="batch", above=TOKENS_200K)


def test_43_qwen3_max_has_six_prices_in_mainland_china_by_length_of_input(news: News) -> None:
    def costs(amount: str, direction: str, up_to: str, **members: Any) -> bool:
        return news.says(
            "model/qwen3-max",
            "prices",
            quantity(amount, "CNY/ktok"),
            direction=direction,
            up_to=quantity(up_to, "token"),
            banded_by="input",
            region="CN",
            **members,
        )

    second, third = {"above": quantity("32000", "token")}, {"above": quantity("128000", "token")}

    assert costs("0.0025", "input", "32000")
    assert costs("0.01", "output", "32000")
    assert costs("0.004", "input", "128000", **second)
    assert costs("0.016", "output", "128000", **second)
    assert costs("0.007", "input", "256000", **third)
    assert costs("0.028", "output", "256000", **third)
    assert news.says("model/qwen3-max", "prices", quantity("-50", "%"), tier="batch", region="CN")
    assert news.says("model/qwen3-max", "prices", quantity("4", "CNY/kcall"), item="agent_search", region="CN")
    assert news.says("model/qwen3-max", "limits", quantity("600", "request/minute"), limit="requests")


def test_44_deepseek_is_cheaper_at_night_and_two_pages_disagree_on_how_much_for_r1(news: News) -> None:
    night = {"hours": "16:30-00:30 Z", "valid": "2025-02-27/.."}

    def costs(ref: str, amount: str, direction: str, **members: Any) -> bool:
        return news.says(ref, "prices", quantity(amount, "USD/Mtok"), direction=direction, **members)

    for direction, by_day, by_night in (
        ("cached_input", "0.07", "0.035"),
        ("input", "0.27", "0.135"),
        ("output", "1.10", "0.55"),
    ):
        assert costs("model/deepseek-v3", by_day, direction)
        assert costs("model/deepseek-v3", by_night, direction, **night)
        assert costs("model/deepseek-r1", by_night, direction, **night, disputed=True)
        quarter = quantity("-75", "%")
        assert news.says("model/deepseek-r1", "prices", quarter, direction=direction, **night, disputed=True)
    half = quantity("-50", "%")
    assert news.says("model/deepseek-r1", "prices", half, direction="output", **night, disputed=True)
    prices = news.view("model/deepseek-r1")["prices"]
    assert {(each["direction"], each["value"]["unit"]) for each in prices if each.get("disputed")} == {("output", "%")}


def test_45_deepseek_expects_to_double_prices_at_peak_hours_and_one_outlet_leaves_it_open(news: News) -> None:
    peak = {"hours": "09:00-12:00,14:00-18:00 +08:00", "valid": "2026-07-15~/.."}
    event = "event/deepseek-v4-peak-prices"

    for ref, plain, doubled in (("model/deepseek-v4-pro", "6", "12"), ("model/deepseek-v4-flash", "2", "4")):
        before, after = quantity(plain, "CNY/Mtok"), quantity(doubled, "CNY/Mtok")
        assert news.says(ref, "prices", before, direction="output")
        assert news.says(ref, "prices", after, direction="output", **peak, hedge="expected")
        assert news.says(event, "price_before", before, direction="output", scope=ref)
        assert news.says(
            event, "price_after", after, direction="output", scope=ref, hours=peak["hours"], hedge="expected"
        )
    assert news.says(event, "date", "2026-07-15~", hedge="expected")
    assert news.at(valid_at="2026-06-29").says(event, "status", "announced")
    assert news.says(event, "change", quantity("2", "x"), hours=peak["hours"], hedge="expected")
    assert news.leaves_open(event, "change", quantity("2", "x"), "company/deepseek")
    at_peak = quantity("12", "CNY/Mtok")
    assert news.leaves_open("model/deepseek-v4-pro", "prices", at_peak, "company/deepseek")
    prices = news.standing("model/deepseek-v4-pro", "prices")
    assert "rumoured" in {each["evidence"]["certainty"] for each in prices if each["value"] == at_peak}


def test_46_deepseek_v4_pro_has_prices_in_dollars_beside_those_in_yuan(news: News) -> None:
    for amount, direction in (("0.003625", "cached_input"), ("0.435", "input"), ("0.87", "output")):
        price = quantity(amount, "USD/Mtok")
        assert news.says("model/deepseek-v4-pro", "prices", price, direction=direction)
    assert news.says("model/deepseek-v4-pro", "context_window", quantity("1e6", "token"))
    assert news.says("model/deepseek-v4-pro", "max_output", quantity("384000", "token"))


def test_47_gpt_image_1_costs_by_quality_and_size_and_a_developer_recomputes_it(news: News) -> None:
    model = "model/gpt-image-1"
    low = {"direction": "output", "quality": "low", "size": "1024x1024"}
    high = {"direction": "output", "quality": "high", "size": "1024x1536"}

    assert news.says(model, "prices", quantity("0.011", "USD/image"), **low, disputed=True)
    assert news.says(model, "prices", quantity("0.25", "USD/image"), **high, disputed=True)
    assert news.says(model, "prices", quantity("40", "USD/Mtok"), direction="output", modality="image", disputed=True)
    assert news.says(model, "prices", quantity("0.01088", "USD/image"), **low, disputed=True)
    assert news.says(model, "prices", quantity("0.2496", "USD/image"), **high, disputed=True)
    assert news.says("model/dall-e-3", "prices", quantity("0.04", "USD/image"))


def test_48_two_old_names_of_deepseek_mean_v4_flash_until_a_minute_in_july(news: News) -> None:
    for slug in ("deepseek-chat", "deepseek-reasoner"):
        view = news.view(f"offering/{slug}")

        assert view["model"] == "model/deepseek-v4-flash"
        assert view["ends"] == "../2026-07-24T15:59Z"
        assert view["provider"] == "company/deepseek"


def test_49_gemini_flash_latest_is_pointed_at_another_model_and_two_previews_end(news: News) -> None:
    event = "event/gemini-flash-latest-retargeted"

    assert reads_on(news, "offering/gemini-flash-latest", "model", "2026-06-30") == "model/gemini-3.5-flash"
    assert reads_on(news, "offering/gemini-flash-latest", "model", "2026-05-31") is None
    assert news.says(event, "action", "retargeted")
    assert news.says(event, "date", "2026-06")
    assert news.says(event, "participants", "offering/gemini-flash-latest", role="subject")
    assert news.says(event, "target_after", "model/gemini-3.5-flash")
    assert reads_on(news, "model/gemini-3.5-flash", "status", "2026-06-30") == "available"
    for number in (1, 2):
        assert news.says(f"offering/gemini-image-preview-{number}", "ends", "2026-06-25")
        assert news.says(f"offering/gemini-image-preview-{number}", "status", "retired")
