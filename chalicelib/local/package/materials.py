"""The bill of materials of a zip, in CycloneDX, and a notice for people: each part, its licence and its place."""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from chalicelib import __version__
from chalicelib.local.package import archive
from chalicelib.local.package.build import ROOT, Build
from chalicelib.local.package.licences import check_licence, licence_of
from chalicelib.local.place import Unusable

_RENDERER = "chalicelib/api/pages/docs_assets/"
_ORIGIN = f"{_RENDERER}ORIGIN"
_RENDERER_FILES = re.compile(r"swagger-ui|LICENSE$|NOTICE$|ORIGIN$")
_OUR_LICENCE = "Apache-2.0"
# Of what is compiled into a wheel; the other members repeat what its registry says, partly in an older form.
_KEPT = ("type", "name", "version", "purl", "bom-ref", "hashes", "licenses")


@dataclass(frozen=True)
class Part:
    """A library in the zip: its places there, the digest of the file it came in, and what is compiled into it."""

    name: str
    version: str
    licence: str
    source: str
    places: tuple[str, ...]
    sha256: str = ""
    compiled_in: tuple[Component, ...] = ()


def describe(built: Build, libraries: Iterable[Part], root: Path) -> None:
    """Write the bill and the notice of a build, of which the libraries were vendored."""
    with zipfile.ZipFile(built.zip) as packed:
        copied = renderer(packed.namelist(), (root / _ORIGIN).read_text(encoding="utf-8"))
    parts = sorted([*libraries, packed_by_chalice(), copied], key=lambda each: each.name)
    built.bill.write_text(bill(archive.digest(built.zip), parts), encoding="utf-8")
    built.notice.write_text(notice(parts, (ROOT / "LICENSE").read_text(encoding="utf-8")), encoding="utf-8")


def vendored(vendor: Path, digests: Mapping[str, str]) -> list[Part]:
    """Return the libraries of a folder in which wheels were installed. Raises Unusable if a licence is not allowed."""
    return sorted((_part_of(library, digests) for library in distributions(path=[str(vendor)])), key=lambda p: p.name)


def packed_by_chalice() -> Part:
    """Return Chalice, whose runtime Chalice itself packs."""
    chalice = distribution("chalice")
    return Part("chalice", chalice.version, _checked("chalice", licence_of(chalice)), "pypi", ("chalice",))


def renderer(names: Sequence[str], origin: str) -> Part:
    """Return the renderer of `/docs`, which is a copy of a package of npm; its file ORIGIN says which."""
    found = re.search(r"^(\S+) (\S+) from npm, .*, (\S+)\.$", origin, re.MULTILINE)
    digest = re.search(r"^([0-9a-f]{64})  \S+\.tgz$", origin, re.MULTILINE)
    if not found or not digest:
        raise Unusable(f"{_ORIGIN} does not name a package, its licence and digest. Run `make renderer`.")
    name, version, licence = found.groups()
    places = tuple(each for each in names if each.startswith(_RENDERER) and _RENDERER_FILES.search(each))
    return Part(name, version, _checked(name, licence), "npm", places, digest[1])


def bill(zip_digest: str, parts: Iterable[Part]) -> str:
    """Write the bill of a zip: the same text for the same zip."""
    listed = Bom(serial_number=uuid5(NAMESPACE_URL, f"sha256:{zip_digest}"), components=map(_component, parts))
    service = _our_component(zip_digest)
    listed.metadata.component = service
    listed.metadata.timestamp = datetime(*archive.EPOCH, tzinfo=UTC)
    listed.register_dependency(service, listed.components)
    text: str = JsonV1Dot6(listed).output_as_string(indent=2)
    return f"{text}\n"


def notice(parts: Iterable[Part], licence: str) -> str:
    """Write the notice: who made what is in the zip, under which licence, and where its text lies."""
    lines = [f"The zip holds aifacts {__version__} ({_OUR_LICENCE}, the text is below) and these works of others.", ""]
    for part in parts:
        texts = [place for place in part.places if place.endswith((".dist-info", "LICENSE", "LICENSE.txt"))]
        lines.append(f"{part.name} {part.version}: {part.licence}; {', '.join(texts) or 'the text is below'}")
        lines += [f"    {each.name} {each.version}: {_expression(each)}" for each in part.compiled_in]
    return "\n".join([*lines, "", "The notice of chalice", "", _notice_of_chalice(), _OUR_LICENCE, "", licence])


def _notice_of_chalice() -> str:
    files = distribution("chalice").files or []
    return "".join(each.read_text(encoding="utf-8") for each in files if each.name == "NOTICE")


def _part_of(library: Distribution, digests: Mapping[str, str]) -> Part:
    name = canonicalize_name(library.metadata["Name"])
    files = [Path(each) for each in library.files or []]
    tops = {each.parts[0].removesuffix(".py") for each in files} - {"..", "bin", "__pycache__"}
    nested = [Path(str(library.locate_file(each))) for each in files if "sboms" in each.parts]
    return Part(
        name,
        library.version,
        _checked(name, licence_of(library)),
        "pypi",
        tuple(sorted(tops)),
        digests[name],
        tuple(component for each in sorted(nested) for component in _compiled_in(each)),
    )


def _compiled_in(path: Path) -> list[Component]:
    """Return what a wheel says is compiled into it."""
    stated = json.loads(path.read_text(encoding="utf-8"))["components"]
    kept = [{member: each[member] for member in _KEPT if member in each} for each in stated]
    inner = Bom.from_json({"components": kept})
    found = sorted(inner.components, key=lambda each: (each.name, each.version))
    for each in found:
        _checked(each.name, _expression(each))
    return found


def _expression(component: Component) -> str:
    return " AND ".join(f"({each.value})" for each in component.licenses)


def _checked(name: str, licence: str) -> str:
    check_licence(name, licence)
    return licence


def _component(part: Part) -> Component:
    purl = PackageURL(part.source, None, part.name, part.version)
    return Component(
        name=part.name,
        version=part.version,
        purl=purl,
        bom_ref=str(purl),
        hashes=_hashes(part.sha256) if part.sha256 else (),
        licenses=[LicenseExpression(part.licence)],
        components=part.compiled_in,
        evidence=ComponentEvidence(occurrences=_occurrences(purl, part.places)),
    )


def _occurrences(purl: PackageURL, places: Iterable[str]) -> list[Occurrence]:
    # They are written in the order of their references, which must not depend on the process.
    return [Occurrence(location=place, bom_ref=f"{purl}#{place}") for place in places]


def _our_component(zip_digest: str) -> Component:
    return Component(
        name="aifacts",
        type=ComponentType.APPLICATION,
        version=__version__,
        bom_ref="aifacts",
        hashes=_hashes(zip_digest),
        licenses=[LicenseExpression(_OUR_LICENCE)],
    )


def _hashes(sha256: str) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=sha256)]
