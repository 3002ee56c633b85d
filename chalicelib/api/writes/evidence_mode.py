"""The parameter that says what becomes of evidence sent for facts on record."""

from chalicelib.api.http.routing.parameters import choice

EVIDENCE_MODE = choice(
    "evidence",
    "With `replace`, facts on record that you send with other evidence get the members that you give; an earlier "
    "`known_at` still shows the earlier ones. With `keep`, the answer only shows the difference.",
    of=("keep", "replace"),
    default="keep",
)
