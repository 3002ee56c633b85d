"""The zip: compiled, and the same bytes whenever and wherever it is built from the same files."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from chalicelib.local.place import Unusable

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
READABLE = 0o644 << 16
AT = "/var/task"  # where Lambda unpacks; tracebacks name files by it
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
    """Compile every module for whichever Python runs this; of libraries the source goes, which saves a tenth.

    Lambda's disk cannot be written to, so what is not compiled here is compiled again at every cold start. The
    result is unchecked: nobody asks the file system whether a source has changed since. One fresh interpreter with
    a fixed hash seed compiles all, since the order of sets in a constant and what is shared follow from them.
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
    """Give the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
