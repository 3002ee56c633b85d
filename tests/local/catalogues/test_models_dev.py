"""How files of models.dev are read as offerings, and what a later file changes, drops and confirms."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.mappings.models_dev import models_dev_lines
from chalicelib.local.catalogues.report import Report

Body = dict[str, Any]
FIRST, SECOND = "2025-07-15", "2025-09-15"


def model(**members: Any) -> Body:
    return {
        "name": "M 1",
        "release_date": "2025-03",
        "modalities": {"input": ["text"], "output": ["text"]},
        "limit": {"context": 1000, "output": 100},
        **members,
    }


def api(**models: Body) -> Body:
    return {"openai": {"id": "openai", "name": "OpenAI", "models": models}}


def lines(path: Path, *files: Any, report: Report | None = None) -> list[Body]:
    written = []
    for day, content in zip((FIRST, SECOND, "2025-11-15"), files, strict=False):
        file = path / f"api-{day}.json.gz"
        file.write_bytes(gzip.compress(json.dumps(content).encode()))
        written.append(CatalogueFile(file))
    return [line.body for line in models_dev_lines(written, report or Report())]


def offerings(path: Path, *files: Any, report: Report | None = None) -> list[Body]:
    return [body for body in lines(path, *files, report=report) if body["kind"] == "offering"]


def test_the_files_are_sources_of_their_days_with_one_root_and_a_licence(tmp_path: Path) -> None:
    sources = [body for body in lines(tmp_path, api(m=model()), api(m=model())) if body["kind"] == "source"]

    root, first, second, *ends = sources
    assert (root["slug"], root["license"]) == ("models-dev", "MIT")
    assert "Copyright (c) 2025 models.dev" in root["remarks"][0]["value"]["text"]
    for day, body, end in zip((FIRST, SECOND), (first, second), ends, strict=True):
        assert (body["published"], body["derived_from"]) == (day, "source/models-dev")
        assert (end["slug"], len(end["sha256"])) == (body["slug"], 64)


def test_a_seller_comes_before_its_offerings_and_stays_as_it_is_on_record(tmp_path: Path) -> None:
    kinds = [body["kind"] for body in lines(tmp_path, api(m=model()))]
    company = next(body for body in lines(tmp_path, api(m=model())) if body["kind"] == "company")

    assert kinds == ["source", "source", "company", "offering", "source"]
    assert (company["slug"], company["if_exists"]) == ("openai", "use")


def test_the_first_file_says_all_from_its_day_on(tmp_path: Path) -> None:
    (body,) = offerings(tmp_path, api(m=model(cost={"input": 1.50}, status="beta", reasoning=True, family="o")))

    assert body["name"] == {"value": "M 1", "valid": FIRST}
    assert body["provider"] == "company/openai"
    assert body["prices"] == [{"value": {"amount": "1.5", "unit": "USD/Mtok"}, "direction": "input", "valid": FIRST}]
    assert body["status"] == {"value": "preview", "valid": FIRST, "evidence": {"as_stated": "beta"}}
    assert body["features"] == [{"value": True, "feature": "reasoning", "valid": FIRST}]
    assert body["released"] == "2025-03"
    assert body["evidence"] == {"source": f"source/models-dev-{FIRST}", "basis": "third_party_report"}


def test_bands_and_modes_are_qualifiers(tmp_path: Path) -> None:
    cost = {
        "tiers": [{"tier": {"type": "context", "size": 256000}, "input": 2}],
        "context_over_200k": {"input": 2},
    }
    modes = {"modes": {"fast": {"cost": {"input": 6}}}}

    (body,) = offerings(tmp_path, api(m=model(cost=cost, experimental=modes)))

    above, fast = body["prices"]
    assert above["above"] == {"amount": "256000", "unit": "token"}
    assert fast["tier"] == "fast"


def test_a_band_without_a_size_begins_above_200_000_tokens(tmp_path: Path) -> None:
    (body,) = offerings(tmp_path, api(m=model(cost={"context_over_200k": {"output": 37.5}})))

    assert body["prices"][0]["above"] == {"amount": "200000", "unit": "token"}


def test_a_date_that_no_calendar_has_is_unknown_in_the_words_of_the_file(tmp_path: Path) -> None:
    (body,) = offerings(tmp_path, api(m=model(knowledge="2025-02-31")))

    assert body["knowledge_cutoff"] == {
        "value": {"missing": "unknown"},
        "valid": FIRST,
        "evidence": {"as_stated": "2025-02-31"},
    }


def test_a_later_file_says_only_what_changed_and_confirms_the_rest(tmp_path: Path) -> None:
    before, after = model(cost={"input": 2, "output": 8}), model(cost={"input": 1, "output": 8})

    _, second = offerings(tmp_path, api(m=before), api(m=after))

    assert second == {
        "kind": "offering",
        "slug": "openai-m",
        "prices": [{"value": {"amount": "1", "unit": "USD/Mtok"}, "direction": "input", "valid": SECOND}],
        "confirmed": [SECOND],
        "evidence": {"source": f"source/models-dev-{SECOND}", "basis": "third_party_report"},
        "if_exists": "add",
    }


def test_a_later_file_says_none_for_what_it_dropped(tmp_path: Path) -> None:
    _, second = offerings(tmp_path, api(m=model(cost={"input": 2})), api(m=model()))

    assert second["prices"] == [{"value": {"missing": "none"}, "direction": "input", "valid": SECOND}]


def test_a_model_that_a_later_file_lacks_has_no_values_from_its_day_on_but_a_name(tmp_path: Path) -> None:
    *_, last = offerings(tmp_path, api(m=model(), n=model()), api(n=model()))

    none = {"missing": "none"}
    assert last["slug"] == "openai-m"
    assert last["context_window"] == {"value": none, "valid": SECOND}
    assert last["released"]["value"] == none
    assert [each["scheme"] for each in last["identifiers"]] == ["models_dev", "api"]
    assert last.keys() & {"name", "confirmed"} == set()


def test_a_fixed_value_and_the_values_of_a_list_replace_the_facts_of_before(tmp_path: Path) -> None:
    before = model(modalities={"input": ["text", "image", "pdf"], "output": ["text"]})
    after = model(release_date="2025-04", modalities={"input": ["text", "audio"], "output": ["text"]})

    _, second = offerings(tmp_path, api(m=before), api(m=after))

    (replaced,) = second["released"]["evidence"]["replaces"]
    assert replaced.startswith("offering~openai-m~released~")
    audio, none = second["modalities"]
    assert audio == {"value": "audio", "direction": "input"}
    assert (none["value"], none["direction"]) == ({"missing": "none"}, "input")
    assert len(none["evidence"]["replaces"]) == 2


def test_a_model_that_comes_back_is_said_again(tmp_path: Path) -> None:
    bodies = offerings(tmp_path, api(m=model(), n=model()), api(n=model()), api(m=model(), n=model()))

    again = [body for body in bodies if body["slug"] == "openai-m"][-1]
    assert again["name"] == {"value": "M 1", "valid": "2025-11-15"}
    assert "confirmed" not in again


def test_a_row_that_is_no_model_is_reported_with_its_place_and_passed_over(tmp_path: Path) -> None:
    report = Report()

    (body,) = offerings(tmp_path, api(bad={"name": "Bad"}, m=model(), worse=model(status="gone")), report=report)

    assert body["slug"] == "openai-m"
    assert [place for place, _ in report.unreadable] == [
        f"api-{FIRST}.json.gz, /openai/models/bad",
        f"api-{FIRST}.json.gz, /openai/models/worse",
    ]


def test_what_has_no_place_is_counted_by_field(tmp_path: Path) -> None:
    report = Report()

    offerings(tmp_path, api(m=model(interleaved=True, new_member=1)), report=report)

    assert report.left_out == {
        ("models.dev.interleaved", "no property"): 1,
        ("models.dev.new_member", "an unknown member"): 1,
    }
    assert report.entities == {"offering": 1}
    assert report.facts["offering.context_window"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "holds a list"),
        ({}, "holds an object without members"),
        ({"openai": {"name": "OpenAI"}}, "'openai' has no object `models`"),
        ({"gpt-4o": {"litellm_provider": "openai"}}, "'gpt-4o' has no object `models`"),
        ({"openai": {"models": {}}}, "'openai' has no text `name`"),
    ],
)
def test_a_file_of_another_shape_says_what_was_expected_before_the_first_line(
    tmp_path: Path, content: Any, said: str
) -> None:
    with pytest.raises(BadCatalogue, match=said) as refused:
        lines(tmp_path, api(m=model()), content)

    assert "api-2025-09-15.json.gz" in str(refused.value)
    assert "https://models.dev/api.json" in str(refused.value)
