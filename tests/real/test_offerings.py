"""Two catalogues as offerings: every row goes in with every price, and none is in dispute with itself."""

from math import ceil

import pytest

from bench.catalogue_files import DATA
from bench.offerings import FILES, Written, sent_prices, write_catalogue
from tests.conftest import is_thorough

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="a public clone lacks the catalogues (see bench/catalogue_files.py)"
)

OFFERINGS = {"litellm": 1758, "models.dev": 804}
EVERY = 10  # offering is written in the gate; all of them at night


@pytest.fixture(scope="module", params=FILES)
def catalogue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def every() -> int:
    return 1 if is_thorough() else EVERY


@pytest.fixture(scope="module")
def written(catalogue: str, every: int) -> Written:
    return write_catalogue(DATA, catalogue, every=every)


def test_every_row_of_a_catalogue_becomes_an_offering(catalogue: str, every: int, written: Written) -> None:
    assert written.refused == []
    assert len(written.views) == ceil(OFFERINGS[catalogue] / every)


def test_every_price_of_a_catalogue_is_shown(catalogue: str, every: int, written: Written) -> None:
    assert written.prices == sent_prices(DATA, catalogue, every=every) > 0


def test_no_catalogue_is_in_dispute_with_itself(written: Written) -> None:
    assert written.disputed == {}
