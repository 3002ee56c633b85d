"""Choosing an engine for a run of the tests, and what is said where MiniStack cannot be used."""

from pathlib import Path

import pytest

from tests.engines import ministack
from tests.engines.chosen import ENGINES, engine_of

PINNED_VERSION = ministack.PINNED.removeprefix("ministack==")


def test_an_engine_is_chosen_by_name_or_not_at_all() -> None:
    assert [engine_of(name) for name in ("", *ENGINES)] == [None, *ENGINES]
    with pytest.raises(ValueError, match=r"'dynamo'; it can be moto, sqlite, ministack, or absent"):
        engine_of("dynamo")


def test_a_missing_ministack_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ministack, "BIN", tmp_path)
    with pytest.raises(ministack.Unready, match="`make test ENGINE=ministack` installs it"):
        ministack.must_be_pinned()


def test_another_ministack_says_how_to_get_the_right_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_environment(tmp_path, monkeypatch, version="0.1")
    with pytest.raises(ministack.Unready, match=r"is 0\.1, not ministack==.*: delete \.venv-ministack"):
        ministack.must_be_pinned()


def test_a_ministack_on_another_python_than_lambdas_says_how_to_get_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_environment(tmp_path, monkeypatch, version=PINNED_VERSION, python="3.11")
    with pytest.raises(ministack.Unready, match=r"on Python 3\.11, and Lambda runs 3\.13: .*delete \.venv-ministack"):
        ministack.must_run_functions()


def test_a_ministack_on_lambdas_python_runs_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_environment(tmp_path, monkeypatch, version=PINNED_VERSION, python="3.13")
    ministack.must_run_functions()


def test_a_ministack_that_does_not_start_shows_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_environment(tmp_path, monkeypatch, version=PINNED_VERSION)
    with pytest.raises(ministack.Unready, match=r"(?s)does not start at http.*The port is taken"):
        ministack.ministack(region="eu-central-1").__enter__()


def an_environment(folder: Path, monkeypatch: pytest.MonkeyPatch, *, version: str, python: str | None = None) -> None:
    """Put a pip that lists a version of MiniStack into an environment, and a Python that says which it is, or fails."""
    for name, script in (
        ("pip", f"""echo '[{{"name": "ministack", "version": "{version}"}}]'"""),
        ("python", f"echo {python}" if python else "echo The port is taken >&2; exit 1"),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setattr(ministack, "BIN", folder)
