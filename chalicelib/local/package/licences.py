"""The licences of what is in the zip, as SPDX expressions, and those that may be in it."""

from collections.abc import Collection
from importlib.metadata import Distribution

from license_expression import LicenseExpression, Licensing
from packaging.utils import canonicalize_name

from chalicelib.local.place import Unusable

# They ask for their text and the authors' names, or for nothing. NOTICE.txt says which parts have them.
ALLOWED = frozenset(
    {
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "LicenseRef-Public-Domain",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Unicode-3.0",
        "Unicode-DFS-2016",
        "Unlicense",
        "Zlib",
    }
)
# Allowed for one library each. The LGPL binds who passes the zip on: they must offer the library's source. Nobody does
# who deploys it. See decision 271.
ALLOWED_FOR = {"python-stdnum": frozenset({"LGPL-2.1-or-later"})}
# Read in the licence files of libraries whose metadata have no expression: the classifier there, and what was read.
_READ = {
    "chalice": ("License :: OSI Approved :: Apache Software License", "Apache-2.0"),
    "iso4217": ("License :: Public Domain", "LicenseRef-Public-Domain"),
    "isodate": ("License :: OSI Approved :: BSD License", "BSD-3-Clause"),
    "jinja2": ("License :: OSI Approved :: BSD License", "BSD-3-Clause"),
    "langcodes": ("License :: OSI Approved :: MIT License", "MIT"),
    "pynacl": ("License :: OSI Approved :: Apache Software License", "Apache-2.0 AND ISC"),  # its own, and of libsodium
    "python-stdnum": (
        "License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)",
        "LGPL-2.1-or-later",
    ),
}


def licence_of(library: Distribution) -> str:
    """Return the SPDX expression of a library. Raises Unusable if nobody has read its licence."""
    name = canonicalize_name(library.metadata["Name"])
    if stated := library.metadata.get_all("License-Expression"):
        return str(stated[0])
    classifier, read = _READ.get(name, (None, ""))
    if classifier not in (library.metadata.get_all("Classifier") or []):
        raise Unusable(
            f"{name} {library.version} states no SPDX expression. Read its licence, and add it to licences.py."
        )
    return read


def check_licence(name: str, expression: str) -> None:
    """Raise Unusable if the licence of a part of the zip is not allowed."""
    allowed = ALLOWED | ALLOWED_FOR.get(name, frozenset())
    if not expression or not _is_met(Licensing().parse(expression), allowed):
        raise Unusable(
            f"{name} has the licence {expression or 'none'}, which may not be in the zip. Use another library, "
            "or allow the licence in licences.py and say why."
        )


def _is_met(term: LicenseExpression, allowed: Collection[str]) -> bool:
    """Return whether the allowed licences suffice: all sides of an AND, one side of an OR."""
    if term.isliteral:
        return str(term) in allowed
    sides = [_is_met(side, allowed) for side in term.args]
    return all(sides) if term.operator.strip().upper() == "AND" else any(sides)
