"""How Epoch AI's tables are read: models with their training, and scores with the documents that they cite."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.mappings.epoch_benchmarks import epoch_benchmarks_lines
from chalicelib.local.catalogues.mappings.epoch_models import epoch_models_lines
from chalicelib.local.catalogues.report import Report

Body = dict[str, Any]
MODELS = (
    "Model,Organization,Publication date,Parameters,Parameters notes,Training compute (FLOP),Confidence,"
    "Training compute cost (2023 USD),Base model,Open model weights?,Hardware acquisition cost,Domain\n"
)
MMLU = "﻿id,Name,EM,Model version,Shots,Source,Source link,Notes\n"


def models(path: Path, *rows: str, report: Report | None = None) -> list[Body]:
    file = path / "models.csv"
    file.write_text(MODELS + "\n".join(rows))
    lines = epoch_models_lines([CatalogueFile(file, "2026-05-02")], report or Report())
    return [line.body for line in lines if line.body["kind"] == "model"]


def scores(path: Path, *rows: str, report: Report | None = None) -> list[Body]:
    file = path / "external_benchmark_mmlu.csv"
    file.write_text(MMLU + "\n".join(rows))
    return [line.body for line in epoch_benchmarks_lines([CatalogueFile(file, "2025-12-03")], report or Report())]


def test_a_row_becomes_a_model_with_its_estimates_and_how_they_were_arrived_at(tmp_path: Path) -> None:
    (body,) = models(tmp_path, 'A 1,"Lab,Uni",2025-03,7e9,from the paper,1.5e+24,Likely,5000000.5,,Yes,0.0,Games')

    likely = {"confidence": "likely"}
    assert body["slug"] == "epoch-a-1"
    assert body["developer"] == [{"text": "Lab"}, {"text": "Uni"}]
    assert body["parameters"] == {
        "value": {"amount": "7000000000", "unit": "parameter"},
        "evidence": {"method": "from the paper", **likely},
    }
    assert body["training_compute"] == {"value": {"amount": "1.5e+24", "unit": "FLOP"}, "evidence": likely}
    assert body["training_cost"]["value"] == {"amount": "5000000.5", "unit": "USD", "real": "2023"}
    assert body["open_weights"] is True
    assert body["identifiers"] == [{"value": "A 1", "scheme": "epoch"}]
    assert "figures" not in body


def test_a_model_comes_after_the_one_that_it_is_based_on(tmp_path: Path) -> None:
    bodies = models(tmp_path, "B,Lab,2025,,,,,,A,,,", "A,Lab,2024,,,,,,A 0,,,")

    assert [body["slug"] for body in bodies] == ["epoch-a", "epoch-b"]
    assert bodies[1]["based_on"] == ["model/epoch-a"]
    assert bodies[0]["based_on"] == [{"text": "A 0"}]


def test_models_that_are_based_on_each_other_are_both_written(tmp_path: Path) -> None:
    bodies = models(tmp_path, "A,Lab,2025,,,,,,B,,,", "B,Lab,2024,,,,,,A,,,")

    assert {body["slug"] for body in bodies} == {"epoch-a", "epoch-b"}


def test_names_of_one_slug_stay_two_models(tmp_path: Path) -> None:
    bodies = models(tmp_path, "A+B,Lab,2025,,,,,,,,,", "A B,Lab,2024,,,,,,A+B,,,")

    assert [body["slug"] for body in bodies] == ["epoch-a-b", "epoch-a-b-2"]
    assert bodies[1]["based_on"] == ["model/epoch-a-b"]


def test_what_is_left_out_of_a_table_is_counted_with_the_reason(tmp_path: Path) -> None:
    report = Report()

    models(tmp_path, "A,Lab,2025,7.5,,,,,,,0.0,Games", ",Lab,2025,,,,,,,,,", "A,Lab,2025,,,,,,,,,", report=report)

    reasons = dict([*report.left_out])
    assert reasons["epoch-models.Domain"] == "no property"
    assert reasons["epoch-models.Hardware acquisition cost"] == "0, which stands for no value"
    assert reasons["model.parameters"].startswith("not_whole")
    assert report.unreadable == [
        ("models.csv, row 2", "no name in the column Model"),
        ("models.csv, row 3", "a second row of A; the first one counts"),
    ]


def test_a_score_names_its_benchmark_its_shots_and_the_document_that_says_it(tmp_path: Path) -> None:
    *_, benchmark, body, _ = scores(tmp_path, "r1,A,70.10%,a-1,5,The A paper,http://a.example/1,")

    assert (benchmark["slug"], benchmark["if_exists"]) == ("mmlu", "use")
    assert body["slug"] == "epoch-version-a-1"
    assert body["scores"] == [
        {
            "value": {"amount": "70.10", "unit": "%"},
            "benchmark": "benchmark/mmlu",
            "setting": "5-shot",
            "evidence": {
                "as_stated": "70.10%",
                "speaker": {"text": "The A paper"},
                "via": "http://a.example/1",
            },
        }
    ]


def test_rows_that_disagree_are_all_said_and_a_row_without_a_version_stays_apart(tmp_path: Path) -> None:
    report = Report()
    rows = ("r1,A,70%,a-1,5,P,,", "r2,A,71%,a-1,5,Q,,", "r3,A,72%,,5,Q,,", "r4,A,high,a-1,5,Q,,")

    *_, body, _ = scores(tmp_path, *rows, report=report)

    assert [each["value"]["amount"] for each in body["scores"]] == ["70", "71"]
    assert report.apart == {"scores without a model version": 1}
    assert report.unreadable == [("external_benchmark_mmlu.csv, row 4", "EM is 'high', not a percentage")]


def test_a_table_of_another_shape_says_which_columns_were_expected(tmp_path: Path) -> None:
    other = tmp_path / "models.csv"
    other.write_text("name,price\nA,1\n")

    with pytest.raises(
        BadCatalogue, match=r"line 1: expected the columns Model, Organization.*The file has: name, price"
    ):
        [*epoch_models_lines([CatalogueFile(other, "2026")], Report())]
    with pytest.raises(BadCatalogue, match=r"not a table known here. Expected external_benchmark_<name>.csv"):
        [*epoch_benchmarks_lines([CatalogueFile(other, "2026")], Report())]
