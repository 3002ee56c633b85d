"""Choosing an engine for a run of the tests, and what is said where MiniStack cannot be used."""

from pathlib import Path

import pytest

from tests.engines import ministack
from tests.engines.chosen import ENGINES, engine_of


def test_an_engine_is_chosen_by_name_or_not_at_all() -> None:
    assert [engine_of(name) for name in ("", *ENGINES)] == [None, *ENGINES]
    with pytest.raises(ValueError, match=r"'dynamo'; it can be moto, sqlite, ministack, or absent"):
        engine_of("dynamo")


def test_a_missing_ministack_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ministack, "BIN", tmp_path)
    with pytest.raises(ministack.Unready, match="`make test ENGINE=ministack` installs it"):
        ministack.must_be_pinned()


def test_another_ministack_says_how_to_get_the_right_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = tmp_path / "pip"
    pip.write_text("""#!/bin/sh\necho '[{"name": "ministack", "version": "0.1"}]'\n""")
    pip.chmod(0o755)
    monkeypatch.setattr(ministack, "BIN", tmp_path)
    with pytest.raises(ministack.Unready, match=r"is 0\.1, not ministack==.*: delete \.venv-ministack"):
        ministack.must_be_pinned()
