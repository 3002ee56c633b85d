"""Model ids: what a model's id at a host says apart from the model's name, such as `us.anthropic.` and `-v1:0`.

A sign that distinguishes models, as in "Command R+", is read as its word, so that "command-r-plus" is the same.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chalicelib.domain.matching.name_similarity import MOVING, FoldedName

# Folders before a model's id. One with a digit may be a model itself, unless it is the id of a region.
_FOLDERS = re.compile(r"(?:hf:|@cf/)?(?:(?:[^\s/0-9]+|[a-z]+(?:-[a-z]+)+-\d)/)*(?=[^\s/]*[A-Za-z][^\s/]*$)")
# `us.anthropic.`, `meta.`: only before an id with a digit, so that "Character.AI" is no model "AI".
_DOTTED = re.compile(r"(?:[a-z][a-z-]*\.)+(?=[A-Za-z][^\s/]*\d[^\s/]*$)")
# A revision (`-v1:0`, `-001`, `@default`), a format of the same weights, what a run was allowed (`_16K`), and
# a region.
_TAGS = re.compile(
    r"(?:-(?:v\d+|\d):\d+|-v1|:\d+|[-@]00\d|@default|[-_](?:maas|gguf|hf|fp8|bf16|awq|mlx)"
    r"|_(?:\d+k|none|minimal|low|medium|high|xhigh)| \((?:us|eu|jp|au|apac|uk|global)\))$",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?<=\d)p(?=\d)")  # glm-4p5
_PLUS = re.compile(r"(?<=[^\W_])\+(?![\w+])")
_SIGNS = re.compile(r"(?<=[^\W_])[+#]+(?!\w)")

# Hosts that put their name before an id, and makers before the families that are theirs.
_HOSTS = ("databricks", "bedrock", "vertex", "azure", "groq")
_FAMILIES = {
    "openai": "gpt|o[134]\\b",
    "anthropic": "claude",
    "google": "gemini|gemma",
    "meta": "llama",
    "nvidia": "nemotron",
    "cohere": "command",
    "zai org|zai|z ai": "glm",
    "xiaomi": "mimo",
    "moonshotai|moonshot": "kimi",
    "alibaba": "qwen",
    "xai|x ai": "grok",
    "stepfun": "step",
    "amazon": "nova",
}
_OWN = "|".join(f"(?:{maker}) (?={family})" for maker, family in _FAMILIES.items())
_MAKER: Final = re.compile(rf"(?:(?:{'|'.join(_HOSTS)}) )?(?:{_OWN})?")


@dataclass(frozen=True)
class Reading:
    """A name as it may be meant, without the parts of the text that are `left_out`."""

    name: FoldedName
    left_out: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def readings_of(text: str) -> tuple[Reading, ...]:
    """Return the ways to read the text of a name: as it is first, then as the id of a model."""
    folders = _FOLDERS.match(text)
    rest = text[folders.end() :] if folders else text
    dotted = _DOTTED.match(rest)
    bare, tags = _without_tags(rest[dotted.end() :] if dotted else rest)
    prefix = text[: len(text) - len(rest)] + (dotted.group() if dotted else "")
    worded = _PLUS.sub(" plus", _POINT.sub(".", bare) if prefix else bare)
    owner = dotted.group().rstrip(".").rpartition(".")[2] if dotted else ""
    if owner and len(FoldedName(worded).words) == 1:  # `us.deepseek.r1-v1:0` is DeepSeek R1
        prefix, worded = prefix[: -len(owner) - 1], f"{owner} {worded}"
    named, maker = _without_maker(FoldedName(worded))
    left_out = tuple(part for part in (prefix, maker, tags) if part)
    is_other = named.words != FoldedName(text).words and (_is_name(named) or not left_out)
    return (Reading(FoldedName(text)), *([Reading(named, left_out)] if is_other else ()))


def signs_of(text: str) -> tuple[str, ...]:
    """Return the signs behind words that make another name of it: "A+" is not "A", and "C#" is not "C"."""
    return tuple(_SIGNS.findall(text))


def _is_name(name: FoldedName) -> bool:
    """Return whether words are left that may name something."""
    return any(not word.isdigit() and word not in MOVING for word in name.words)


def _without_tags(text: str) -> tuple[str, str]:
    bare = text
    while found := _TAGS.search(bare):
        bare = bare[: found.start()]
    return bare, text[len(bare) :]


def _without_maker(name: FoldedName) -> tuple[FoldedName, str]:
    """Leave out a host or a maker at the beginning of a name of one of the maker's families."""
    folded = " ".join(name.words)
    found = _MAKER.match(folded)
    rest = folded[found.end() :] if found else folded
    return (FoldedName(rest), folded[: len(folded) - len(rest)].strip()) if rest and rest != folded else (name, "")
