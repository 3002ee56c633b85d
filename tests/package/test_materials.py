"""The bill of materials beside the zip lists exactly what is in it, and every licence there is allowed."""

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import Distribution, PathDistribution, version
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from chalicelib.local.package import materials, wheels
from chalicelib.local.package.archive import digest
from chalicelib.local.package.build import ROOT, Build
from chalicelib.local.package.licences import ALLOWED_FOR, check_licence, licence_of
from chalicelib.local.place import Unusable

OURS = ("app.py", "__pycache__/app.", "chalicelib/")


@pytest.fixture(scope="module")
def listed(dev: Build) -> dict[str, Any]:
    """The bill of the stage dev."""
    bill: dict[str, Any] = json.loads(dev.bill.read_text())
    return bill


def places(listed: dict[str, Any]) -> dict[str, str]:
    """Return which component lies at each place."""
    return {
        each["location"]: component["name"]
        for component in listed["components"]
        for each in component["evidence"]["occurrences"]
    }


def owner(name: str, of_place: dict[str, str]) -> str | None:
    """Return the component that a file of the zip belongs to."""
    if name in of_place:
        return of_place[name]
    top = name.partition("/")[0]
    return of_place.get(top, of_place.get(top.removesuffix(".pyc")))


def libraries(built: Build) -> Iterator[tuple[str, str]]:
    """Yield the libraries whose metadata are in the zip, read without the code that made the bill."""
    with zipfile.ZipFile(built.zip) as packed:
        for name in packed.namelist():
            if name.endswith(".dist-info/METADATA"):
                read = Parser().parsestr(packed.read(name).decode())
                yield re.sub("[-_.]+", "-", read["Name"]).lower(), read["Version"]


def test_every_file_of_the_zip_is_of_a_part_that_is_listed_or_our_own(dev: Build, listed: dict[str, Any]) -> None:
    of_place = places(listed)
    with zipfile.ZipFile(dev.zip) as packed:
        owners = {name: owner(name, of_place) for name in packed.namelist()}

    assert [name for name, found in owners.items() if not found and not name.startswith(OURS)] == []
    assert {name for name in owners.values() if name} == {each["name"] for each in listed["components"]}
    assert [
        place
        for place in of_place
        if not any(name == place or name.startswith((f"{place}/", f"{place}.")) for name in owners)
    ] == []


def test_the_parts_are_those_of_the_lock_and_chalice_and_the_renderer(dev: Build, listed: dict[str, Any]) -> None:
    parts = {each["name"]: each["version"] for each in listed["components"]}
    lock = wheels.lock_of(ROOT).read_text()
    others = {"chalice": version("chalice"), "swagger-ui-dist": parts["swagger-ui-dist"]}

    assert parts == dict(libraries(dev)) | others
    assert parts == dict(re.findall(r"(?m)^(\S+)==(\S+)", lock)) | others
    assert f"chalice=={others['chalice']} " in (ROOT / ".ci" / "locks" / "package.lock").read_text()
    assert others["swagger-ui-dist"] in (ROOT / "chalicelib/api/pages/docs_assets/ORIGIN").read_text()


def test_each_wheel_has_a_digest_of_the_lock(listed: dict[str, Any]) -> None:
    lock = wheels.lock_of(ROOT).read_text()
    digests = {
        each["name"]: each["hashes"][0]["content"]
        for each in listed["components"]
        if each["name"] not in {"chalice", "swagger-ui-dist"}
    }

    assert [name for name, found in digests.items() if f"--hash=sha256:{found}" not in _entry(lock, name)] == []


def _entry(lock: str, name: str) -> str:
    return lock.partition(f"{name}==")[2].partition("==")[0]


def test_what_is_compiled_into_a_wheel_is_listed_within_it(listed: dict[str, Any]) -> None:
    (core,) = (each for each in listed["components"] if each["name"] == "pydantic-core")
    inner = {each["name"] for each in core["components"]}

    assert {"pyo3", "jiter", "regex"} <= inner
    assert all(each["licenses"] and each["version"] for each in core["components"])


def test_the_bill_is_cyclonedx_of_this_zip_and_the_same_each_time(
    dev: Build, prod: Build, twin: Build, listed: dict[str, Any]
) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(dev.bill.read_text()) is None
    assert listed["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest(dev.zip)}]
    assert dev.bill.read_bytes() == prod.bill.read_bytes()
    assert dev.notice.read_bytes() == prod.notice.read_bytes() == twin.notice.read_bytes()
    assert twin.bill.read_bytes() != dev.bill.read_bytes()
    references = Counter(re.findall(r'"bom-ref": "([^"]+)"', dev.bill.read_text()))
    assert [name for name, times in references.items() if times > 1] == []


def test_every_licence_in_the_zip_is_allowed(listed: dict[str, Any]) -> None:
    for component in listed["components"]:
        for each in [component, *component.get("components", [])]:
            check_licence(each["name"], " AND ".join(f"({one['expression']})" for one in each["licenses"]))
    assert ALLOWED_FOR.keys() <= {each["name"] for each in listed["components"]}


def test_the_notice_names_every_part_and_where_its_licence_is(dev: Build, listed: dict[str, Any]) -> None:
    text = dev.notice.read_text()
    stated = dict(re.findall(r"(?m)^(\S+) \S+: ([^;]+);", text))
    with zipfile.ZipFile(dev.zip) as packed:
        names = packed.namelist()
    texts = re.findall(r"(?m)^(\S+) \S+: [^;]+; (\S+?)(?:,.*)?$", text)

    assert stated == {each["name"]: each["licenses"][0]["expression"] for each in listed["components"]}
    assert [
        place for name, place in texts if place != "the" and not any(each.startswith(place) for each in names)
    ] == []
    assert "Apache License" in text
    assert "Copyright 2015 James Saryerwinnie" in text.partition("The notice of chalice")[2][:100]


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT OR GPL-3.0-only", True),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", True),
        ("GPL-2.0-only OR Apache-2.0 WITH LLVM-exception", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR Apache-2.0) AND AGPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("LGPL-2.1-or-later", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_if_all_that_must_be_kept_is(expression: str, *, is_allowed: bool) -> None:
    if is_allowed:
        check_licence("something", expression)
    else:
        with pytest.raises(Unusable, match=r"something has the licence .*, which may not be in the zip"):
            check_licence("something", expression)


def library(folder: Path, *headers: str) -> Distribution:
    metadata = ["Metadata-Version: 2.4", "Version: 1.0", *headers]
    (folder / "METADATA").write_text("\n".join(metadata))
    return PathDistribution(folder)


def test_a_licence_that_nobody_has_read_is_refused(tmp_path: Path) -> None:
    unread = library(tmp_path, "Name: something", "License: a good one")
    with pytest.raises(Unusable, match=r"something 1\.0 states no SPDX expression\. Read its licence"):
        licence_of(unread)


def test_a_licence_that_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    changed = library(tmp_path, "Name: langcodes", "Classifier: License :: Other/Proprietary License")
    with pytest.raises(Unusable, match="Read its licence"):
        licence_of(changed)


def test_a_renderer_without_its_origin_is_refused() -> None:
    with pytest.raises(Unusable, match=r"does not name a package, its licence and digest\. Run `make renderer`"):
        materials.renderer([], "copied from somewhere")


def test_a_wheel_with_another_digest_than_that_of_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    lock = re.search(r"(?m)^iso3166==.*(?:\n .*)*", wheels.lock_of(ROOT).read_text())
    assert lock
    changed = re.sub(r"sha256:(\w)", lambda found: f"sha256:{'1' if found[1] == '0' else '0'}", lock[0])
    (tmp_path / ".chalice" / "requirements.lock").write_text(changed)

    with pytest.raises(Unusable, match="DO NOT MATCH THE HASHES"):
        wheels.fetch(tmp_path, tmp_path / "vendor", architecture="arm64")
    assert not (tmp_path / "vendor").exists()
