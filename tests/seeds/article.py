"""The seeds of the article, apart from those of other sources."""

import json
from pathlib import Path

from chalicelib.seeds import read_seeds

SEEDS = Path(__file__).parents[2] / "seeds"
SOURCE = "source/qwen-2.5-article"

# what the article says, and what the others say, the sources themselves left out
STATING = [seed for seed in read_seeds(SEEDS) if seed.kind.name != "source"]
OF_THE_ARTICLE = [seed for seed in STATING if seed.body["evidence"].get("source") == SOURCE]
OTHERS = [seed for seed in STATING if seed not in OF_THE_ARTICLE]


def write_article(folder: Path) -> Path:
    """Write the seeds of the article, and the article as their source, into another folder."""
    source = next(seed for seed in read_seeds(SEEDS) if str(seed.ref) == SOURCE)
    for seed in (source, *OF_THE_ARTICLE):
        path = folder / seed.path.relative_to(SEEDS)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(seed.body), encoding="utf-8")
    return folder
