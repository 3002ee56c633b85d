"""News of courts, bans, jobs and failures, as flat views show them: items 65 to 70."""

from typing import Any

from tests.seeds.news import News, quantity
from tests.seeds.shown_news import reads_on, shown_values


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
