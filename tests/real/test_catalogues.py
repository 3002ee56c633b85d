"""Two catalogues that disagree: every conflict in the truths computed from them is listed, and no other."""

import pytest

from bench.catalogue_files import DATA
from bench.catalogues import Verdict, judge, load

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="a public clone lacks the catalogues (see bench/catalogue_files.py)"
)


@pytest.fixture(scope="module", params=[False, True], ids=["changes alone", "whole snapshots"])
def verdicts(request: pytest.FixtureRequest) -> dict[str, Verdict]:
    return {verdict.truth: verdict for verdict in judge(load(DATA, is_whole=request.param), DATA)}


@pytest.mark.parametrize("truth", ["price-conflicts", "mmlu-conflicts"])
def test_every_conflict_about_prices_and_scores_is_listed(verdicts: dict[str, Verdict], truth: str) -> None:
    assert verdicts[truth].listed == verdicts[truth].pairs > 0


@pytest.mark.parametrize("truth", ["price-agree", "mmlu-agree"])
def test_no_pair_of_prices_or_scores_that_agrees_is_listed(verdicts: dict[str, Verdict], truth: str) -> None:
    assert verdicts[truth].listed == 0 < verdicts[truth].pairs


def test_nearly_every_conflict_about_limits_is_listed(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["limit-conflicts"].listed >= 0.98 * verdicts["limit-conflicts"].pairs > 0


def test_hardly_any_pair_of_limits_that_agrees_is_listed(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["limit-agree"].listed <= 0.01 * verdicts["limit-agree"].pairs
