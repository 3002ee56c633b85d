"""All entities of these tests are large."""

from collections.abc import Iterator

import pytest

from tests.engines.all_large import compare_portions


@pytest.fixture(scope="module", autouse=True)
def _all_are_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compare_portions(patch)
        yield
