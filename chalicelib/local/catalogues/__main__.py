"""Write the lines of a catalogue: python -m chalicelib.local.catalogues <name> [file[@date] ...] > lines.ndjson."""

import argparse
import json
import sys
from collections.abc import Sequence

from chalicelib.local.catalogues.files import BadCatalogue
from chalicelib.local.catalogues.known import READERS, catalogue_file, named_catalogue
from chalicelib.local.catalogues.report import Report


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lines to standard output and the report to standard error; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local.catalogues", description=__doc__)
    parser.add_argument("name", choices=READERS, help="the catalogue")
    parser.add_argument("files", nargs="*", help="its files; @2025-11-15 behind one whose name has no date")
    parser.add_argument("--stop", action="store_true", help="stop at the first row that cannot be read")
    asked = parser.parse_args(arguments)
    report = Report(stops=asked.stop)
    try:
        for line in named_catalogue(asked.name, [catalogue_file(each) for each in asked.files]).lines(report):
            sys.stdout.write(json.dumps(line.body, ensure_ascii=False, separators=(",", ":")) + "\n")
    except BadCatalogue as error:
        sys.stderr.write(f"aifacts: {error}\n")
        return 1
    sys.stderr.write("\n".join([*report.lines(), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
