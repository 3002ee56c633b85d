"""Packages are installed by locks: versions that the project asks for, each with the digests of its files."""

import re
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.repository import ROOT
from tests.tables import for_each

LOCKS = ROOT / ".ci" / "locks"
ZIP_LOCK = ROOT / ".chalice" / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
DEPENDENCIES = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
# Each lock, and the requirements that it is made from.
DECLARED = {
    ZIP_LOCK: [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line[:1].isalpha()],
    LOCKS / "runtime.lock": [*PROJECT["build-system"]["requires"], *DEPENDENCIES, *EXTRAS["local"]],
    LOCKS / "tools.lock": [*DEPENDENCIES, *EXTRAS["local"], *EXTRAS["dev"]],
    LOCKS / "package.lock": [
        *PROJECT["build-system"]["requires"],
        *DEPENDENCIES,
        *EXTRAS["local"],
        *EXTRAS["dev"],
        *EXTRAS["package"],
    ],
    **{LOCKS / f"{name}.lock": group for name, group in PROJECT["dependency-groups"].items()},
}
ENTRY = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)(?: ; [^\\\n]+)?((?: *\\\n    --hash=sha256:[0-9a-f]{64})*) *$")


def entries(lock: Path) -> dict[str, tuple[str, int]]:
    """Return the version of each package of a lock, and the number of its digests."""
    found = ENTRY.findall(lock.read_text())
    return {canonicalize_name(name): (version, digests.count("--hash")) for name, version, digests in found}


def test_every_lock_is_of_something_declared() -> None:
    assert {*LOCKS.glob("*"), ZIP_LOCK} == DECLARED.keys()


@for_each("lock", sorted(DECLARED))
def test_a_lock_has_a_version_that_is_asked_for_of_everything_declared(lock: Path) -> None:
    locked = entries(lock)
    asked = [Requirement(line) for line in DECLARED[lock]]
    wrong = [
        f"{each}: {locked.get(canonicalize_name(each.name), ('nothing', 0))[0]}"
        for each in asked
        if canonicalize_name(each.name) != PROJECT["project"]["name"]
        and not each.specifier.contains(locked.get(canonicalize_name(each.name), ("0", 0))[0])
    ]

    assert wrong == [], "run `make lock`"


@for_each("lock", sorted(DECLARED))
def test_a_lock_has_nothing_but_exact_versions_with_digests(lock: Path) -> None:
    assert all(digests > 0 for _, digests in entries(lock).values())
    assert ENTRY.sub("", lock.read_text()).strip() == ""


def test_compiled_packages_are_locked_for_other_machines_too() -> None:
    # pydantic-core has a file for each of five versions of Python on each of some twenty machines.
    assert all(entries(lock)["pydantic-core"][1] > 100 for lock in (ZIP_LOCK, LOCKS / "tools.lock"))
    assert entries(LOCKS / "tools.lock")["colorama"], "which only Windows needs"


def test_what_is_tested_and_packed_has_the_versions_of_the_local_run() -> None:
    tools = entries(LOCKS / "tools.lock")
    others = [ZIP_LOCK, LOCKS / "runtime.lock", LOCKS / "package.lock"]

    for lock in others:
        assert {name: tools[name] for name, locked in entries(lock).items() if name in tools} == {
            name: locked for name, locked in entries(lock).items() if name in tools
        }


def test_make_installs_by_a_lock_alone() -> None:
    installing = [line.strip() for line in MAKEFILE.splitlines() if re.search(r"(bin|\(BIN\)|ING\))/pip ", line)]

    assert installing
    assert [
        line for line in installing if not re.search(r"pip \$\((LOCKED\) .*--requirement|OURSELVES\)$)", line)
    ] == []
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(_made_with("LOCKED"))
    assert {"--no-deps", "--no-build-isolation"} <= set(_made_with("OURSELVES"))
    assert "npm ci" in MAKEFILE
    assert "npm install" not in MAKEFILE


def _made_with(variable: str) -> list[str]:
    line = re.search(rf"(?m)^{variable} := (.*)$", MAKEFILE)
    assert line
    return line[1].split()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with one wheel, which an installation can be tried with."""
    with zipfile.ZipFile(tmp_path / "ware-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("ware.py", "")
        wheel.writestr("ware-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: ware\nVersion: 1.0\n")
        wheel.writestr("ware-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("ware-1.0.dist-info/RECORD", "")
    return tmp_path


def install(shop: Path, locked: str) -> "subprocess.CompletedProcess[str]":
    """Install as make does, from a folder."""
    (shop / "a.lock").write_text(f"{locked}\n")
    pip = [sys.executable, "-m", "pip", "--isolated", *_made_with("LOCKED")]
    where = [
        "--no-index",
        f"--find-links={shop}",
        f"--target={shop / 'installed'}",
        "--requirement",
        str(shop / "a.lock"),
    ]
    return subprocess.run([*pip, *where], capture_output=True, text=True, check=False)


def test_a_file_whose_digest_is_not_in_the_lock_is_not_installed(shop: Path) -> None:
    # Each try takes half a second, most of it the start of pip.
    right = sha256((shop / "ware-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    changed = f"{'0' if right[0] != '0' else '1'}{right[1:]}"

    refused = install(shop, f"ware==1.0 --hash=sha256:{changed}")
    assert refused.returncode
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Hashes are required" in install(shop, "ware==1.0").stderr
    assert not (shop / "installed").exists()
    assert install(shop, f"ware==1.0 --hash=sha256:{right}").returncode == 0


@for_each("workflow", sorted((ROOT / ".github" / "workflows").glob("*.yml")))
def test_a_workflow_names_actions_by_commit(workflow: Path) -> None:
    used = re.findall(r"(?m)uses: (.*)$", workflow.read_text())

    assert used
    assert [each for each in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", each)] == []


def test_what_bandit_leaves_to_ruff_is_looked_at_by_ruff() -> None:
    lint, skipped = PROJECT["tool"]["ruff"]["lint"], set(PROJECT["tool"]["bandit"]["skips"])
    everywhere = {rule for rule in lint["ignore"] if rule.startswith("S")}

    assert "S" in lint["select"]
    assert {rule.replace("B", "S", 1) for rule in skipped - {"B404"}} & everywhere == set()
    assert skipped
