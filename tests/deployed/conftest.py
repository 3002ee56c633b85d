"""A local AWS of the session, and the stacks that `make deploy` makes on it, each in its own account."""

import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.local.package.build import ROOT, Build, build
from chalicelib.local.package.template import stage
from tests.conftest import Clock
from tests.deployed.local_aws import REGION, LocalAws
from tests.deployed.playground import table_of
from tests.deployed.stack import Stack, deployable
from tests.engines.ministack import ministack, must_run_functions
from tests.operations.builders import a_source, world_on

HERE = Path(__file__).parent
STAGES = ("dev", "prod")
MACHINE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the marker `package`: these tests need Lambda's Python; `make deployed-test` runs them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.package)


@pytest.fixture(scope="session")
def new_account() -> Iterator[Callable[[], LocalAws]]:
    """A function that starts a MiniStack with permissions enforced, and a bucket for the builds."""
    must_run_functions()
    with ExitStack() as running:

        def start() -> LocalAws:
            aws = LocalAws(running.enter_context(ministack(region=REGION, permissions_enforced=True)))
            aws.create_bucket()
            return aws

        yield start


@pytest.fixture(scope="session")
def stack_in(twins: Mapping[str, Build], tmp_path_factory: pytest.TempPathFactory) -> Callable[[LocalAws, str], Stack]:
    """A function that gives a stage in an account, not deployed yet."""
    return lambda aws, name: Stack(aws, name, twins[name], tmp_path_factory.mktemp("parameters"))


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Build]:
    """Each stage for this machine, whose functions MiniStack runs, from the same lock as those for AWS."""
    folder = tmp_path_factory.mktemp("twins")

    def build_twin(name: str) -> Build:
        built = build(stage(ROOT, name), folder / f"{name}-made", architecture=MACHINE)
        return deployable(built, folder / name)

    with ThreadPoolExecutor() as pool:  # most of it is the work of pip and Chalice, in other processes
        return dict(zip(STAGES, pool.map(build_twin, STAGES), strict=True))


@pytest.fixture(scope="session")
def deployment(new_account: Callable[[], LocalAws], stack_in: Callable[[LocalAws, str], Stack]) -> tuple[Stack, str]:
    """The stage dev, deployed as on the first day, and the text that the command printed."""
    stack = stack_in(new_account(), "dev")
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
def playground(new_account: Callable[[], LocalAws], stack_in: Callable[[LocalAws, str], Stack]) -> Stack:
    """The stage dev in an account whose table tests empty and fill; many requests have the same key there."""
    stack = stack_in(new_account(), "dev")
    stack.deploy(RequestsPerMinute="1000000")
    return stack


@pytest.fixture(scope="session")
def prod(new_account: Callable[[], LocalAws], stack_in: Callable[[LocalAws, str], Stack]) -> Stack:
    """The stage prod, with one source whose change nobody reads: only the tick can number it."""
    stack = stack_in(new_account(), "prod")
    stack.deploy()
    a_source(world_on(table_of(stack), Clock(f"{datetime.now(UTC).date()}T00:00:00.000Z")))
    return stack
