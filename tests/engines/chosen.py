"""Which engine and which client of DynamoDB a run of the tests is for: `make test ENGINE=ministack`, `CLIENT=lean`."""

import os

MOTO, SQLITE, MINISTACK = "moto", "sqlite", "ministack"
ENGINES = (MOTO, SQLITE, MINISTACK)


def engine_of(environment: str) -> str | None:
    """Return the engine that ENGINE names; None: each test has the engines that it asks for, of moto and SQLite."""
    if environment and environment not in ENGINES:
        raise ValueError(f"ENGINE is {environment!r}; it can be {', '.join(ENGINES)}, or absent.")
    return environment or None


CHOSEN = engine_of(os.environ.get("ENGINE", ""))
CLIENTS = ("botocore", "lean")


def client_of(environment: str) -> str:
    """Return the client that CLIENT names, or botocore's, which moto answers in process."""
    if environment and environment not in CLIENTS:
        raise ValueError(f"CLIENT is {environment!r}; it can be {' or '.join(CLIENTS)}, or absent.")
    return environment or CLIENTS[0]


CLIENT = client_of(os.environ.get("CLIENT", ""))
