"""The program `python -m chalicelib.local.package`: build a stage."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.local.package.archive import digest
from chalicelib.local.package.build import ROOT, build
from chalicelib.local.package.stages import stage
from chalicelib.local.package.wheels import MACHINES
from chalicelib.local.place import Unusable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answer the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        asked.command(asked)
    except Unusable as error:
        print(f"aifacts: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local.package", description="aifacts on AWS")
    commands = parser.add_subparsers(title="commands", required=True)
    building = commands.add_parser("build", help="build the zip and the template of a stage")
    building.add_argument("--stage", required=True)
    building.add_argument("--architecture", choices=sorted(MACHINES), default="arm64")
    building.add_argument("--into", type=Path, help="the folder; build/<stage> otherwise")
    building.set_defaults(command=_build)
    return parser


def _build(asked: argparse.Namespace) -> None:
    made = build(stage(ROOT, asked.stage), asked.into or ROOT / "build" / asked.stage, architecture=asked.architecture)
    size = made.zip.stat().st_size
    print(f"{made.zip}: {size:,} bytes, SHA-256 {digest(made.zip)}")
    print(f"{made.template}: {made.template.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
