"""The other services of `make bench` are in another environment, in which `make bench-test` runs these."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("pynamodb") else ["test_services.py", "test_plots.py"]
