"""The program `python -m chalicelib.local.package`: build, deploy, roll back and smoke-test a stage."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.local.package import deploy
from chalicelib.local.package.archive import digest
from chalicelib.local.package.build import ROOT, Build, build
from chalicelib.local.package.confirmation import confirm
from chalicelib.local.package.smoke import smoke
from chalicelib.local.package.template import stage
from chalicelib.local.package.wheels import MACHINES
from chalicelib.local.place import Unusable, key_of_environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    asked = _package_parser().parse_args(arguments)
    try:
        asked.command(asked)
    except (Unusable, BotoCoreError, ClientError) as error:
        print(f"aifacts: {error}", file=sys.stderr)
        return 1
    return 0


def _package_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local.package", description="aifacts on AWS")
    commands = parser.add_subparsers(title="commands", required=True)
    building = commands.add_parser("build", help="build the zip and the template of a stage")
    building.add_argument("--stage", required=True)
    building.add_argument("--architecture", choices=sorted(MACHINES), default="arm64")
    building.add_argument("--into", type=Path, help="the folder; default: build/<stage>")
    building.set_defaults(command=_run_build)
    deploying = _add_stack_options(
        commands.add_parser("deploy", help="deploy build/<stage>, after showing the changes")
    )
    deploying.add_argument("--built", type=Path, help="the folder of the build; default: build/<stage>")
    deploying.add_argument("--parameters", type=_path_or_none, help="a JSON file of the template's parameters")
    deploying.set_defaults(command=_run_deploy)
    going_back = _add_stack_options(commands.add_parser("rollback", help="deploy an earlier build, or list the builds"))
    going_back.add_argument("--build", help="the id of the build")
    going_back.set_defaults(command=_run_rollback)
    looking = commands.add_parser(
        "smoke", help="send read-only requests to a live deployment, with the key in KEY if there is one"
    )
    looking.add_argument("url")
    looking.set_defaults(command=_run_smoke)
    return parser


def _add_stack_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--stage", required=True)
    parser.add_argument("--bucket", required=True, help="the S3 bucket that keeps the builds")
    parser.add_argument("--yes", action="store_true", help="do not ask, unless a table would be lost")
    return parser


def _path_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def _run_build(asked: argparse.Namespace) -> None:
    made = build(stage(ROOT, asked.stage), asked.into or ROOT / "build" / asked.stage, architecture=asked.architecture)
    size = made.zip.stat().st_size
    print(f"{made.zip}: {size:,} bytes, SHA-256 {digest(made.zip)}")
    print(f"{made.template}: {made.template.stat().st_size:,} bytes")
    print(f"{made.bill}, {made.notice}: what is in the zip, and under which licences")


def _run_deploy(asked: argparse.Namespace) -> None:
    account = _account(asked)
    given = deploy.read_parameters(asked.parameters)
    number = deploy.upload(account, Build(asked.built or ROOT / "build" / asked.stage))
    print(f"Build {number}:")
    done = deploy.deploy(account, number, given=given, agreed=partial(confirm, is_agreed=asked.yes))
    print(f"{account.stack} runs build {number}." if done else "Nothing changed.")
    for name, value in sorted(deploy.outputs(account).items()):
        print(name, value, sep="\t")


def _run_rollback(asked: argparse.Namespace) -> None:
    account = _account(asked)
    if not asked.build:
        for number, uploaded in deploy.builds(account):
            print(number, uploaded, sep="\t")
        return
    done = deploy.deploy(account, asked.build, given={}, agreed=partial(confirm, is_agreed=asked.yes))
    print(f"{account.stack} runs build {asked.build}." if done else "Nothing changed.")


def _account(asked: argparse.Namespace) -> deploy.Account:
    import boto3  # only these two commands call AWS

    stage(ROOT, asked.stage)
    if not asked.bucket:
        raise Unusable("Name the bucket that keeps the builds: BUCKET=...")
    return deploy.Account(
        cloudformation=boto3.client("cloudformation"),
        s3=boto3.client("s3"),
        stack=f"aifacts-{asked.stage}",
        bucket=asked.bucket,
    )


def _run_smoke(asked: argparse.Namespace) -> None:
    failed = 0
    for says, instead in smoke(asked.url, key=key_of_environment()):
        print(f"{'ok' if instead is None else 'NO':4} {says}{'' if instead is None else ': ' + instead}")
        failed += instead is not None
    if failed:
        raise Unusable(f"{failed} of the checks failed.")


if __name__ == "__main__":
    sys.exit(main())
