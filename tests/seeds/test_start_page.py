"""With the seeds on record the start page asks every question, and each has an answer."""

from chalicelib.api.http.request.world import set_world
from chalicelib.api.pages.start_page import QUESTIONS
from tests.api.html import Page
from tests.seeds.news import News


def test_with_the_seeds_every_question_of_the_start_page_has_an_answer(news: News) -> None:
    set_world(news.client.world)
    start = news.client.get("/", Accept="application/json").json
    page = Page(news.client.get("/", Accept="text/html").text)

    assert [each["question"] for each in start["questions"]] == [each.text for each in QUESTIONS]
    assert {each["href"] for each in start["questions"]} <= set(page.links)
    assert "first_steps" not in start
    for question in QUESTIONS:
        assert news.get(question.path).get("items", "no list"), question
