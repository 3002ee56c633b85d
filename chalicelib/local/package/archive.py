"""The zip: compiled modules, and the same bytes for the same files on every machine."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from chalicelib.local.place import Unusable

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can store
READABLE = 0o644 << 16
AT = "/var/task"  # where Lambda unpacks the zip; tracebacks show these paths
OWN = ("app.py", "chalicelib")
_COMPILE = """
import compileall, pathlib, py_compile, sys
folder, at, *own = sys.argv[1:]
unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
for path in sorted(pathlib.Path(folder).rglob("*.py")):
    ours = path.relative_to(folder).parts[0] in own
    how = {"invalidation_mode": unchecked, "legacy": not ours}
    if not compileall.compile_file(path, stripdir=folder, prependdir=at, quiet=1, **how):
        sys.exit(1)
    if not ours:
        path.unlink()
"""


def compile_all(folder: Path) -> None:
    """Compile every module for the running Python, and delete the sources of libraries, which saves a tenth.

    Lambda's disk is read-only: a module that is not compiled here is compiled at every cold start. The result is
    unchecked: Python does not compare it with the source. One new interpreter with a fixed hash seed compiles all
    modules, because the order of sets in constants depends on the seed.
    """
    environment = {"PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", "-s", "-c", _COMPILE, str(folder), AT, *OWN]
    ended = subprocess.run(  # noqa: S603  our own arguments
        command, capture_output=True, text=True, check=False, env=environment
    )
    if ended.returncode:
        raise Unusable(f"A module does not compile: {ended.stdout}{ended.stderr}")


def write(folder: Path, path: Path) -> None:
    """Zip a folder: names in order, one date, one mode."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
            entry.external_attr, entry.compress_type, entry.create_system = READABLE, zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, file.read_bytes())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
