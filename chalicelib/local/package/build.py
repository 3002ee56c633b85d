"""Builds a stage: Chalice packs a copy of the project, then its modules are compiled and zipped again."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalicelib.local.package import archive, wheels
from chalicelib.local.package.template import Stage, merged_into
from chalicelib.local.place import Unusable

ROOT = Path(__file__).parents[3]
LEFT_OUT = (
    "chalicelib/local",
    "chalicelib/seeds.py",
    "chalicelib/testing.py",
    *(str(each.relative_to(ROOT)) for each in sorted((ROOT / "chalicelib/store/engines").glob("sqlite*.py"))),
)
# The modules of python-stdnum that the check digits of our schemes need; the others are for schemes of countries.
STDNUM = frozenset({"__init__", "exceptions", "util", "iso7064", "lei", "isin", "figi", "isni"})
# Parts of libraries that no request runs: code, types of sources that are dropped, lists of installed files.
UNUSED = (
    "**/*.pyi",
    "*.dist-info/RECORD",
    "pydantic/v1/",
    "pydantic/mypy.py",
    "pydantic/color.py",
    "pydantic/experimental/",
    "pydantic/deprecated/",  # methods of pydantic 1, loaded when they are called
    "*/tests/",
    "*/test.py",
    "*/test_*.py",
    "*/sboms/",
    "bin/",
    "langcodes/data/",  # the source of its tables; the next two modules build them
    "langcodes/build_data.py",
    "langcodes/registry_parser.py",
    "packaging/[!_l]*.py",  # of packaging, the service uses the list of licences alone
    "packaging/_[!_]*.py",
)
TEMPLATE, ZIP = "template.json", "deployment.zip"
BILL, NOTICE = "bom.json", "NOTICE.txt"


@dataclass(frozen=True)
class Build:
    """A folder with the zip and the template of a stage."""

    folder: Path

    @property
    def zip(self) -> Path:
        """The zip."""
        return self.folder / ZIP

    @property
    def template(self) -> Path:
        """The template."""
        return self.folder / TEMPLATE

    @property
    def bill(self) -> Path:
        """The bill of materials of the zip."""
        return self.folder / BILL

    @property
    def notice(self) -> Path:
        """The licences of what is in the zip."""
        return self.folder / NOTICE


def build(stage: Stage, into: Path, *, architecture: str = "arm64", root: Path = ROOT) -> Build:
    """Build a stage into a folder. Raises Unusable, and leaves the folder as it was, if that fails."""
    from chalicelib.local.package import materials  # needs CycloneDX, which only the packaging environment has

    check_python()
    wheels.check_lock(root)
    with tempfile.TemporaryDirectory() as folder:
        project, packed, made = (Path(folder, name) for name in ("project", "packed", "made"))
        _copy_project(root, project, architecture)
        digests = wheels.fetch(root, project / "vendor", architecture=architecture)
        libraries = materials.vendored(project / "vendor", digests)  # before what names their files is dropped
        _drop_unused(project / "vendor")
        _run_chalice(project, stage, packed)
        made.mkdir()
        shutil.copy(packed / "sam.json", made / TEMPLATE)
        _compile_zip(packed / ZIP, made / ZIP)
        materials.describe(Build(made), libraries, root)
        shutil.rmtree(into, ignore_errors=True)
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, into)
    return Build(into)


def check_python() -> None:
    """Raise Unusable under another Python than Lambda's, which could not load the modules."""
    if sys.version_info[:2] != wheels.RUNTIME:
        wanted = ".".join(map(str, wheels.RUNTIME))
        here = ".".join(map(str, sys.version_info[:2]))
        raise Unusable(f"Lambda runs Python {wanted}, and this is {here}. Use `make package`, which finds it.")


def functions(project: Path) -> list[str]:
    """Return the logical ids of the functions that Chalice will write: the API, and those that events call."""
    asked = (
        "import json; from app import app; "
        "print(json.dumps([s.name for s in [*app.event_sources, *app.pure_lambda_functions]]))"
    )
    names = json.loads(_run_python(project, "-c", asked).splitlines()[-1])
    return ["APIHandler", *("".join(part.capitalize() for part in name.split("_")) for name in names)]


def _copy_project(root: Path, project: Path, architecture: str) -> None:
    """Copy the application without the local run, its seeds and its engine."""
    project.mkdir()
    shutil.copy(root / "app.py", project)
    left_out = {str(root / path) for path in LEFT_OUT}

    def ignored(folder: str, names: list[str]) -> set[str]:
        return {n for n in names if n == "__pycache__" or str(Path(folder, n)) in left_out}

    shutil.copytree(root / "chalicelib", project / "chalicelib", ignore=ignored)
    shutil.copytree(root / ".chalice", project / ".chalice", ignore=lambda _, names: {*names} & {"deployments"})
    config = json.loads((project / ".chalice" / "config.json").read_text())
    (project / ".chalice" / "config.json").write_text(json.dumps(config | {"lambda_architecture": architecture}))


def _drop_unused(vendor: Path) -> None:
    """Delete the parts of libraries that no request runs, and the long descriptions in their metadata."""
    for pattern in UNUSED:
        for found in vendor.glob(pattern):
            _delete(found)
    for found in vendor.glob("stdnum/*"):
        if found.stem not in STDNUM:
            _delete(found)
    for found in vendor.glob("*.dist-info/METADATA"):
        found.write_text(found.read_text(encoding="utf-8").partition("\n\n")[0] + "\n", encoding="utf-8")


def _delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _run_chalice(project: Path, stage: Stage, into: Path) -> None:
    template = merged_into(project, stage, functions=functions(project))
    (project / "merged.json").write_text(json.dumps(template))
    command = "from chalice.cli import main; main()"
    _run_python(project, "-c", command, "package", "--stage", stage.name, "--merge-template", "merged.json", str(into))


def _run_python(project: Path, *arguments: str) -> str:
    """Run Python in the project, without credentials: packaging does not call AWS."""
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "HOME": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(  # noqa: S603  our own arguments
        [sys.executable, *arguments],
        cwd=project,
        env=environment | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise Unusable(f"Chalice could not package: {(ended.stderr or ended.stdout).strip()[-2000:]}")
    return ended.stdout


def _compile_zip(packed: Path, path: Path) -> None:
    with _unpacked(packed) as folder:
        archive.compile_all(folder)
        archive.write(folder, path)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
        yield Path(folder)
