"""Names and texts for a kind: fills in `{Kind}`, `{kind}`, `{a_kind}` and `{plural}` in the texts of a route."""

from typing import Any

from chalicelib.kinds.declaration import Kind


def camel(name: str) -> str:
    """Write snake_case as CamelCase."""
    return "".join(part.capitalize() for part in name.split("_"))


def fill(text: str, kind: Kind | None) -> str:
    """Fill the name of a kind into a text. Without a kind, return the text as it is."""
    if kind is None:
        return text
    article = "an" if kind.name[0] in "aeiou" else "a"
    named = {
        "{Kind}": camel(kind.name),
        "{kind}": kind.name,
        "{a_kind}": f"{article} {kind.name}",
        "{plural}": kind.plural,
    }
    for placeholder, word in named.items():
        text = text.replace(placeholder, word)
    return text


def fill_all(value: Any, kind: Kind | None) -> Any:
    """Fill the name of a kind into every text of a JSON value."""
    if isinstance(value, str):
        return fill(value, kind)
    if isinstance(value, dict):
        return {name: fill_all(member, kind) for name, member in value.items()}
    return [fill_all(member, kind) for member in value] if isinstance(value, list) else value


def schema_ref(component: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{component}"}
