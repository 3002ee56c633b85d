"""The lists of a client, one for each kind. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

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
from aifacts_client.plural import AsyncPlural, Plural

if TYPE_CHECKING:
    from aifacts_client.async_client import AsyncClient
    from aifacts_client.client import Client
    from aifacts_client.generated.filters import (
        BenchmarkFilters,
        CompanyFilters,
        EventFilters,
        InstrumentFilters,
        ModelFilters,
        OfferingFilters,
        PersonFilters,
        ProductFilters,
        SourceFilters,
    )
    from aifacts_client.pages import AsyncPages, Pages


class Companies(Plural[Company]):
    """The companies of a service."""

    def __call__(self, **filters: Unpack[CompanyFilters]) -> Pages[Company]:
        """List the companies that match all filters."""
        return self._list(filters)


class Models(Plural[Model]):
    """The models of a service."""

    def __call__(self, **filters: Unpack[ModelFilters]) -> Pages[Model]:
        """List the models that match all filters."""
        return self._list(filters)


class Offerings(Plural[Offering]):
    """The offerings of a service."""

    def __call__(self, **filters: Unpack[OfferingFilters]) -> Pages[Offering]:
        """List the offerings that match all filters."""
        return self._list(filters)


class Events(Plural[Event]):
    """The events of a service."""

    def __call__(self, **filters: Unpack[EventFilters]) -> Pages[Event]:
        """List the events that match all filters."""
        return self._list(filters)


class Products(Plural[Product]):
    """The products of a service."""

    def __call__(self, **filters: Unpack[ProductFilters]) -> Pages[Product]:
        """List the products that match all filters."""
        return self._list(filters)


class Instruments(Plural[Instrument]):
    """The instruments of a service."""

    def __call__(self, **filters: Unpack[InstrumentFilters]) -> Pages[Instrument]:
        """List the instruments that match all filters."""
        return self._list(filters)


class Benchmarks(Plural[Benchmark]):
    """The benchmarks of a service."""

    def __call__(self, **filters: Unpack[BenchmarkFilters]) -> Pages[Benchmark]:
        """List the benchmarks that match all filters."""
        return self._list(filters)


class People(Plural[Person]):
    """The people of a service."""

    def __call__(self, **filters: Unpack[PersonFilters]) -> Pages[Person]:
        """List the people that match all filters."""
        return self._list(filters)


class Sources(Plural[Source]):
    """The sources of a service."""

    def __call__(self, **filters: Unpack[SourceFilters]) -> Pages[Source]:
        """List the sources that match all filters."""
        return self._list(filters)


class Plurals:
    """A list of each kind."""

    def __init__(self, client: Client) -> None:
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


class AsyncModels(AsyncPlural[Model]):
    """The models of a service."""

    def __call__(self, **filters: Unpack[ModelFilters]) -> AsyncPages[Model]:
        """List the models that match all filters."""
        return self._list(filters)


class AsyncOfferings(AsyncPlural[Offering]):
    """The offerings of a service."""

    def __call__(self, **filters: Unpack[OfferingFilters]) -> AsyncPages[Offering]:
        """List the offerings that match all filters."""
        return self._list(filters)


class AsyncEvents(AsyncPlural[Event]):
    """The events of a service."""

    def __call__(self, **filters: Unpack[EventFilters]) -> AsyncPages[Event]:
        """List the events that match all filters."""
        return self._list(filters)


class AsyncProducts(AsyncPlural[Product]):
    """The products of a service."""

    def __call__(self, **filters: Unpack[ProductFilters]) -> AsyncPages[Product]:
        """List the products that match all filters."""
        return self._list(filters)


class AsyncInstruments(AsyncPlural[Instrument]):
    """The instruments of a service."""

    def __call__(self, **filters: Unpack[InstrumentFilters]) -> AsyncPages[Instrument]:
        """List the instruments that match all filters."""
        return self._list(filters)


class AsyncBenchmarks(AsyncPlural[Benchmark]):
    """The benchmarks of a service."""

    def __call__(self, **filters: Unpack[BenchmarkFilters]) -> AsyncPages[Benchmark]:
        """List the benchmarks that match all filters."""
        return self._list(filters)


class AsyncPeople(AsyncPlural[Person]):
    """The people of a service."""

    def __call__(self, **filters: Unpack[PersonFilters]) -> AsyncPages[Person]:
        """List the people that match all filters."""
        return self._list(filters)


class AsyncSources(AsyncPlural[Source]):
    """The sources of a service."""

    def __call__(self, **filters: Unpack[SourceFilters]) -> AsyncPages[Source]:
        """List the sources that match all filters."""
        return self._list(filters)


class AsyncPlurals:
    """A list of each kind."""

    def __init__(self, client: AsyncClient) -> None:
        self.companies = AsyncCompanies(client, Company, "company")
        self.models = AsyncModels(client, Model, "model")
        self.offerings = AsyncOfferings(client, Offering, "offering")
        self.events = AsyncEvents(client, Event, "event")
        self.products = AsyncProducts(client, Product, "product")
        self.instruments = AsyncInstruments(client, Instrument, "instrument")
        self.benchmarks = AsyncBenchmarks(client, Benchmark, "benchmark")
        self.people = AsyncPeople(client, Person, "person")
        self.sources = AsyncSources(client, Source, "source")
