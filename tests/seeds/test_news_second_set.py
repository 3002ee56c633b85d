"""Items 41 to 70 of the news: a test each, which reads all that the item says from flat views."""

from typing import Any

from tests.seeds.news import News, path_of, quantity

UNKNOWN = {"missing": "unknown"}
TOKENS_200K = quantity("200000", "token")


def reads_on(news: News, ref: str, name: str, day: str) -> Any:
    """Return what the flat view of an entity shows for a property as of a day, if anything."""
    return news.at(valid_at=day).view(ref).get(name)


def shown_values(news: News, ref: str, name: str) -> list[Any]:
    return [each.value for each in news.seen(ref, name)]


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


def test_54_anthropic_raises_65_billion_of_which_clouds_had_promised_a_part(news: News) -> None:
    event = "event/anthropic-series-h"

    assert news.says(event, "date", "2026-05-28")
    assert news.says(event, "stage", "series_h")
    assert news.says(event, "amount", quantity("65e9", "USD"))
    assert news.says(event, "valuation", quantity("965e9", "USD"), money="post")
    assert news.says(event, "valuation", quantity("900e9", "USD"), money="pre")
    assert news.speakers(event, "valuation", quantity("900e9", "USD"))[0][0] == {"text": "Financial Times"}
    assert news.says(event, "parts", quantity("15e9", "USD"), party={"text": "cloud companies"}, way="gives")
    assert news.says(event, "parts", quantity("5e9", "USD"), party="company/amazon", way="gives")
    for leader in ("altimeter", "dragoneer", "greenoaks", "sequoia-capital"):
        assert news.says(event, "participants", f"company/{leader}", role="lead_investor")


def test_55_anthropic_tells_its_annualised_revenue_and_a_rival_counts_it_otherwise(news: News) -> None:
    def run_rates(day: str) -> list[Any]:
        figures = reads_on(news, "company/anthropic", "figures", day)
        return [each["value"] for each in figures if each["measure"] == "run_rate"]

    assert run_rates("2026-02-28") == [quantity("14e9", "USD")]
    assert run_rates("2026-04-07") == [quantity("30e9", "USD", "over")]
    assert news.says(
        "company/anthropic", "figures", quantity("47e9", "USD", "over"), measure="run_rate", valid="2026-05"
    )
    figures = news.facts("company/anthropic", "figures")
    rival = [each for each in figures if each["evidence"]["speaker"] == {"text": "OpenAI's revenue chief"}]
    assert [(each["value"], each["valid"], each["evidence"]["basis"]) for each in rival] == [
        (quantity("22e9", "USD", "about"), "2026-04-07", "derived")
    ]
    assert "figures" in reads_on(news, "company/anthropic", "disputed", "2026-04-07")
    definition = "28 days of sales by usage times 13, plus a month of subscriptions times 12"
    assert definition in {each["evidence"].get("method") for each in figures}
    assert news.says("company/anthropic", "remarks", definition, topic="definition of annualised revenue")


def test_56_asml_leads_the_round_of_mistral_and_gets_a_seat_on_one_body_or_another(news: News) -> None:
    event = "event/mistral-series-c"
    gets = {"party": "company/asml", "way": "gets", "hedge": "conditional"}

    assert news.says(event, "date", "2025-09-09")
    assert news.says(event, "stage", "series_c")
    assert news.says(event, "amount", quantity("1.7e9", "EUR"))
    assert news.says(event, "parts", quantity("1.3e9", "EUR"), party="company/asml")
    assert news.says(event, "parts", quantity("11", "%"), **gets, condition="fully diluted")
    assert news.says(event, "parts", quantity("1", "seat"), **gets, condition="on the board")
    assert news.says(event, "parts", quantity("1", "seat"), **gets, condition="on the strategic committee")
    assert news.says(event, "valuation", quantity("11.7e9", "EUR"), money="post")
    assert news.says(event, "valuation", quantity("13.8e9", "USD"), money="post")
    nearly, exactly = quantity("14e9", "USD", "nearly"), quantity("13.8e9", "USD")
    assert news.says(event, "valuation", nearly, money="post", shown=exactly)
    assert news.speakers(event, "valuation", nearly)[0][0] == {"text": "The Wall Street Journal"}
    assert news.says(event, "valuation", quantity("10e9", "EUR"), money="pre")
    misprints = [each for each in news.facts(event, "valuation") if each["rank"] == "deprecated"]
    assert [each["value"] for each in misprints] == [quantity("10e6", "EUR")]
    assert [each["rank_reason"] for each in misprints] == ["A misprint: 10 billion euros are meant."]


def test_57_xai_buys_x_for_shares_less_its_debt(news: News) -> None:
    event, of_x = "event/xai-buys-x", {"of": "company/x"}

    assert news.says(event, "form", "whole")
    assert news.says(event, "payment_means", "shares")
    assert news.says(event, "participants", "company/xai", role="acquirer")
    assert news.says(event, "participants", "company/x", role="target")
    assert news.says(event, "date", "2025-03-28", disputed=True)
    assert news.says(event, "date", "2025-03-29", disputed=True)
    assert news.says(event, "valuation", quantity("80e9", "USD"), of="company/xai", disputed=True)
    assert news.says(event, "valuation", quantity("45e9", "USD"), **of_x, money="enterprise", disputed=True)
    assert news.says(event, "valuation", quantity("33e9", "USD"), **of_x, money="equity", disputed=True)
    assert news.says(event, "valuation", quantity("30e9", "USD"), **of_x, money="equity", disputed=True)
    assert news.says("company/x", "figures", quantity("12e9", "USD"), measure="debt")
    for value in ("80e9", "33e9", "45e9"):
        assert news.speakers(event, "valuation", quantity(value, "USD"))[0][0] == "person/elon-musk"


def test_58_meta_takes_half_of_scale_ai_without_votes_and_its_head_moves(news: News) -> None:
    event, move = "event/meta-takes-stake-in-scale-ai", "event/alexandr-wang-moves-to-meta"

    assert news.says(event, "form", "stake")
    assert news.says(event, "stake", quantity("49", "%"), condition="non-voting", hedge="conditional")
    assert news.says(event, "amount", quantity("14.3e9", "USD"))
    assert news.says(event, "valuation", quantity("29e9", "USD"), of="company/scale-ai")
    sources = {
        each["evidence"]["source"] for each in news.standing(event, "amount") if each["value"]["amount"] == "14.3e9"
    }
    assert len(sources) == 2
    over = [each for each in news.standing(event, "amount") if each["value"] == quantity("14e9", "USD", "over")]
    assert [each["evidence"]["speaker"] for each in over] == [{"text": "Scale AI's chief executive"}]
    assert news.says(move, "participants", "person/alexandr-wang", role="person")
    assert news.says(move, "participants", "company/meta", role="to")
    assert news.says("company/scale-ai", "officers", "person/alexandr-wang", role="director")
    assert news.says("company/scale-ai", "officers", "person/jason-droege", role="chief_executive", interim=True)


def test_59_windsurf_has_had_three_names_and_is_taken_apart_in_three_days(news: News) -> None:
    failed, licence, rest = (
        "event/openai-windsurf-falls-through",
        "event/google-licenses-windsurf",
        "event/cognition-buys-windsurf",
    )

    assert news.says("company/windsurf", "aliases", "Codeium")
    assert news.says("company/windsurf", "aliases", "Exafunction")
    for slug, before, after in (
        ("exafunction-becomes-codeium", "Exafunction", "Codeium"),
        ("codeium-becomes-windsurf", "Codeium", "Windsurf"),
    ):
        assert news.says(f"event/{slug}", "action", "renamed")
        assert news.says(f"event/{slug}", "name_before", before)
        assert news.says(f"event/{slug}", "name_after", after)
    assert news.says(failed, "status", "cancelled")
    assert news.says(failed, "date", "2025-07-11")
    assert news.says(failed, "amount", quantity("3e9", "USD"))
    assert news.says(licence, "form", "licence", condition="non-exclusive", hedge="conditional")
    assert news.says(licence, "amount", quantity("2.4e9", "USD"))
    for person in ("varun-mohan", "douglas-chen"):
        assert news.says("event/google-hires-windsurf-heads", "participants", f"person/{person}", role="person")
    assert news.says(rest, "date", "2025-07-14")
    assert news.says(rest, "amount", UNKNOWN)
    assert news.says(rest, "participants", "company/cognition", role="acquirer")
    assert news.says("company/windsurf", "figures", quantity("82e6", "USD"), measure="run_rate")
    assert news.says("company/windsurf", "officers", "person/jeff-wang", role="chief_executive", interim=True)


def test_60_nvidia_is_to_pay_openai_as_each_gigawatt_is_deployed(news: News) -> None:
    event, first = "event/nvidia-openai-letter-of-intent", "event/nvidia-pays-openai-first-part"
    chips = {"low": "4e6", "high": "5e6", "unit": "GPU"}

    assert news.says(event, "date", "2025-09-22")
    assert news.says(event, "status", "announced")
    assert news.says(
        event,
        "amount",
        quantity("100e9", "USD", "at_most"),
        condition="paid as each gigawatt is deployed",
        hedge="conditional",
    )
    assert quantity("10", "GW", "at_least") in shown_values(news, event, "capacity")
    assert chips in shown_values(news, event, "capacity")
    huang = [each["evidence"] for each in news.standing(event, "capacity") if each["value"] == chips]
    assert [(each["speaker"], each["basis"]) for each in huang] == [("person/jensen-huang", "derived")]
    assert news.says(event, "starts", "2026-H2")
    assert news.says(first, "part_of", event)
    assert news.says(first, "conditions", "the first gigawatt is deployed")
    assert news.says(first, "amount", quantity("10e9", "USD"), hedge="rumoured")
    for company in ("company/nvidia", "company/openai"):
        assert news.leaves_open(first, "amount", quantity("10e9", "USD"), company)


def test_61_amd_gives_openai_a_warrant_for_a_tenth_of_its_shares(news: News) -> None:
    warrant, event = "instrument/amd-warrant", "event/amd-openai-six-gigawatts"
    gets = {"party": "company/openai", "way": "gets"}

    assert news.says(warrant, "instrument_type", "warrant")
    assert news.says(warrant, "issuer", "company/amd")
    assert news.says(warrant, "holder", "company/openai")
    assert news.says(warrant, "shares", quantity("160e6", "share", "at_most"))
    assert news.says(warrant, "strike", quantity("0.01", "USD/share"))
    assert news.says(warrant, "issued", "2025-10-05")
    assert news.says(event, "date", "2025-10-06")
    assert "from the first gigawatt to the sixth and up to a share price of 600 USD" in str(
        news.view(event)["conditions"]
    )
    assert news.says(event, "parts", quantity("10", "%", "about"), **gets, disputed=True)
    assert news.says(event, "parts", quantity("9", "%", "at_most"), **gets, disputed=True)
    rise = {"low": "25", "high": "35", "unit": "%"}
    assert news.says("event/amd-share-rises-on-openai", "change", rise)


def test_62_coreweave_borrows_at_a_spread_over_sofr(news: News) -> None:
    def is_rated(ref: str, letters: str, agency: str) -> bool:
        return news.says(ref, "ratings", letters, agency=f"company/{agency}", aspect="rating")

    first, second = "instrument/coreweave-ddtl-1", "instrument/coreweave-ddtl-2"
    for loan, principal, spread, day in ((first, "8.5e9", "225", "2026-03-31"), (second, "3.1e9", "450", "2026-05-18")):
        assert news.says(loan, "instrument_type", "loan")
        assert news.says(loan, "principal", quantity(principal, "USD"))
        assert news.says(loan, "base_rate", "SOFR")
        assert news.says(loan, "spread", quantity(spread, "bp"))
        assert news.says(loan, "issued", day)
    assert news.says(first, "matures", "2032-03")
    assert is_rated(first, "A3", "moodys")
    assert is_rated(first, "A(low)", "dbrs")
    assert is_rated(second, "Ba2", "moodys")
    assert is_rated(second, "BB+", "fitch")


def test_63_insuring_the_debt_of_coreweave_became_dearer(news: News) -> None:
    notes, swap = "instrument/coreweave-notes-2031", "instrument/coreweave-cds"

    assert news.says(notes, "instrument_type", "bond")
    assert news.says(notes, "interest", quantity("9.000", "%"))
    assert news.says(notes, "principal", quantity("1.75e9", "USD"))
    assert news.says(notes, "issued", "2025-07-25")
    assert news.says(notes, "matures", "2031-02-01")
    assert news.says(swap, "instrument_type", "credit_default_swap")
    quotes = news.get(f"{path_of(swap)}/series/price")["items"]
    assert [(each["value"], each["valid"]) for each in quotes] == [
        (quantity("368", "bp"), "2025-10-06/2025-10-06"),
        (quantity("643", "bp"), "2025-12-01/2025-12-10"),
    ]


def test_64_openai_buys_computing_from_oracle_whose_outlook_is_lowered(news: News) -> None:
    event, moodys = "event/openai-buys-computing-from-oracle", {"agency": "company/moodys"}

    def outlook(day: str) -> list[Any]:
        ratings = reads_on(news, "company/oracle", "ratings", day)
        return [each["value"] for each in ratings if each["aspect"] == "outlook"]

    assert news.says(event, "amount", quantity("300e9", "USD"), period="P5Y")
    assert news.speakers(event, "amount", quantity("300e9", "USD"))[0][0] == {"text": "The Wall Street Journal"}
    assert news.says(event, "starts", "2027")
    assert news.says(event, "capacity", quantity("4.5", "GW"))
    assert news.says(event, "participants", "company/openai", role="customer")
    assert news.says(event, "participants", "company/oracle", role="supplier")
    assert news.says("company/oracle", "ratings", "Baa2", **moodys, aspect="rating")
    assert outlook("2025-06-30") == ["stable"]
    assert outlook("2025-08-01") == ["negative"]
    assert news.says("event/oracle-share-rises", "change", quantity("43", "%"), disputed=True)
    assert news.says("event/oracle-share-rises", "change", quantity("27", "%"), disputed=True)


def test_65_anthropic_settles_with_authors_for_a_sum_and_a_price_a_work(news: News) -> None:
    event = "event/anthropic-settles-bartz"
    each_work = quantity("3000", "USD/work", "about")

    assert news.says(event, "action", "settlement")
    assert news.says(event, "status", "proposed")
    assert news.says(event, "date", "2025-09-05")
    assert news.says(event, "part_of", "event/bartz-v-anthropic")
    assert news.says(event, "conditions", "the court approves")
    assert news.says(event, "amount", quantity("1.5e9", "USD"))
    assert quantity("1.5e9", "USD", "at_least") in [each["value"] for each in news.standing(event, "amount")]
    assert each_work in shown_values(news, event, "amount")
    assert news.says(event, "amount", each_work, condition="for every further work")
    assert news.says(event, "affected", quantity("500e3", "work", "about"))
    assert news.says(event, "affected", quantity("500e3", "person"))
    assert news.speakers(event, "affected", quantity("500e3", "person"))[0][0] == {"text": "The New York Times"}
    assert news.says(event, "covers", "../2025-08-25")
    assert news.says(event, "admission", value=False)
    assert news.says(event, "participants", "company/anthropic", role="defendant")
    assert news.says(event, "participants", {"text": "authors"}, role="beneficiary")


def test_66_a_court_in_munich_finds_openai_liable_for_nine_songs(news: News) -> None:
    ruling, step = "event/gema-v-openai", "event/gema-openai-injunction"

    assert news.says(ruling, "action", "ruling")
    assert news.says(ruling, "date", "2025-11")
    assert news.says(ruling, "identifiers", "42 O 14139/24", scheme="docket")
    assert news.says(ruling, "participants", "company/munich-regional-court", role="authority")
    assert news.says(ruling, "participants", "company/gema", role="plaintiff")
    assert news.says(ruling, "participants", "company/openai", role="defendant")
    assert news.says(ruling, "affected", quantity("9", "work"))
    assert news.says(ruling, "grounds", "liable for the songs")
    assert news.says(ruling, "grounds", "the exception for data mining does not apply")
    assert news.says(ruling, "finality", "appealed")
    assert news.says(step, "action", "injunction")
    assert news.says(step, "part_of", ruling)


def test_67_nvidia_counts_what_the_ban_of_h20_costs_by_fiscal_quarters(news: News) -> None:
    first: dict[str, Any] = {"period": "2025-02/2025-04"}
    second: dict[str, Any] = {"period": "2025-05/2025-07"}
    h20: dict[str, Any] = {"scope": {"text": "H20"}}

    def figure(amount: str, measure: str, bound: str | None = None, **members: Any) -> bool:
        value = quantity(amount, "USD", bound)
        return news.says("company/nvidia", "figures", value, measure=measure, **members)

    assert news.view("company/nvidia")["fiscal_year_end"] == "--01-31"
    assert figure("5.5e9", "charge", **first, hedge="expected")
    assert figure("4.5e9", "charge", **first)
    assert figure("4.6e9", "revenue", **first, **h20)
    assert figure("2.5e9", "forgone_revenue", **first, **h20)
    outlook = {**quantity("45.0e9", "USD"), "plus_minus": "2 %"}
    assert news.says("company/nvidia", "figures", outlook, measure="revenue", **second, hedge="expected")
    assert figure("8.0e9", "forgone_revenue", "about", **second, **h20, hedge="expected")
    expected = {
        fact["value"]["amount"]
        for fact in news.standing("company/nvidia", "figures")
        if fact["evidence"]["certainty"] == "expected"
    }
    assert expected == {"5.5e9", "45.0e9", "8.0e9"}
    labels = {fact["evidence"]["as_stated"] for fact in news.standing("company/nvidia", "figures")}
    assert labels == {"FY2026-Q1", "FY2026-Q2", "for H20"}


def test_68_nvidia_and_amd_are_to_give_the_united_states_a_share_of_their_sales(news: News) -> None:
    for company, chip in (("nvidia", "H20"), ("amd", "MI308")):
        event = f"event/{company}-shares-china-revenue"
        assert news.says(event, "status", "considered", hedge="rumoured")
        assert news.says(event, "date", "2025-08-10", hedge="rumoured")
        assert news.says(event, "participants", f"company/{company}", role="payer", hedge="rumoured")
        assert news.says(event, "participants", "company/us-government", role="payee", hedge="rumoured")
        assert news.says(event, "share", quantity("15", "%"), of=f"{chip} revenue in China", hedge="rumoured")
        assert news.says(event, "conditions", "export licences are given in return", hedge="rumoured")
    assert news.leaves_open("event/amd-shares-china-revenue", "share", quantity("15", "%"), "company/amd")
    assert news.says("event/nvidia-on-china-revenue", "statement", "follows the rules")
    assert news.says("event/nvidia-on-china-revenue", "participants", "company/nvidia", role="speaker")


def test_69_microsoft_cuts_more_or_less_than_4_per_cent_of_its_jobs(news: News) -> None:
    event = "event/microsoft-cuts-9000-jobs"

    assert news.says(event, "date", "2025-07-02")
    assert news.says(event, "action", "cut")
    assert news.says(event, "participants", "company/microsoft", role="company")
    jobs = [each["value"] for each in news.standing(event, "jobs")]
    assert quantity("9000", "employee", "about") in jobs
    assert quantity("9000", "employee", "over") in jobs
    shares = [each["value"] for each in news.standing(event, "share_of_staff")]
    assert quantity("4", "%", "under") in shares
    assert quantity("4", "%", "about") in shares
    assert news.says(event, "records", "since 2023", measure="employees")
    assert news.says("company/microsoft", "figures", quantity("228000", "employee", "over"), measure="employees")


def test_70_chatgpt_is_down_for_hours_and_builder_ai_revises_its_revenue(news: News) -> None:
    outage = "event/chatgpt-outage-of-june-2025"

    assert news.says(outage, "incident_type", "outage")
    assert news.says(outage, "started", "2025-06-10T12:15+05:30")
    assert news.says(outage, "ended", "2025-06-11T04:00+05:30")
    assert news.says(outage, "duration", quantity("10", "hour", "over"), disputed=True)
    assert news.says(outage, "duration", quantity("15.75", "hour"), disputed=True)
    assert news.says(outage, "duration", quantity("34", "hour", "about"), disputed=True)
    assert news.says("company/builder-ai", "status", "insolvent")
    assert reads_on(news, "company/builder-ai", "status", "2025-06-01") == "insolvent"
    assert news.says("event/builder-ai-insolvency", "action", "insolvency")
    assert news.says("event/builder-ai-insolvency", "date", "2025-05")
    revenue = {"measure": "revenue", "period": "2024", "disputed": True}
    assert news.says("company/builder-ai", "figures", quantity("55e6", "USD", "about"), **revenue)
    assert news.says("company/builder-ai", "figures", quantity("50e6", "USD"), **revenue)
    revised = [each for each in news.facts("company/builder-ai", "figures") if each["rank"] == "deprecated"]
    assert [each["value"] for each in revised] == [quantity("220e6", "USD")]
