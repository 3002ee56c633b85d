"""Made names for tables of any size, with common and rare words as in a trade register, and titles about them."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from bench.real_names import Entity
from chalicelib.domain.name_normalization import squeeze

T = TypeVar("T")

_ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"]
_CODAS = ["", "", "", *["l", "m", "n", "r", "s", "t", "x", "nd", "rt"]]
_TRADES = [
    "AI",
    "Labs",
    "Technologies",
    "Systems",
    "Robotics",
    "Data",
    "Cloud",
    "Research",
    "Health",
    "Capital",
    "Networks",
    "Software",
    "Energy",
    "Analytics",
    "Semiconductor",
    "Digital",
    "Security",
    "Mobility",
    "Dynamics",
    "Intelligence",
    "Group",
    "Media",
    "Studios",
    "Ventures",
    "Therapeutics",
    "Vision",
]
_SIZES = ["7B", "70B", "8B", "32B", "13B", "72B", "1.5B", "3B", "14B", "405B", "235B-A22B", "27B", "120B", "0.5B"]
_VARIANTS = [
    "Instruct",
    "Chat",
    "Base",
    "Preview",
    "Mini",
    "Coder",
    "Vision",
    "Thinking",
    "Large",
    "Math",
    "Turbo",
    "Flash",
    "Pro",
    "Reasoning",
    "Embedding",
]
_GOODS = [
    "Studio",
    "Assistant",
    "Copilot",
    "Search",
    "Agent",
    "Code",
    "Console",
    "Voice",
    "API",
    "Notebook",
    "Guard",
    "Hub",
    "Vault",
    "Image",
    "Translate",
]
_TITLES = (
    "{one} releases {model} with a longer context window",
    "{one} cuts the price of {model} by half",
    "{other} invests in {one} after the release of {model}",
    "{one} and {other} announce a partnership on data centres in {place}",
    "Report: {one} to retire {model} next month",
    "{person} leaves {one} to found a company in {place}",
    "{model} beats {second} on mathematics and coding",
    "Regulator in {place} asks {one} about the training data of {model}",
)


class Zipf(Generic[T]):
    """Draws from a sequence: the n-th as often as 1/n of the first."""

    def __init__(self, drawn: Sequence[T], *, power: float = 1.0) -> None:
        self._drawn = drawn
        self._sums = list(accumulate((n + 1) ** -power for n in range(len(drawn))))

    def draw(self, random: Random) -> T:
        """Return one of them."""
        return self._drawn[bisect(self._sums, random.random() * self._sums[-1])]


def entities(size: int, *, titles: int, real: Iterable[str] = ()) -> list[Entity]:
    """Return entities with different names, the real ones first, and events and sources with titles about them.

    Of ten made names four are of models, three of companies, two of people and one of a product. The same size gives
    the same names.
    """
    random = Random(size)  # noqa: S311  the same names each time
    words = _Words(random, size)
    named: list[Entity] = []
    seen: set[str] = set()
    given = iter([("model", {"name": name}) for name in real])
    while len(named) < size:
        kind, flat = next(given, None) or _made(words, random)
        squeezed = squeeze(flat["name"])
        if squeezed and squeezed not in seen:
            seen.add(squeezed)
            named.append(Entity(f"{kind}/{squeezed[:40]}-{len(named)}", flat))
    return [*named, *_titled(titles, named, words, random)]


class _Words:
    """The rare words of a table of a size: proper nouns, families of models, and names of people."""

    def __init__(self, random: Random, size: int) -> None:
        rare = list(dict.fromkeys(_noun(random) for _ in range(size)))
        self.nouns = Zipf(rare, power=0.5)
        self.families = Zipf(rare[: 20 + size // 40], power=0.8)
        self.trades = Zipf(_TRADES, power=0.7)
        self.sizes = Zipf(_SIZES, power=0.7)
        self.variants = Zipf(_VARIANTS, power=0.7)
        self.goods = Zipf(_GOODS, power=0.5)
        self.first = Zipf(list(dict.fromkeys(_noun(random) for _ in range(100 + size // 50))), power=0.8)
        self.last = Zipf(list(dict.fromkeys(_noun(random) for _ in range(200 + size // 8))), power=0.7)


def _noun(random: Random) -> str:
    syllables = random.choice((2, 2, 2, 3, 3, 4))
    made = (random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS) for _ in range(syllables))
    return "".join(made).capitalize()


def _made(words: _Words, random: Random) -> tuple[str, dict[str, str]]:
    (kind,) = random.choices(("model", "company", "person", "product"), (4, 3, 2, 1))
    noun = words.nouns.draw(random)
    if kind == "model":
        return kind, {"name": _model(words, random), "released": f"202{random.randrange(7)}"}
    if kind == "company":
        name = noun if _happens(random, 30) else f"{noun} {words.trades.draw(random)}"
        return kind, {"name": name, "country": random.choice(("US", "CN", "FR", "DE", "GB"))}
    if kind == "person":
        return kind, {"name": f"{words.first.draw(random)} {words.last.draw(random)}"}
    return kind, {"name": f"{noun} {words.goods.draw(random)}"}


def _happens(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent


def _model(words: _Words, random: Random) -> str:
    version = random.choice(("", str(random.randrange(1, 9)), f"{random.randrange(1, 6)}.{random.randrange(10)}"))
    family = words.families.draw(random)
    parts = [family + version] if _happens(random, 50) else [family, *filter(None, (version,))]
    parts += [words.sizes.draw(random)] if _happens(random, 60) else []
    parts += [words.variants.draw(random)] if _happens(random, 60) else []
    return "-".join(parts) if _happens(random, 30) else " ".join(parts)


def _titled(size: int, named: Sequence[Entity], words: _Words, random: Random) -> Iterator[Entity]:
    groups = {kind: [each for each in named if each.ref.startswith(kind)] for kind in ("model", "company", "person")}
    spoken = {kind: Zipf(random.sample(group, len(group))) for kind, group in groups.items()}
    for number in range(size):
        one, other = (spoken["company"].draw(random).name for _ in range(2))
        model, second = (spoken["model"].draw(random).name for _ in range(2))
        person, place = spoken["person"].draw(random).name, words.last.draw(random)
        title = random.choice(_TITLES).format(
            one=one, other=other, model=model, second=second, person=person, place=place
        )
        date = f"202{number % 7}-0{1 + number % 9}-1{number % 10}"
        if number % 5:
            yield Entity(f"event/e{number}", {"title": title, "type": "release", "date": date})
        else:
            yield Entity(f"source/s{number}", {"title": title, "published": date})
