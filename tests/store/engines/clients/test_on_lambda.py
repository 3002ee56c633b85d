"""The application in a new process, as on Lambda: which client it loads, and what it prints of a fault."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.api.conftest import event
from tests.conftest import REGION
from tests.engines.endpoint import Request, endpoint, error, ok
from tests.house.repository import ROOT
from tests.store.engines.clients.conftest import KEYS

PROGRAM = """
import json, sys
from app import app
print(json.dumps([app(each, None)["statusCode"] for each in json.load(sys.stdin)]))
print([name for name in ("boto3", "botocore", "requests", "urllib3") if name in sys.modules])
"""


def ask_lambda(url: str, *events: Any, **more: str) -> list[str]:
    """Let a new process answer events as on Lambda, and return what it prints at the end."""
    environment = {
        **KEYS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": "aifacts",
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "CURSOR_SECRET": "a secret",
        "HOME": "/nonexistent",
        "LOG_LEVEL": "ERROR",
        "PATH": os.environ["PATH"],
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=False,
        env=environment,
        cwd=ROOT,
        input=json.dumps(events),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not [secret for secret in ("the-secret", "the-session") if secret in done.stdout + done.stderr]
    return done.stdout.splitlines()


def answer_nothing(request: Request) -> bytes:
    """Answer as an empty table does."""
    return ok({"Attributes": {"taken": {"N": "1"}}, "Items": [], "Responses": {}})


def test_on_lambda_botocore_is_not_imported() -> None:
    asked = [event("GET", "/v1/companies/nobody"), event("GET", "/v1/companies"), event("GET", "/readyz")]
    with endpoint(answer_nothing) as served:
        assert ask_lambda(served.url, *asked)[-2:] == ["[404, 200, 200]", "[]"]
    assert {"GetItem", "Query"} <= {request.operation for request in served.requests}


@pytest.mark.parametrize("more", [{"DYNAMODB_CLIENT": "botocore"}, {"AWS_USE_DUALSTACK_ENDPOINT": "true"}])
def test_on_lambda_botocore_is_imported_where_it_is_needed(more: dict[str, str]) -> None:
    with endpoint(answer_nothing) as served:
        ended = ask_lambda(served.url, event("GET", "/v1/companies/nobody"), **more)
    assert "botocore" in ended[-1]


@pytest.mark.parametrize("client", ["lean", "botocore"])
def test_a_fault_of_the_operator_is_logged_with_its_cause_and_without_a_secret(client: str) -> None:
    with endpoint(error("ExpiredTokenException", message="The security token is expired")) as served:
        printed = ask_lambda(served.url, event("GET", "/v1/companies/nobody"), DYNAMODB_CLIENT=client)
    assert printed[-2] == "[503]"
    assert "DynamoDB cannot be used: An error occurred (ExpiredTokenException)" in "".join(printed)
