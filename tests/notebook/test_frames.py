"""Lists become data frames of pandas and polars, with the columns that the CSV of the service has."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from aifacts_client import Client
from tests.browser.service import Service

LIBRARIES: dict[Any, Any] = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_list_is_a_frame_with_amounts_as_numbers(service: Service, library: Any) -> None:
    with Client(service.url) as client:
        events = client.events(type="stock_move", sort="date")
        frame = events.to_frame(library)
        items = [*events]

    assert isinstance(frame, LIBRARIES[library])
    assert len(frame) == len(items) >= 5
    rows = frame.to_dict("records") if library == "pandas" else frame.to_dicts()
    assert [(row["ref"], row["title"]) for row in rows] == [(each.ref, each.title) for each in items]
    (row,) = (row for row in rows if row["ref"] == "event/alibaba-shares-rise-on-qwen-2.5")
    assert (row["change"], row["change.unit"]) == (2.71, "%")
    assert row["participants"].startswith('[{"value":"company/')


def test_pandas_is_taken_first_and_a_mixed_column_is_no_trouble(service: Service) -> None:
    with Client(service.url) as client:
        for plural in (client.companies, client.models, client.offerings, client.products, client.people):
            assert isinstance(plural().to_frame(), pd.DataFrame)
            assert isinstance(plural().to_frame("polars"), pl.DataFrame)
        facts = client.facts(source="source/qwen-2.5-article").to_frame("polars")
        assert {"94.6", "completed"} <= {*facts["value"]}
        assert client.models(developer="company/nobody").to_frame().empty
