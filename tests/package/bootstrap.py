"""Starts Lambda's own runtime client on an unpacked zip: python -I -S bootstrap.py TASK RUNTIME."""

import os
import sys

task, runtime = sys.argv[1:]
sys.path[:] = [task, *(path for path in sys.path if path != os.path.dirname(__file__)), runtime]  # noqa: PTH120  pathlib would be loaded before what is measured
sys.argv = ["bootstrap", os.environ["_HANDLER"]]

from awslambdaric.__main__ import main  # noqa: E402  the path is set first

main(sys.argv)
