"""The wheels in the zip: those of the lock, for Lambda's machine and not for this one."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from chalicelib.local.place import Unusable

MACHINES: Mapping[str, str] = {"arm64": "aarch64", "x86_64": "x86_64"}
RUNTIME = (3, 13)
_GLIBC = (17, 26, 28, 34)  # of `manylinux_2_N`; Amazon Linux 2023 has 2.34


def lock_of(root: Path) -> Path:
    """Return the path of the lock, which has the versions and digests of all requirements."""
    return root / ".chalice" / "requirements.lock"


def fetch(root: Path, target: Path, *, architecture: str) -> None:
    """Install the wheels of the lock into a folder. Raises Unusable if one cannot be fetched."""
    platforms = [f"--platform=manylinux_2_{glibc}_{MACHINES[architecture]}" for glibc in _GLIBC]
    platforms.append(f"--platform=manylinux2014_{MACHINES[architecture]}")
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
