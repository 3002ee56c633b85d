"""A local AWS of the session, and the stacks that `make deploy` makes on it."""

import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.local.package.build import ROOT, Build, build
from chalicelib.local.package.template import stage
from tests.deployed.local_aws import LocalAws
from tests.deployed.stack import Stack, deployable
from tests.engines.ministack import ministack, must_run_functions

HERE = Path(__file__).parent
FIRST_REGION, SECOND_REGION = "us-east-1", "eu-central-1"
MACHINE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the marker `package`: these tests need Lambda's Python; `make deployed-test` runs them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.package)


@pytest.fixture(scope="session")
def local_aws() -> Iterator[LocalAws]:
    """MiniStack with permissions enforced, a bucket for the builds, and nothing else."""
    must_run_functions()
    with ministack(region=FIRST_REGION, permissions_enforced=True) as url:
        aws = LocalAws(url, FIRST_REGION)
        aws.create_bucket()
        yield aws


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The stage dev for this machine, whose functions MiniStack runs, from the same lock as that for AWS."""
    folder = tmp_path_factory.mktemp("twin")
    return deployable(build(stage(ROOT, "dev"), folder / "made", architecture=MACHINE), folder / "deployable")


@pytest.fixture(scope="session")
def deployment(local_aws: LocalAws, twin: Build, tmp_path_factory: pytest.TempPathFactory) -> tuple[Stack, str]:
    """The stage dev, deployed as on the first day, and what the command printed."""
    stack = Stack(local_aws, "dev", twin, tmp_path_factory.mktemp("parameters"))
    return stack, stack.deploy()


@pytest.fixture(scope="session")
def dev(deployment: tuple[Stack, str]) -> Stack:
    """The stage dev, deployed."""
    return deployment[0]


@pytest.fixture(scope="session")
def key(dev: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first key of the table, by the command of the first day."""
    file = tmp_path_factory.mktemp("key") / "admin.key"
    dev.aws.make("key", TABLE=dev.outputs["TableName"], FILE=str(file))
    return file.read_text().strip()


@pytest.fixture(scope="session")
def playground(local_aws: LocalAws, twin: Build, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The stage dev in another region, whose table tests empty and fill; many requests have the same key there."""
    elsewhere = replace(local_aws, region=SECOND_REGION)
    elsewhere.create_bucket()
    stack = Stack(elsewhere, "dev", twin, tmp_path_factory.mktemp("parameters"))
    stack.deploy(RequestsPerMinute="1000000")
    return stack
