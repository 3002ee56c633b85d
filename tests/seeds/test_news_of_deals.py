"""News of rounds, purchases, debts and contracts, as flat views show them: items 54 to 64."""

from typing import Any

from tests.seeds.news import News, path_of, quantity
from tests.seeds.shown_news import reads_on, shown_values

UNKNOWN = {"missing": "unknown"}


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
