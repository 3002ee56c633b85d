"""The table of verbs says all that there is, and each module is loaded by the first request for its verb."""

import json
import subprocess
import sys

import pytest

from chalicelib import api
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.http.routing.verbs import VERBS, ByVerb, Verb
from tests.house.test_code import modules_of

PROBE = """
import json, sys
from app import app
before = [name for name in sys.modules if name.startswith("chalicelib.api.")]
from chalicelib.api.http.routing.routes import ROUTES
loaded = len(ROUTES.loaded())
print(json.dumps({"before": before, "loaded": loaded, "all": len([*ROUTES])}))
"""


def test_the_table_has_every_verb_that_a_module_declares_and_the_module_that_does() -> None:
    assert list(modules_of(api))  # a verb that the table lacks fails while its module is loaded

    declared = [(route.method, route.path, route.call.__module__) for route in ROUTES]

    assert declared == [(verb.method, verb.path, f"chalicelib.api.{verb.module}") for verb in VERBS]


def test_a_verb_that_the_table_lacks_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match=r"GET /new is not in the table of verbs\."):
        ByVerb[str]().declare("GET", "/new", "declared")


def test_a_start_loads_no_verb() -> None:
    ended = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    found = json.loads(ended.stdout)

    assert {f"chalicelib.api.{verb.module}" for verb in VERBS}.isdisjoint(found["before"])
    assert (found["loaded"], found["all"]) == (0, len(VERBS))


def test_verbs_can_be_looked_at_as_a_sequence() -> None:
    verbs = ByVerb[str]((Verb("GET", "/a", "entities.read"), Verb("POST", "/a", "entities.read")))
    verbs.declare("POST", "/a", "written")
    verbs.declare("GET", "/a", "read")

    assert (verbs[0], verbs[1:], len(verbs)) == ("read", ("written",), 2)
