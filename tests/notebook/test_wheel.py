"""The client is installed from its wheel into an empty environment, beside what it asks for and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.service import PYTHON, ROOT, Service

READER = """
import sys
from aifacts_client import Client
with Client(sys.argv[1]) as client:
    print(client.companies["deepseek"].name)
"""


def ran(*command: object) -> str:
    """Run a command, and return what it prints."""
    ended = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def pip(*arguments: object) -> str:
    """Run the pip of the tests, which has setuptools and can fill other environments."""
    return ran(PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def test_a_wheel_in_an_empty_environment_reads_an_entity(service: Service, tmp_path: Path) -> None:
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    ran(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    into = ("--python", python, "install", "--no-deps")
    locked = ("--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / ".ci" / "locks" / "client.lock")
    pip(*into, *locked)
    pip(*into, "--no-index", wheel)

    assert "No broken requirements" in ran(PYTHON, "-m", "pip", "--python", python, "check")
    assert ran(python, "-c", READER, service.url) == "DeepSeek\n"
    (typed,) = (tmp_path / "venv").rglob("aifacts_client/py.typed")
    assert typed.is_file()


def source(folder: Path) -> Path:
    """Copy the project, because a build writes beside it."""
    return Path(shutil.copytree(ROOT / "clients" / "python", folder / "source"))
