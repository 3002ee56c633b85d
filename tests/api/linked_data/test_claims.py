"""The claims of facts in RDF: who says it, where, in which words, and what became of it."""

from rdflib import PROV, RDF, SDO, Literal, URIRef

from chalicelib.api.linked_data.claims import claim_node
from tests.api.conftest import Client
from tests.api.linked_data.conftest import Asking, read, record
from tests.api.linked_data.reading import (
    AT,
    OA,
    OWN,
    are_alike,
    flat_fact,
    graph_of,
    members_of,
)

COMPANY = "/v1/companies/deepseek"
WITH_FACTS = f"{COMPANY}?include=facts"


def test_a_retraction_ends_a_claim_with_its_time_and_reason(client: Client, linked: Asking, company: None) -> None:
    fact = record(client, "website", "https://deepseek.example/")
    client.post(f"/v1/facts/{fact}/retraction", {"reason": "misread", "source": "source/article"})

    graph = read(linked, f"/v1/facts/{fact}")

    claim = URIRef(AT.fact(fact))
    ending = graph.value(claim, PROV.wasInvalidatedBy)
    assert (ending, RDF.type, OWN.Retraction) in graph
    assert (ending, SDO.description, Literal("misread")) in graph
    assert (ending, PROV.used, URIRef(AT.entity("source/article"))) in graph
    assert graph.value(claim, PROV.invalidatedAtTime) == graph.value(ending, PROV.endedAtTime) is not None


def test_a_correction_is_a_revision_of_the_claim_that_it_replaces(
    client: Client, linked: Asking, company: None
) -> None:
    first = record(client, "founded", "2022-07")
    second = record(client, "founded", "2023-07", evidence={"source": "source/article", "replaces": [first]})

    graph = read(linked, WITH_FACTS)

    one, other = URIRef(AT.fact(first)), URIRef(AT.fact(second))
    assert (other, PROV.wasRevisionOf, one) in graph
    assert (one, URIRef("http://purl.org/dc/terms/isReplacedBy"), other) in graph


def test_a_revised_evidence_is_the_evidence_of_the_claim(client: Client, linked: Asking, company: None) -> None:
    fact = record(client, "founded", "2023-07", evidence={"quote": "in July"})
    client.post(f"/v1/facts/{fact}/evidence", {"evidence": {"quote": "in July 2023"}, "reason": "cut short"})

    quotes = [*read(linked, f"/v1/facts/{fact}").objects(None, OA.exact)]

    assert quotes == [Literal("in July 2023")]


def test_a_quote_is_an_annotation_that_selects_the_words_in_the_source(
    client: Client, linked: Asking, company: None
) -> None:
    fact = record(client, "founded", "2023-07", evidence={"source": "source/article", "quote": "gegründet “2023”"})

    graph = read(linked, f"/v1/facts/{fact}")

    (annotation,) = graph.subjects(OA.hasBody, URIRef(AT.fact(fact)))
    target = graph.value(annotation, OA.hasTarget)
    selector = graph.value(target, OA.hasSelector)
    assert graph.value(target, OA.hasSource) == URIRef(AT.entity("source/article"))
    assert (selector, RDF.type, OA.TextQuoteSelector) in graph
    assert graph.value(selector, OA.exact) == Literal("gegründet “2023”")


def test_a_document_that_speaks_itself_is_the_claim_of_its_publisher(
    client: Client, linked: Asking, company: None
) -> None:
    fact = record(client, "founded", "2023-07", evidence={"source": "source/article", "basis": "self_reported"})

    graph, claim = read(linked, f"/v1/facts/{fact}"), URIRef(AT.fact(fact))

    publisher, article = URIRef(AT.entity("company/reuters")), URIRef(AT.entity("source/article"))
    assert graph.value(claim, SDO.author) == graph.value(claim, PROV.wasAttributedTo) == publisher
    assert graph.value(claim, PROV.hadPrimarySource) == article
    assert graph.value(article, SDO.publisher) == publisher
    assert graph.value(claim, OWN.speaker) is None


def test_a_report_of_what_somebody_else_says_is_no_primary_source(
    client: Client, linked: Asking, company: None
) -> None:
    speaker = {"speaker": "company/reuters", "basis": "self_reported", "via": "a post"}
    fact = record(client, "founded", "2023-07", evidence=speaker)

    graph, claim = read(linked, f"/v1/facts/{fact}"), URIRef(AT.fact(fact))

    assert graph.value(claim, PROV.hadPrimarySource) is None
    assert graph.value(claim, PROV.wasDerivedFrom) == URIRef(AT.entity("source/report"))
    assert graph.value(claim, OWN.speaker) == URIRef(AT.entity("company/reuters"))
    assert graph.value(claim, OWN.via) == Literal("a post")


def test_an_erased_fact_says_when_and_why_and_has_no_words(client: Client, linked: Asking, company: None) -> None:
    fact = record(client, "website", "https://deepseek.example/", evidence={"quote": "our site"})
    assert client.post(f"/v1/facts/{fact}/erasure", {"reason": "a right"}).status == 200

    document = linked.document(f"/v1/facts/{fact}")
    graph = graph_of(document)

    assert [*graph.objects(None, RDF.object)] == [OWN.erased]
    ending = graph.value(URIRef(AT.fact(fact)), PROV.wasInvalidatedBy)
    assert (ending, RDF.type, OWN.Erasure) in graph
    assert "our site" not in str(document)


def test_all_members_of_a_fact_can_be_read_back(client: Client, linked: Asking, company: None) -> None:
    evidence = {"speaker": {"text": "people"}, "via": "a call", "quote": "a billion", "as_stated": "1 bn"}
    estimate = {"method": "by its rents", "confidence": "likely", "certainty": "rumoured", "basis": "derived"}
    figure = {"low": "1e9", "high": "2.5e9", "unit": "USD"}
    fact = record(
        client,
        "figures",
        figure,
        qualifiers={"measure": "valuation"},
        scope={"text": "the lab"},
        condition="before money",
        valid="2025-Q1",
        evidence={**evidence, **estimate},
    )
    client.post(f"/v1/facts/{fact}/rank", {"rank": "deprecated", "reason": "an old figure"})
    client.post(f"/v1/facts/{fact}/retraction", {"reason": "misread"})

    read_back = flat_fact(read(linked, f"/v1/facts/{fact}"), URIRef(AT.fact(fact)), ["measure"])

    shown = members_of(client.get(f"/v1/facts/{fact}").json)
    assert shown["rank_reason"] == "an old figure"
    assert [name for name, each in read_back.items() if not are_alike(each, shown[name])] == []


def test_a_fact_says_whether_its_quote_was_found(client: Client, company: None) -> None:
    fact = client.get(f"/v1/facts/{record(client, 'founded', '2023-07')}").json

    assert claim_node({**fact, "quote_found": False}, AT)["quote_found"] is False
    assert "quote_found" not in claim_node(fact, AT)


def test_a_retelling_that_names_nobody_is_no_primary_source(client: Client, linked: Asking, company: None) -> None:
    fact = record(client, "founded", "2023-07")

    assert read(linked, f"/v1/facts/{fact}").value(URIRef(AT.fact(fact)), PROV.hadPrimarySource) is None
