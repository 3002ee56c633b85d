"""The wheels in the zip: those of the lock, for Lambda's machine and not for this one."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from chalicelib.local.place import Unusable

MACHINES: Mapping[str, str] = {"arm64": "aarch64", "x86_64": "x86_64"}
RUNTIME = (3, 13)
_GLIBC = (17, 26, 28, 34)  # of `manylinux_2_N`; Amazon Linux 2023 has 2.34


def lock_of(root: Path) -> Path:
    """Return the path of the lock, which has the versions and digests of all requirements."""
    return root / ".chalice" / "requirements.lock"


def fetch(root: Path, target: Path, *, architecture: str) -> dict[str, str]:
    """Install the wheels of the lock into a folder; return the digest of each by the name of its library.

    Raises Unusable if one cannot be fetched or has another digest than the lock.
    """
    platforms = [f"--platform=manylinux_2_{glibc}_{MACHINES[architecture]}" for glibc in _GLIBC]
    platforms.append(f"--platform=manylinux2014_{MACHINES[architecture]}")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        _install(root, target, platforms, report)
        installed = json.loads(report.read_text())["install"]
    return {
        canonicalize_name(each["metadata"]["name"]): each["download_info"]["archive_info"]["hashes"]["sha256"]
        for each in installed
    }


def _install(root: Path, target: Path, platforms: Sequence[str], report: Path) -> None:
    _pip(
        "install",
        "--no-compile",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        f"--python-version={RUNTIME[0]}.{RUNTIME[1]}",
        "--implementation=cp",
        *platforms,
        f"--target={target}",
        f"--report={report}",
        f"--requirement={lock_of(root)}",
    )


def check_lock(root: Path) -> None:
    """Raise Unusable if the lock lacks a requirement of requirements.txt."""
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", lock_of(root).read_text()))
    asked = set(re.findall(r"(?m)^([A-Za-z0-9-]+)", (root / "requirements.txt").read_text()))
    if missing := sorted(name for name in asked if name.lower() not in locked):
        raise Unusable(f"The lock lacks {', '.join(missing)}. Run `make lock`.")


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own arguments
    if ended.returncode:
        raise Unusable(f"pip could not fetch the wheels: {ended.stderr.strip()[-2000:]}")
