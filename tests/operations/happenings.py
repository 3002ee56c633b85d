"""Writes in any order: facts about companies are recorded and disputed, companies are merged and retired."""

from collections.abc import Callable
from contextlib import suppress
from random import Random

from chalicelib.domain.errors import NotAllowedNow, NotRetired, Retracted, SurvivorEnded
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from tests.operations.builders import CALLER, a_company, a_fact, a_source, fact_ids, ref, said_by, say, state


class Service:
    """A world with two sources and some companies, `alive` those that are neither retired nor merged."""

    def __init__(self, world: World, random: Random, *, companies: int = 5) -> None:
        self.world = world
        self.random = random
        self.sources = [a_source(world).ref, a_source(world, "other").ref]
        self.alive = [a_company(world, f"c{n}", country="CN").ref for n in range(companies)]
        self.over: list[str] = []

    def happen(self) -> None:
        """Let one thing happen; what the service refuses does not."""
        steps: list[Callable[[], object]] = [self._record, self._record, self._dispute, self._retract]
        steps += [self._reinstate, self._rank, self._create, self._end, self._bring_back]
        with suppress(Retracted, NotAllowedNow, SurvivorEnded):
            self.random.choice(steps)()

    def _one(self) -> str:
        return self.random.choice(self.alive)

    def _a_fact_id(self) -> str:
        return self.random.choice(fact_ids(self.world, self._one(), "country"))

    def _record(self) -> None:
        evidence = said_by(self.random.choice(["report", "other"]))
        state(self.world, a_fact(self._one(), "country", self.random.choice(["CN", "SG", "US"]), evidence=evidence))

    def _dispute(self) -> None:
        said = {"founded": self.random.choice(["2021", "2022", "2023"]), "evidence": said_by("other")}
        say(self.world, self._one(), **said)

    def _retract(self) -> None:
        retract(RequestContext(self.world, CALLER), fact_id=self._a_fact_id(), reason="Misread.")

    def _reinstate(self) -> None:
        reinstate(RequestContext(self.world, CALLER), fact_id=self._a_fact_id(), reason="Read right.")

    def _rank(self) -> None:
        rank(
            RequestContext(self.world, CALLER),
            fact_id=self._a_fact_id(),
            rank=self.random.choice(["preferred", "deprecated"]),
            reason="So.",
        )

    def _create(self) -> None:
        self.alive.append(a_company(self.world, f"n{len(self.alive) + len(self.over)}", country="CN").ref)

    def _end(self) -> None:
        """Retire a company or merge it into another, as long as there are two others."""
        if len(self.alive) < 3:
            return
        loser = self._one()
        self.alive.remove(loser)
        self.over.append(loser)
        if self.random.random() < 0.5:
            retire(RequestContext(self.world, CALLER), ref=ref(loser), reason="Made up.")
        else:
            merge(RequestContext(self.world, CALLER), ref=ref(loser), into=ref(self._one()), reason="The same.")

    def _bring_back(self) -> None:
        """Reverse the retirement or the merge of a company; SurvivorEnded if its survivor is over as well."""
        if not self.over:
            return
        name, context = self.random.choice(self.over), RequestContext(self.world, CALLER)
        try:
            reverse_retirement(context, ref=ref(name), reason="It exists.")
        except NotRetired:
            reverse_merge(context, ref=ref(name), reason="Two companies.")
        self.over.remove(name)
        self.alive.append(name)
