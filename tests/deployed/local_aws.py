"""An account of a local AWS, and the commands of the Makefile that an operator runs on it."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3

from chalicelib.local.package.build import ROOT

ROOT_KEY = "test"  # MiniStack lets this key do all, also where permissions are enforced
REGION = "us-east-1"
BUCKET = "builds"
VARIABLES = frozenset(re.findall(r"(?m)^([A-Z_]+) \?=", (ROOT / "Makefile").read_text()))  # a make exports its own
_PATIENCE_S = 120


@dataclass(frozen=True)
class LocalAws:
    """MiniStack at an address, which is one account: it answers requests without a signature in the first one alone."""

    url: str

    def create_bucket(self) -> None:
        """Create the bucket for builds."""
        self.client("s3").create_bucket(Bucket=BUCKET)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a command: credentials and the address, and nothing of the make that runs the tests."""
        left_out = ("AWS_", "MAKE", "MFLAGS")
        kept = {n: each for n, each in os.environ.items() if not n.startswith(left_out) and n not in VARIABLES}
        return kept | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_DEFAULT_REGION": REGION,
        }

    def client(self, service: str) -> Any:
        """Return a client of a service of the account."""
        return _client(service, self.url)

    def make(self, target: str, **variables: str) -> str:
        """Run a command of the Makefile as an operator would, and return what it prints; it must succeed."""
        ended = self.made(target, **variables)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def made(self, target: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the Makefile, however it ends."""
        command = ["make", "--no-print-directory", target, *(f"{name}={value}" for name, value in variables.items())]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
            stdin=subprocess.DEVNULL,
        )


@cache
def _client(service: str, url: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_KEY,
    )
