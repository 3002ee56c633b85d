"""News of models that end, open or compete, as flat views show them: items 50 to 53."""

from tests.seeds.news import News, quantity
from tests.seeds.shown_news import reads_on


def test_50_gpt_4_5_leaves_chatgpt_and_three_pages_disagree_on_the_api(news: News) -> None:
    event, api = "event/gpt-4.5-leaves-chatgpt", "offering/openai-gpt-4.5"

    assert news.says("offering/chatgpt-gpt-4.5", "ends", "2026-06-27")
    assert news.says("offering/chatgpt-gpt-4.5", "status", "retired")
    assert news.says("offering/chatgpt-gpt-4.5", "model", "model/gpt-4.5")
    assert news.says("offering/chatgpt-gpt-4.5", "provider", "product/chatgpt")
    assert reads_on(news, event, "status", "2026-05-28") == "announced"
    assert reads_on(news, event, "status", "2026-06-27") == "completed"
    assert news.says(event, "notice", quantity("30", "day"))
    assert news.says(event, "participants", "offering/chatgpt-gpt-4.5", role="subject")
    assert news.says(api, "status", "available", disputed=True)
    assert news.says(api, "status", "retired", disputed=True)
    assert news.says(api, "ends", "2026-12-01")
    assert news.says("model/gpt-4.5", "released", "2025-02-27", disputed=True)
    assert news.says("model/gpt-4.5", "released", "2026-02", disputed=True)
    assert news.says("offering/chatgpt-o3", "model", "model/openai-o3")
    assert news.says("offering/chatgpt-o3", "ends", "2026-08-26", disputed=True)
    assert news.says("offering/chatgpt-o3", "ends", "2026-09-15", disputed=True)


def test_51_gpt_oss_120b_has_128_experts_of_which_four_work_and_two_dates(news: News) -> None:
    model = "model/gpt-oss-120b"

    assert news.says(model, "released", "2025-08-05", disputed=True)
    assert news.says(model, "released", "2026-04-04", disputed=True)
    assert news.says(model, "license", "Apache-2.0")
    assert news.says(model, "parameters", quantity("117e9", "parameter"))
    assert news.says(model, "active_parameters", quantity("5.1e9", "parameter"))
    assert news.says(model, "figures", quantity("128", "expert"), measure="experts")
    assert news.says(model, "figures", quantity("4", "expert"), measure="active_experts")


def test_52_the_licence_of_kimi_k2_asks_large_products_to_show_the_name(news: News) -> None:
    above = {"condition": "a product above this must show the name", "hedge": "conditional"}
    users, sales = quantity("100e6", "user", "over"), quantity("20e6", "USD", "over")

    assert news.says("model/kimi-k2", "license", "LicenseRef-Modified-MIT-Kimi")
    assert news.says("model/kimi-k2", "license_threshold", users, measure="monthly_users", **above)
    assert news.says("model/kimi-k2", "license_threshold", sales, measure="revenue", period="P1M", **above)


def test_53_the_experimental_maverick_came_second_and_the_released_one_32nd(news: News) -> None:
    arena = {"benchmark": "benchmark/lmarena"}
    tried, released = "model/llama-4-maverick-experimental", "model/llama-4-maverick"
    statement = "event/lmarena-on-meta-policy"

    assert news.says(tried, "scores", quantity("1417", "score"), **arena)
    assert news.says(tried, "scores", quantity("2", "rank"), **arena)
    assert news.says(released, "scores", quantity("32", "rank"), **arena)
    for better in ("gpt-4o", "claude-3.5-sonnet", "gemini-1.5-pro"):
        assert news.says(f"model/{better}", "outperforms", released, **arena)
    assert news.says(statement, "participants", "company/lmarena", role="speaker")
    assert news.says(statement, "participants", "company/meta", role="about")
    assert news.says(statement, "statement", "reading of LMArena's policy is not what", hedge="opinion")
    assert news.says(released, "remarks", "trained on test sets", topic="training", hedge="alleged", disputed=True)
    denials = [
        each["evidence"] for each in news.standing(released, "remarks") if each["evidence"]["certainty"] == "denied"
    ]
    assert [each["speaker"] for each in denials] == ["person/ahmad-al-dahle"]
