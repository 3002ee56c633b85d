"""Items 1 to 40 of the news: a test each, which reads all that the item says from flat views."""

from typing import Any

from tests.seeds.news import News, path_of, quantity

UNKNOWN = {"missing": "unknown"}
NONE = {"missing": "none"}

CRASH = "event/nvidia-shares-fall-2025-01-27"
EARLIER_LOSS = "event/nvidia-shares-fall-2024-09"
CHART = "event/deepseek-app-tops-us-free-app-chart"
MAX = "model/qwen-2.5-max"
ROUND = "event/openai-softbank-round-2025"
FIRST_TRANCHE = "event/softbank-pays-openai-first-tranche"
SECOND_TRANCHE = "event/softbank-pays-openai-second-tranche"
O3 = "model/openai-o3"
ACT, DUTIES = "event/eu-ai-act", "event/eu-ai-act-general-purpose-models"
BLOCK, QUESTIONS = "event/garante-blocks-deepseek", "event/garante-asks-deepseek"
WITHDRAWAL = "event/deepseek-app-leaves-italian-stores"
DEAL = "event/nvidia-groq-2025"

TALKS = "2025-03-30"  # before the announcement of the round


def usd(amount: str, bound: str | None = None) -> dict[str, Any]:
    return quantity(amount, "USD", bound)


def percent(amount: str, bound: str | None = None) -> dict[str, Any]:
    return quantity(amount, "%", bound)


def takes_part(news: News, ref: str, who: Any, role: str) -> bool:
    """Check whether the flat view shows a participant in a role, surely or not."""
    return any((each["value"], each["role"]) == (who, role) for each in news.view(ref)["participants"])


def price(news: News, ref: str, amount: str, direction: str, **members: Any) -> bool:
    return news.says(
        ref, "prices", quantity(amount, "USD/Mtok"), **{"direction": direction, "tier": "standard", **members}
    )


def test_1_nvidia_falls_from_142_62_to_118_51_dollars_nearly_17_percent(news: News) -> None:
    assert news.says(CRASH, "date", "2025-01-27", disputed=True)
    assert news.says(CRASH, "price_before", usd("142.62"))
    assert news.says(CRASH, "price_after", usd("118.51"), disputed=True)
    assert news.says(CRASH, "change", percent("-17", "nearly"), shown=percent("-16.97"))
    closes = news.get(f"{path_of('instrument/nvidia-share')}/series/price")["items"]
    assert [(each["valid"], each["value"]["amount"]) for each in closes] == [
        ("2025-01-24/2025-01-24", "142.62"),
        ("2025-01-27/2025-01-27", "118.51"),
    ]
    assert news.sources(CRASH, "price_after", usd("118.51")) == ["source/epoch-times-nvidia-fall"]
    assert news.says("source/epoch-times-nvidia-fall", "publisher", "The Epoch Times")


def test_2_another_outlet_has_118_42_dollars_and_a_tuesday_and_a_third_118_58(news: News) -> None:
    assert news.says(CRASH, "price_after", usd("118.42"), disputed=True)
    assert news.says(CRASH, "change", percent("-16.97"))
    assert news.says(CRASH, "date", "2025-01-28", disputed=True)
    assert news.says(CRASH, "price_after", usd("118.58"), disputed=True)


def test_3_nvidia_loses_593_7_billion_dollars_by_one_outlet(news: News) -> None:
    assert news.says(CRASH, "market_cap_change", usd("-593.7e9"), disputed=True)


def test_4_nvidia_loses_589_or_over_560_or_nearly_600_billion_by_others(news: News) -> None:
    assert news.says(CRASH, "market_cap_change", usd("-589e9"), disputed=True)
    assert news.says(CRASH, "market_cap_change", usd("-560e9", "over"), disputed=True)
    assert news.says(CRASH, "market_cap_change", usd("-600e9", "nearly"), disputed=True)


def test_5_the_loss_is_a_record_and_more_than_twice_nvidias_own_of_september_2024(news: News) -> None:
    assert news.says(CRASH, "records", "Largest loss of market value of any company", measure="market_cap_change")
    twice = {"measure": "market_cap_change", "direction": "more", "compared_with": EARLIER_LOSS}
    assert news.says(CRASH, "ratio", quantity("2", "x", "over"), **twice)
    assert news.says(EARLIER_LOSS, "market_cap_change", usd("-279e9", "about"))
    assert news.says(EARLIER_LOSS, "date", "2024-09")
    assert news.says(EARLIER_LOSS, "records", "Nvidia’s own largest loss", measure="market_cap_change")


def test_6_two_indexes_fall_by_more_than_3_and_10_percent(news: News) -> None:
    for index, change in (("nasdaq", "-3"), ("philadelphia-semiconductor-index", "-10")):
        event = f"event/{index}-falls-2025-01-27"
        assert news.says(event, "instrument", f"instrument/{index}")
        assert news.says(event, "date", "2025-01-27")
        assert news.says(event, "change", percent(change, "over"))


def test_7_training_deepseek_v3_cost_under_6_million_dollars_exactly_5_576(news: News) -> None:
    assert news.says("model/deepseek-v3", "training_hardware", "product/nvidia-h800")
    assert news.says("model/deepseek-v3", "training_cost", usd("5.576e6"))
    assert news.says("model/deepseek-v3", "training_cost", usd("6e6", "under"), shown=usd("5.576e6"))
    said = ({"text": "DeepSeek’s researchers"}, "a paper", "self_reported")
    assert news.speakers("model/deepseek-v3", "training_cost", usd("6e6", "under")) == [said]


def test_8_two_release_dates_of_deepseek_v3_and_one_of_the_assistant(news: News) -> None:
    assert news.says("model/deepseek-v3", "released", "2025-01-10", disputed=True)
    assert news.says("model/deepseek-v3", "released", "2024-12", disputed=True)
    assert news.says("product/deepseek-app", "released", "2025-01-10")


def test_9_deepseek_r1_is_20_to_50_times_cheaper_than_openai_o1(news: News) -> None:
    range_of_factors = {"low": "20", "high": "50", "unit": "x"}
    cheaper = {"measure": "price", "direction": "less", "compared_with": "model/openai-o1"}
    assert news.says(
        "model/deepseek-r1",
        "ratio",
        range_of_factors,
        **cheaper,
        condition="depending on the task",
        hedge="conditional",
    )


def test_10_marc_andreessen_calls_r1_one_of_the_most_impressive_breakthroughs(news: News) -> None:
    event = "event/andreessen-praises-deepseek-r1"
    assert takes_part(news, event, "person/marc-andreessen", "speaker")
    assert takes_part(news, event, "model/deepseek-r1", "about")
    assert news.says(event, "statement", "one of the most impressive breakthroughs that he has seen", hedge="opinion")


def test_11_the_assistant_leads_the_app_store_on_the_27th_or_the_26th(news: News) -> None:
    assert news.says(CHART, "date", "2025-01-27", disputed=True)
    assert news.says(CHART, "date", "2025-01-26", disputed=True)
    assert news.says(CHART, "rank_after", quantity("1", "rank"))
    assert news.says(CHART, "chart", "product/apple-us-free-app-chart")
    assert takes_part(news, CHART, "product/deepseek-app", "subject")


def test_12_qwen_2_5_max_is_released_on_the_first_day_of_the_lunar_new_year(news: News) -> None:
    event = "event/alibaba-releases-qwen-2.5-max"
    assert news.says(MAX, "released", "2025-01-29")
    assert news.says(event, "date", "2025-01-29")
    assert news.says(event, "remarks", "the first of the Lunar New Year")


def test_13_alibaba_cloud_says_on_wechat_that_it_outperforms_three_models(news: News) -> None:
    event = "event/alibaba-cloud-says-qwen-2.5-max-outperforms"
    for model in ("model/gpt-4o", "model/deepseek-v3", "model/llama-3.1-405b"):
        assert news.says(MAX, "outperforms", model, extent="nearly_all")
        assert news.speakers(MAX, "outperforms", model) == [("company/alibaba-cloud", "WeChat", "self_reported")]
        assert takes_part(news, event, model, "about")
    assert takes_part(news, event, "company/alibaba-cloud", "speaker")
    assert news.says(event, "venue", "product/wechat")
    assert news.says(event, "statement", "almost across the board")


def test_14_the_company_chose_to_compare_it_with_v3_and_not_r1(news: News) -> None:
    assert news.says(MAX, "remarks", "chose to compare it with DeepSeek-V3, not with R1", about="model/deepseek-r1")


def test_15_it_scores_86_1_percent_where_gpt_4o_scores_85_8(news: News) -> None:
    for model, score in ((MAX, "86.1"), ("model/gpt-4o", "85.8")):
        assert news.says(model, "scores", percent(score), benchmark="benchmark/chinese-mmlu")


def test_16_it_is_downloaded_over_100000_times_in_24_hours(news: News) -> None:
    downloads = quantity("100000", "download", "over")
    assert news.says(MAX, "usage", downloads, measure="downloads", period="P1D", scope={"text": "Hugging Face"})


def test_17_qwen_2_5_is_a_family_with_open_versions_and_max_is_closed(news: News) -> None:
    sizes = {"low": "0.5e9", "high": "72e9", "unit": "parameter"}
    assert news.says("model/qwen-2.5", "level", "family", hedge=None)
    assert news.says("model/qwen-2.5", "parameters", sizes, scope={"text": "open versions"})
    assert news.says("model/qwen-2.5", "open_weights", value=True, scope={"text": "open versions"})
    assert news.says(MAX, "family", "model/qwen-2.5")
    assert news.says(MAX, "open_weights", value=False)
    assert news.says(MAX, "architecture", "mixture_of_experts")


def test_18_deepseek_v2_costs_1_yuan_and_alibaba_cloud_baidu_and_tencent_follow(news: News) -> None:
    cut = "event/alibaba-cloud-cuts-prices-2024"
    assert news.says("model/deepseek-v2", "released", "2024-05")
    assert news.says("event/deepseek-releases-v2", "date", "2024-05")
    for unit, amount in (("CNY/Mtok", "1"), ("USD/Mtok", "0.14")):
        assert news.says("model/deepseek-v2", "prices", quantity(amount, unit), tier="standard", hedge="conditional")
    assert news.says(cut, "change", percent("-97", "at_most"))
    assert takes_part(news, cut, "company/alibaba-cloud", "actor")
    assert takes_part(news, cut, {"text": "a range of models"}, "subject")
    assert news.says(cut, "cause", "event/deepseek-releases-v2")
    for follower in ("baidu", "tencent"):
        assert takes_part(news, f"event/{follower}-cuts-prices-2024", f"company/{follower}", "actor")
        assert news.says(f"event/{follower}-cuts-prices-2024", "cause", cut)


def test_19_softbank_is_rumoured_to_lead_40_billion_at_300_or_up_to_340_billion(news: News) -> None:
    then = news.at(published_before=TALKS)
    assert then.says(ROUND, "status", "considered", hedge="rumoured")
    assert then.says(ROUND, "amount", usd("40e9", "at_most"), hedge="rumoured")
    assert takes_part(then, ROUND, "company/softbank", "lead_investor")
    assert then.says(ROUND, "valuation", usd("300e9"), money="post", hedge="rumoured")
    assert then.says(ROUND, "valuation", usd("260e9"), money="pre", hedge="rumoured")
    assert then.says(ROUND, "valuation", usd("340e9", "at_most"), money="post", shown=usd("300e9"), hedge="rumoured")
    assert then.speakers(ROUND, "valuation", usd("260e9")) == [
        ({"text": "Reuters’ sources"}, None, "third_party_report")
    ]
    wsj = ["source/wsj-openai-valuation"]
    assert then.sources(ROUND, "valuation", usd("340e9", "at_most")) == wsj
    assert news.says(wsj[0], "publisher", "The Wall Street Journal")
    assert news.says("source/reuters-softbank-openai-talks", "publisher", "Reuters")
    assert news.says("source/reuters-softbank-openai-talks", "published", "2025-01-30")


def test_20_openai_and_softbank_decline_to_comment(news: News) -> None:
    assert news.says(ROUND, "remarks", "OpenAI and SoftBank declined to comment")
    for company in ("company/openai", "company/softbank"):
        assert news.leaves_open(ROUND, "amount", usd("40e9", "at_most"), company)
        assert news.leaves_open(ROUND, "valuation", usd("300e9"), company)


def test_21_the_round_is_announced_on_31_march_and_is_no_rumour_any_more(news: News) -> None:
    assert news.says(ROUND, "date", "2025-03-31")
    assert news.says(ROUND, "status", "announced")
    assert news.says(ROUND, "amount", usd("40e9"))
    shown = news.view(ROUND)["valuation"]
    assert {"value": usd("300e9"), "money": "post"} in shown
    assert news.view(ROUND)["disputed"] == []


def test_22_softbank_pays_7_5_or_10_billion_first_and_30_later_on_a_condition(news: News) -> None:
    assert news.says(FIRST_TRANCHE, "amount", usd("7.5e9"), disputed=True)
    assert news.says(FIRST_TRANCHE, "amount", usd("10e9"), disputed=True)
    assert news.says(SECOND_TRANCHE, "amount", usd("30e9"), hedge="expected")
    assert news.says(SECOND_TRANCHE, "conditions", "OpenAI becomes a for-profit company by the end of 2025")
    assert news.says(SECOND_TRANCHE, "deadline", "2025-12-31")
    for tranche in (FIRST_TRANCHE, SECOND_TRANCHE):
        assert takes_part(news, tranche, "company/softbank", "payer")
        assert takes_part(news, tranche, "company/openai", "payee")
        assert news.view(tranche)["part_of"] == ROUND
    assert news.says(ROUND, "parts", usd("10e9"), party={"text": "co-investors"}, hedge="conditional")


def test_23_four_co_investors_are_named(news: News) -> None:
    for investor in ("magnetar-capital", "coatue", "founders-fund", "altimeter"):
        assert takes_part(news, ROUND, f"company/{investor}", "investor")


def test_24_about_18_billion_goes_to_stargate_a_venture_of_up_to_500_billion(news: News) -> None:
    payment, plan = "event/openai-puts-money-into-stargate", "event/stargate-announced"
    assert news.says(payment, "amount", usd("18e9", "about"), hedge="expected")
    assert news.view(payment)["part_of"] == ROUND
    assert takes_part(news, payment, "company/openai", "payer")
    assert takes_part(news, payment, "company/stargate", "payee")
    assert news.says("company/stargate", "organisation_type", "joint_venture")
    assert news.says(plan, "amount", usd("500e9", "at_most"))
    for partner in ("openai", "softbank", "oracle"):
        assert takes_part(news, plan, f"company/{partner}", "partner")
    assert takes_part(news, plan, "company/stargate", "venture")


def test_25_chatgpt_has_500_million_weekly_users_says_openai(news: News) -> None:
    users = quantity("500e6", "user")
    assert news.says("product/chatgpt", "usage", users, measure="weekly_users", valid="2025-03")
    assert news.speakers("product/chatgpt", "usage", users) == [("company/openai", None, "self_reported")]


def test_26_the_round_is_the_largest_and_about_three_times_the_one_before_says_pitchbook(news: News) -> None:
    assert news.says(ROUND, "records", "Largest private funding round of a technology company", measure="amount")
    before = {"measure": "amount", "direction": "more", "compared_with": {"text": "the previous largest round"}}
    assert news.says(ROUND, "ratio", quantity("3", "x", "about"), **before)
    assert news.speakers(ROUND, "ratio", quantity("3", "x", "about")) == [
        ("company/pitchbook", None, "third_party_report")
    ]


def test_27_o3_costs_10_and_40_dollars_until_june_2025_then_2_and_8(news: News) -> None:
    change = "event/openai-cuts-o3-prices-2025-06"
    in_may = news.at(valid_at="2025-05-31")
    for direction, before, after in (("input", "10", "2"), ("output", "40", "8")):
        assert price(in_may, O3, before, direction, valid="../2025-06")
        assert price(news, O3, after, direction, valid="2025-06/..")
        assert news.says(change, "price_before", quantity(before, "USD/Mtok"), direction=direction)
        assert news.says(change, "price_after", quantity(after, "USD/Mtok"), direction=direction)
        assert news.says(change, "change", percent("-80"), direction=direction)
    assert news.says(change, "date", "2025-06")


def test_28_o3_has_prices_of_cached_input_batch_and_flex(news: News) -> None:
    assert price(news, O3, "0.50", "cached_input")
    assert price(news, O3, "1", "input", tier="batch")
    assert price(news, O3, "4", "output", tier="batch")
    assert price(news, O3, "1", "input", tier="flex")
    assert price(news, O3, "0.25", "cached_input", tier="flex")
    assert price(news, O3, "4", "output", tier="flex")


def test_29_o3_has_one_context_window_and_two_knowledge_cutoffs(news: News) -> None:
    assert news.says(O3, "context_window", quantity("200000", "token"))
    assert news.says(O3, "max_output", quantity("100000", "token"))
    assert news.says(O3, "knowledge_cutoff", "2024-05", disputed=True)
    assert news.says(O3, "knowledge_cutoff", "2025-10", disputed=True)


def test_30_o3_has_three_scores_reported_by_openai(news: News) -> None:
    for benchmark, score in (("aime-2025", "88.9"), ("gpqa-diamond", "83.3"), ("swe-bench-verified", "71.7")):
        assert news.says(O3, "scores", percent(score), benchmark=f"benchmark/{benchmark}", valid="2025-04-16")
        assert news.speakers(O3, "scores", percent(score)) == [("company/openai", None, "self_reported")]


def test_31_the_duties_of_the_ai_act_apply_from_august_2025_and_2027(news: News) -> None:
    assert news.says(DUTIES, "effective", "2025-08-02")
    assert news.says(DUTIES, "effective", "2027-08", **{"for": "models already on the market"})
    assert news.says(DUTIES, "jurisdiction", "EU")
    assert news.says(DUTIES, "law", "EU AI Act")
    assert news.view(DUTIES)["part_of"] == ACT


def test_32_fines_reach_35_million_euros_or_7_percent_of_turnover(news: News) -> None:
    either = "whichever is higher"
    penalties = {(each["value"]["amount"], each["value"]["unit"]): each for each in news.view(ACT)["penalty"]}
    assert penalties[("35e6", "EUR")]["value"] == quantity("35e6", "EUR", "at_most")
    assert penalties[("7", "%")]["value"] == percent("7", "at_most")
    assert all(either in each["condition"] for each in penalties.values())


def test_33_systemic_risk_is_presumed_above_1e25_operations(news: News) -> None:
    assert news.says(
        DUTIES,
        "threshold",
        quantity("1e25", "FLOP", "over"),
        measure="training_compute",
        condition="systemic risk is presumed",
        hedge="conditional",
    )


def test_34_italy_blocks_deepseek_after_the_app_has_left_the_stores(news: News) -> None:
    assert news.says(BLOCK, "action", "block")
    assert news.says(BLOCK, "date", "2025-01-30")
    assert news.says(BLOCK, "jurisdiction", "IT")
    assert news.says(BLOCK, "grounds", "totally insufficient answers")
    assert takes_part(news, BLOCK, "company/garante", "authority")
    assert takes_part(news, BLOCK, "company/deepseek", "target")
    assert news.says(WITHDRAWAL, "date", "2025-01-29")
    assert news.says(WITHDRAWAL, "action", "withdrawn")
    assert news.says(WITHDRAWAL, "region", "IT")
    for store in ("product/apple-app-store", "product/google-play"):
        assert news.says(WITHDRAWAL, "venue", store)
    assert news.says(QUESTIONS, "remarks", "20 days", topic="deadline")


def test_35_irelands_regulator_asks_deepseek_about_the_data_of_irish_users(news: News) -> None:
    event = "event/irish-regulator-asks-deepseek"
    assert takes_part(news, event, "company/irish-data-protection-commission", "authority")
    assert takes_part(news, event, "company/deepseek", "target")
    assert news.says(event, "action", "information_request")
    assert news.says(event, "jurisdiction", "IE")
    assert news.says(event, "grounds", "details on the data of Irish users")


def test_36_the_head_of_the_regulator_cannot_say_what_caused_the_withdrawal(news: News) -> None:
    assert news.view(WITHDRAWAL)["cause"] == [UNKNOWN]
    assert news.leaves_open(WITHDRAWAL, "cause", QUESTIONS, {"text": "the head of the Garante"})


def test_37_cnbc_has_nvidia_buying_groq_for_20_billion_dollars_its_largest_deal(news: News) -> None:
    assert news.says(DEAL, "form", "whole", disputed=True)
    assert news.sources(DEAL, "form", "whole") == ["source/cnbc-nvidia-groq"]
    assert news.says("source/cnbc-nvidia-groq", "publisher", "CNBC")
    assert news.says(DEAL, "amount", usd("20e9"))
    assert news.says(DEAL, "payment_means", "cash")
    assert takes_part(news, DEAL, "company/nvidia", "acquirer")
    assert takes_part(news, DEAL, "company/groq", "target")
    assert news.says(DEAL, "records", "Nvidia’s largest deal", measure="amount")
    earlier = "event/nvidia-buys-mellanox"
    assert news.says(earlier, "amount", usd("7e9", "under"))
    assert news.says(earlier, "date", "2019")
    assert takes_part(news, earlier, "company/mellanox", "target")


def test_38_others_have_the_assets_only_or_a_licence_with_people_who_move(news: News) -> None:
    assert news.says(DEAL, "form", "assets", disputed=True)
    assert takes_part(news, DEAL, "product/groqcloud", "excluded")
    assert news.says(DEAL, "form", "licence", condition="non-exclusive", disputed=True)
    assert news.says("company/groq", "parent", NONE)
    assert news.says(DEAL, "remarks", "Groq stays independent", about="company/groq")
    assert news.says("company/groq", "officers", "person/simon-edwards", role="chief_executive")
    for person in ("jonathan-ross", "sunny-madra"):
        event = f"event/{person}-moves-to-nvidia"
        assert takes_part(news, event, f"person/{person}", "person")
        assert takes_part(news, event, "company/groq", "from")
        assert takes_part(news, event, "company/nvidia", "to")
        assert news.view(event)["part_of"] == DEAL


def test_39_groq_raised_750_million_dollars_three_months_earlier(news: News) -> None:
    event = "event/groq-raises-750-million-2025"
    assert news.says(event, "date", "2025-09~", hedge="derived")
    assert news.says(event, "amount", usd("750e6"))
    assert news.says(event, "valuation", usd("6.9e9", "about"))
    for investor in ("blackrock", "neuberger-berman", "samsung", "cisco", "altimeter", "1789-capital"):
        assert takes_part(news, event, f"company/{investor}", "investor")


def test_40_the_outlet_that_names_alex_davis_chief_of_groq_is_in_error_and_stays_on_record(news: News) -> None:
    officers = news.view("company/groq")
    assert officers["officers"] == [{"value": "person/simon-edwards", "role": "chief_executive"}]
    assert officers["disputed"] == []
    (error,) = [fact for fact in news.facts("company/groq", "officers") if fact["value"] == "person/alex-davis"]
    assert error["rank"] == "deprecated"
    assert "Disruptive" in error["rank_reason"]
    assert news.says("company/disruptive", "officers", "person/alex-davis", role="lead")
    assert news.says("person/alex-davis", "affiliation", "company/disruptive")
