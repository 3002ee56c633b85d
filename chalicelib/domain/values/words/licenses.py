"""Licences: SPDX expressions, the declared words for licences of models, and the names that people write for both.

The ids of SPDX come with the package packaging, which follows the published list. A declared word is written
`LicenseRef-` and the word, as SPDX does with a licence that it does not list.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from chalicelib.domain.name_normalization import fold

MAX_LICENSE_CHARS = 120  # an expression of more is a text
PREFIX = "LicenseRef-"

# The declared words: the licence's own name, then tags and other names, all of which are compared folded.
LICENSE_WORDS = {
    "Llama-2": ("Llama 2 Community License Agreement", "llama2"),
    "Llama-3": ("Meta Llama 3 Community License Agreement", "llama3"),
    "Llama-3.1": ("Llama 3.1 Community License Agreement", "llama3.1"),
    "Llama-3.2": ("Llama 3.2 Community License Agreement", "llama3.2"),
    "Llama-3.3": ("Llama 3.3 Community License Agreement", "llama3.3"),
    "Llama-4": ("Llama 4 Community License Agreement", "llama4"),
    "Gemma": ("Gemma Terms of Use", "gemma"),
    "Qwen": ("Qwen License Agreement", "Tongyi Qianwen License Agreement", "tongyi-qianwen", "qwen"),
    "DeepSeek-Model": (
        "DeepSeek License Agreement",
        "DeepSeek License Agreement v1.0",
        "DeepSeek Model License",
        "deepseek",
    ),
    "Mistral-Research": ("Mistral AI Research License", "Mistral Research License", "mrl", "mrl-0.1"),
    "Mistral-Non-Production": (
        "Mistral AI Non-Production License",
        "Mistral Non-Production License",
        "mnpl",
        "mnpl-0.1",
    ),
    "Modified-MIT-Kimi": ("Modified MIT License (Kimi K2)", "Kimi K2 Modified MIT License", "Kimi K2 License"),
    "Stability-Community": ("Stability AI Community License Agreement", "stabilityai-ai-community", "stability ai"),
    "NVIDIA-Open-Model": ("NVIDIA Open Model License Agreement", "nvidia-open-model-license"),
    "BigCode-OpenRAIL-M": ("BigCode OpenRAIL-M v1 License Agreement", "bigcode-openrail-m"),
    "CreativeML-OpenRAIL-M": ("CreativeML Open RAIL-M License", "CreativeML OpenRAIL-M", "creativeml-openrail-m"),
    "proprietary": ("proprietary", "proprietary license", "closed", "closed source", "all rights reserved"),
}

# Usual names of licences that SPDX lists, which do not have the words of its ids.
_SPDX_NAMES = {
    "Apache-2.0": ("apache 2", "asl 2.0"),
    "BSD-2-Clause": ("simplified bsd",),
    "BSD-3-Clause": ("new bsd", "modified bsd"),
    "MPL-2.0": ("mozilla public 2.0", "mpl 2"),
    "CC0-1.0": ("cc0",),
    "CC-BY-4.0": ("creative commons attribution 4.0",),
    "CC-BY-SA-4.0": ("creative commons attribution sharealike 4.0",),
    "CC-BY-NC-4.0": ("creative commons attribution noncommercial 4.0",),
    "CC-BY-NC-SA-4.0": ("creative commons attribution noncommercial sharealike 4.0",),
}

# Names that can mean several, folded, with what they may be meant to be.
_AMBIGUOUS = {
    "apache": "Apache-2.0 or an older version",
    "bsd": "BSD-2-Clause or BSD-3-Clause",
    "cc": "one of CC-BY-4.0, CC-BY-SA-4.0, CC-BY-NC-4.0 and their like",
    "cc by": "CC-BY-4.0 or an older version",
    **{
        f"{name.casefold()}{joint} {number}": f"{name}-{number}.0-only or {name}-{number}.0-or-later"
        for name in ("GPL", "AGPL", "LGPL")
        for number in (2, 3)
        for joint in ("", "v")
    },
    "gpl": "GPL-2.0-only, GPL-3.0-only or their -or-later forms",
    "agpl": "AGPL-3.0-only or AGPL-3.0-or-later",
    "lgpl": "LGPL-2.1-only, LGPL-3.0-only or their -or-later forms",
    "llama": "LicenseRef-Llama-2, -3, -3.1, -3.2, -3.3 or -4",
    "modified mit": "LicenseRef-Modified-MIT-Kimi, if it is that of Kimi K2",
    "mistral": "LicenseRef-Mistral-Research or LicenseRef-Mistral-Non-Production",
    "openrail": "LicenseRef-BigCode-OpenRAIL-M or LicenseRef-CreativeML-OpenRAIL-M",
}
_WEAK = frozenset({"the", "license", "licence", "agreement", "version", "v", "community", "meta"})
_REF = re.compile(rf"{PREFIX}([A-Za-z0-9.-]+)")
_PARTS = re.compile(r"[\s,_]+")
_NUMBER = re.compile(r"(?<=[^\W\d])(?=[0-9])")  # between a letter and a number: llama3 is Llama 3


@lru_cache(maxsize=1024)
def license_code(text: str) -> str | None:
    """Return the licence that a text is or names, in its standard spelling; None if it names none, or several."""
    if len(text) > MAX_LICENSE_CHARS:
        return None
    return _expression(text) or _codes().get(_key(text)) or _expression(_hyphenated(text))


def license_hint(text: str) -> str:
    """Say in a sentence which licences an ambiguous name may mean; empty if it is none of them."""
    meant = _AMBIGUOUS.get(_key(text))
    return f"It may mean {meant}. " if meant else ""


def _expression(text: str) -> str | None:
    """Return an expression in its standard spelling; None if a part of it is neither an id of SPDX nor declared."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # here: it takes a while

    try:
        standard: str = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None
    declared = {word.casefold(): word for word in LICENSE_WORDS}
    refs = {word: declared.get(word.casefold()) for word in _REF.findall(standard)}
    return None if None in refs.values() else _REF.sub(lambda found: f"{PREFIX}{refs[found[1]]}", standard)


def _hyphenated(text: str) -> str:
    """Write the words of a name as the ids of SPDX are written: "Apache License, Version 2.0" is apache-2.0."""
    return "-".join(word for word in _PARTS.split(text.casefold()) if word and word not in _WEAK)


@cache
def _codes() -> Mapping[str, str]:
    """Return the licences by every name of the tables."""
    found = {_key(name): code for code, names in _SPDX_NAMES.items() for name in names}
    return found | {_key(name): f"{PREFIX}{word}" for word, names in LICENSE_WORDS.items() for name in (word, *names)}


def _key(text: str) -> str:
    """Fold a name for the tables: its words, without those that any licence may have."""
    words = _NUMBER.sub(" ", fold(text)).split()
    return " ".join(word for word in words if word not in _WEAK)
