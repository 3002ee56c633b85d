"""The lists of a client, one for each kind. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from aifacts_client.generated.async_plural import AsyncPlural
from aifacts_client.generated.kinds import (
    Benchmark,
    Company,
    Event,
    Instrument,
    Model,
    Offering,
    Person,
    Product,
    Source,
)
from aifacts_client.methods.plural import Plural

if TYPE_CHECKING:
    from aifacts_client.core.async_sender import AsyncSender
    from aifacts_client.core.sender import Sender
    from aifacts_client.generated.answers import Counts
    from aifacts_client.generated.filters import (
        BenchmarkConditions,
        BenchmarkFilters,
        BenchmarkGroup,
        CompanyConditions,
        CompanyFilters,
        CompanyGroup,
        EventConditions,
        EventFilters,
        EventGroup,
        InstrumentConditions,
        InstrumentFilters,
        InstrumentGroup,
        ModelConditions,
        ModelFilters,
        ModelGroup,
        OfferingConditions,
        OfferingFilters,
        OfferingGroup,
        PersonConditions,
        PersonFilters,
        PersonGroup,
        ProductConditions,
        ProductFilters,
        ProductGroup,
        SourceConditions,
        SourceFilters,
        SourceGroup,
    )
    from aifacts_client.pages import AsyncPages, Pages


class Companies(Plural[Company]):
    """The companies of a service."""

    def __call__(self, **filters: Unpack[CompanyFilters]) -> Pages[Company]:
        """List the companies that match all filters."""
        return self._list(filters)

    def counts(self, by: CompanyGroup | Sequence[CompanyGroup] = (), **filters: Unpack[CompanyConditions]) -> Counts:
        """Count the companies that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Models(Plural[Model]):
    """The models of a service."""

    def __call__(self, **filters: Unpack[ModelFilters]) -> Pages[Model]:
        """List the models that match all filters."""
        return self._list(filters)

    def counts(self, by: ModelGroup | Sequence[ModelGroup] = (), **filters: Unpack[ModelConditions]) -> Counts:
        """Count the models that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Offerings(Plural[Offering]):
    """The offerings of a service."""

    def __call__(self, **filters: Unpack[OfferingFilters]) -> Pages[Offering]:
        """List the offerings that match all filters."""
        return self._list(filters)

    def counts(self, by: OfferingGroup | Sequence[OfferingGroup] = (), **filters: Unpack[OfferingConditions]) -> Counts:
        """Count the offerings that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Events(Plural[Event]):
    """The events of a service."""

    def __call__(self, **filters: Unpack[EventFilters]) -> Pages[Event]:
        """List the events that match all filters."""
        return self._list(filters)

    def counts(self, by: EventGroup | Sequence[EventGroup] = (), **filters: Unpack[EventConditions]) -> Counts:
        """Count the events that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Products(Plural[Product]):
    """The products of a service."""

    def __call__(self, **filters: Unpack[ProductFilters]) -> Pages[Product]:
        """List the products that match all filters."""
        return self._list(filters)

    def counts(self, by: ProductGroup | Sequence[ProductGroup] = (), **filters: Unpack[ProductConditions]) -> Counts:
        """Count the products that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Instruments(Plural[Instrument]):
    """The instruments of a service."""

    def __call__(self, **filters: Unpack[InstrumentFilters]) -> Pages[Instrument]:
        """List the instruments that match all filters."""
        return self._list(filters)

    def counts(
        self, by: InstrumentGroup | Sequence[InstrumentGroup] = (), **filters: Unpack[InstrumentConditions]
    ) -> Counts:
        """Count the instruments that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Benchmarks(Plural[Benchmark]):
    """The benchmarks of a service."""

    def __call__(self, **filters: Unpack[BenchmarkFilters]) -> Pages[Benchmark]:
        """List the benchmarks that match all filters."""
        return self._list(filters)

    def counts(
        self, by: BenchmarkGroup | Sequence[BenchmarkGroup] = (), **filters: Unpack[BenchmarkConditions]
    ) -> Counts:
        """Count the benchmarks that match all filters, by one or two groups."""
        return self._counts(by, filters)


class People(Plural[Person]):
    """The people of a service."""

    def __call__(self, **filters: Unpack[PersonFilters]) -> Pages[Person]:
        """List the people that match all filters."""
        return self._list(filters)

    def counts(self, by: PersonGroup | Sequence[PersonGroup] = (), **filters: Unpack[PersonConditions]) -> Counts:
        """Count the people that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Sources(Plural[Source]):
    """The sources of a service."""

    def __call__(self, **filters: Unpack[SourceFilters]) -> Pages[Source]:
        """List the sources that match all filters."""
        return self._list(filters)

    def counts(self, by: SourceGroup | Sequence[SourceGroup] = (), **filters: Unpack[SourceConditions]) -> Counts:
        """Count the sources that match all filters, by one or two groups."""
        return self._counts(by, filters)


class Plurals:
    """A list of each kind."""

    def __init__(self, client: Sender) -> None:
        self.companies = Companies(client, Company, "company")
        self.models = Models(client, Model, "model")
        self.offerings = Offerings(client, Offering, "offering")
        self.events = Events(client, Event, "event")
        self.products = Products(client, Product, "product")
        self.instruments = Instruments(client, Instrument, "instrument")
        self.benchmarks = Benchmarks(client, Benchmark, "benchmark")
        self.people = People(client, Person, "person")
        self.sources = Sources(client, Source, "source")


class AsyncCompanies(AsyncPlural[Company]):
    """The companies of a service."""

    def __call__(self, **filters: Unpack[CompanyFilters]) -> AsyncPages[Company]:
        """List the companies that match all filters."""
        return self._list(filters)

    async def counts(
        self, by: CompanyGroup | Sequence[CompanyGroup] = (), **filters: Unpack[CompanyConditions]
    ) -> Counts:
        """Count the companies that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncModels(AsyncPlural[Model]):
    """The models of a service."""

    def __call__(self, **filters: Unpack[ModelFilters]) -> AsyncPages[Model]:
        """List the models that match all filters."""
        return self._list(filters)

    async def counts(self, by: ModelGroup | Sequence[ModelGroup] = (), **filters: Unpack[ModelConditions]) -> Counts:
        """Count the models that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncOfferings(AsyncPlural[Offering]):
    """The offerings of a service."""

    def __call__(self, **filters: Unpack[OfferingFilters]) -> AsyncPages[Offering]:
        """List the offerings that match all filters."""
        return self._list(filters)

    async def counts(
        self, by: OfferingGroup | Sequence[OfferingGroup] = (), **filters: Unpack[OfferingConditions]
    ) -> Counts:
        """Count the offerings that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncEvents(AsyncPlural[Event]):
    """The events of a service."""

    def __call__(self, **filters: Unpack[EventFilters]) -> AsyncPages[Event]:
        """List the events that match all filters."""
        return self._list(filters)

    async def counts(self, by: EventGroup | Sequence[EventGroup] = (), **filters: Unpack[EventConditions]) -> Counts:
        """Count the events that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncProducts(AsyncPlural[Product]):
    """The products of a service."""

    def __call__(self, **filters: Unpack[ProductFilters]) -> AsyncPages[Product]:
        """List the products that match all filters."""
        return self._list(filters)

    async def counts(
        self, by: ProductGroup | Sequence[ProductGroup] = (), **filters: Unpack[ProductConditions]
    ) -> Counts:
        """Count the products that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncInstruments(AsyncPlural[Instrument]):
    """The instruments of a service."""

    def __call__(self, **filters: Unpack[InstrumentFilters]) -> AsyncPages[Instrument]:
        """List the instruments that match all filters."""
        return self._list(filters)

    async def counts(
        self, by: InstrumentGroup | Sequence[InstrumentGroup] = (), **filters: Unpack[InstrumentConditions]
    ) -> Counts:
        """Count the instruments that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncBenchmarks(AsyncPlural[Benchmark]):
    """The benchmarks of a service."""

    def __call__(self, **filters: Unpack[BenchmarkFilters]) -> AsyncPages[Benchmark]:
        """List the benchmarks that match all filters."""
        return self._list(filters)

    async def counts(
        self, by: BenchmarkGroup | Sequence[BenchmarkGroup] = (), **filters: Unpack[BenchmarkConditions]
    ) -> Counts:
        """Count the benchmarks that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncPeople(AsyncPlural[Person]):
    """The people of a service."""

    def __call__(self, **filters: Unpack[PersonFilters]) -> AsyncPages[Person]:
        """List the people that match all filters."""
        return self._list(filters)

    async def counts(self, by: PersonGroup | Sequence[PersonGroup] = (), **filters: Unpack[PersonConditions]) -> Counts:
        """Count the people that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncSources(AsyncPlural[Source]):
    """The sources of a service."""

    def __call__(self, **filters: Unpack[SourceFilters]) -> AsyncPages[Source]:
        """List the sources that match all filters."""
        return self._list(filters)

    async def counts(self, by: SourceGroup | Sequence[SourceGroup] = (), **filters: Unpack[SourceConditions]) -> Counts:
        """Count the sources that match all filters, by one or two groups."""
        return await self._counts(by, filters)


class AsyncPlurals:
    """A list of each kind."""

    def __init__(self, client: AsyncSender) -> None:
        self.companies = AsyncCompanies(client, Company, "company")
        self.models = AsyncModels(client, Model, "model")
        self.offerings = AsyncOfferings(client, Offering, "offering")
        self.events = AsyncEvents(client, Event, "event")
        self.products = AsyncProducts(client, Product, "product")
        self.instruments = AsyncInstruments(client, Instrument, "instrument")
        self.benchmarks = AsyncBenchmarks(client, Benchmark, "benchmark")
        self.people = AsyncPeople(client, Person, "person")
        self.sources = AsyncSources(client, Source, "source")
