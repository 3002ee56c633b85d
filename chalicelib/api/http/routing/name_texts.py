"""The query parameter `q`: a text that names are compared with."""

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.domain.name_normalization import fold

MAX_NAME_CHARS = 200


def name_text(meaning: str, *, required: bool, component: str = "") -> Parameter:
    """Declare `q`."""
    return Parameter(
        "q",
        meaning,
        {"type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS, "pattern": r"^[^\x00]+$"},
        f"must contain a letter or a digit and have at most {MAX_NAME_CHARS} characters",
        lambda text: text if len(text) <= MAX_NAME_CHARS and "\x00" not in text and fold(text) else None,
        example="深度求索",
        required=required,
        component=component,
    )
