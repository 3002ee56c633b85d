"""The stages, as `.chalice/config.json` has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.local.place import Unusable


@dataclass(frozen=True)
class Stage:
    """A stage: its name, and what it says of the template's parameters."""

    name: str
    parameters: Mapping[str, str]

    @property
    def keeps_table(self) -> bool:
        """Whether the table outlives its stack."""
        return self.parameters.get("KeepTable") == "true"


def stage(root: Path, name: str) -> Stage:
    """Read a stage; raise Unusable for one that is not there, or that sets what the template does not have."""
    stages = json.loads((root / ".chalice" / "config.json").read_text())["stages"]
    if name not in stages:
        raise Unusable(f"There is no stage {name!r}; there is {' and '.join(sorted(stages))}.")
    parameters: dict[str, str] = stages[name].get("template_parameters", {})
    declared = json.loads((root / ".chalice" / "resources.json").read_text())["Parameters"]
    if unknown := sorted(set(parameters) - set(declared)):
        raise Unusable(f"Stage {name} sets {', '.join(unknown)}, which the template has no parameter for.")
    return Stage(name, parameters)
