"""Words of Python: names of classes and members, docstrings, unions."""

import keyword
import re
from collections.abc import Iterable

MADE = "Made by `make client` from the declarations of the service. Do not edit."


def camel(name: str) -> str:
    """Return the name of a class: `one_per_qualifiers` gives OnePerQualifiers."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def member(name: str, annotation: str, default: str | None, *, meaning: str = "") -> str:
    """Return the lines of a member of a class; a name that Python reserves gets an underscore and an alias."""
    own = f"{name}_" if keyword.iskeyword(name) else name
    if own != name:
        default = f"Field({'' if default is None else f'default={default}, '}alias={name!r})"
    line = f"    {own}: {annotation}{'' if default is None else f' = {default}'}"
    return f"{line}\n    {docstring(meaning)}" if meaning else line


def docstring(text: str) -> str:
    """Return a docstring of one line, which the formatter leaves alone."""
    quoted = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{quoted}"""'


def union(forms: Iterable[str]) -> str:
    """Return a union of annotations, each once, None last."""
    found = [*dict.fromkeys(part for form in forms for part in _parts(form))]
    return " | ".join(sorted(found, key=lambda each: each == "None"))


def _parts(form: str) -> list[str]:
    return [form] if "[" in form else form.split(" | ")
