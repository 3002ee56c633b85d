"""The statements of entities and facts in RDF: values, claims, provenance and quotes."""

from typing import Any

import pytest
from rdflib import PROV, RDF, SDO, Graph, Literal, URIRef

from chalicelib.api.linked_data.claims import claim_node
from chalicelib.api.linked_data.entities import entity_node
from tests.api.conftest import EVIDENCE, Client, a_company, a_fact, a_source
from tests.api.linked_data.conftest import Asking
from tests.api.linked_data.reading import (
    AT,
    OA,
    OWN,
    are_alike,
    flat_fact,
    graph_of,
    is_the_same_when_expanded_and_compacted,
    members_of,
)

COMPANY, DEEPSEEK = "/v1/companies/deepseek", URIRef(AT.entity("company/deepseek"))
WITH_FACTS = f"{COMPANY}?include=facts"


@pytest.fixture
def company(client: Client) -> None:
    client.create("companies", a_company("reuters"))
    client.create("sources", a_source("article", publisher="company/reuters", published="2025-01-28"))
    client.create("companies", a_company(country="CN"))


def record(client: Client, property_name: str, value: Any, **more: Any) -> str:
    evidence = {**EVIDENCE, **more.pop("evidence", {})}
    answer = client.post(
        "/v1/facts", {"facts": [{**a_fact("company/deepseek", property_name, value), **more, "evidence": evidence}]}
    )
    assert answer.status in (200, 201), answer.text
    return str(answer.json["facts"][0]["id"])


def read(linked: Asking, url: str) -> Graph:
    document = linked.document(url)
    assert is_the_same_when_expanded_and_compacted(document)
    return graph_of(document)


def test_one_question_in_sparql_has_who_said_what_in_which_article(
    client: Client, linked: Asking, company: None
) -> None:
    record(client, "founded", "2023-07", evidence={"source": "source/article", "speaker": {"text": "its founder"}})
    record(client, "founded", "2023-05", evidence={"speaker": "company/reuters"})

    rows: Any = read(linked, WITH_FACTS).query(
        """
        SELECT ?founded ?who ?article ?day WHERE {
          ?claim a schema:Claim ; rdf:subject ?company ; rdf:predicate schema:foundingDate ; rdf:object ?founded ;
                 schema:author ?author ; schema:appearance ?article .
          OPTIONAL { ?claim schema:datePublished ?day }
          OPTIONAL { ?author schema:name ?name }
          BIND (COALESCE(?name, ?author) AS ?who)
        } ORDER BY ?founded
        """,
        initNs={"schema": SDO, "rdf": RDF},
    )

    assert [tuple(None if each is None else str(each) for each in row) for row in rows] == [
        ("2023-05", AT.entity("company/reuters"), AT.entity("source/report"), None),
        ("2023-07", "its founder", AT.entity("source/article"), "2025-01-28"),
    ]


def test_the_value_shown_is_a_statement_and_all_others_are_claims(
    client: Client, linked: Asking, company: None
) -> None:
    record(client, "country", "US", evidence={"basis": "opinion"})

    document = linked.document(WITH_FACTS)
    graph = graph_of(document)

    assert [*graph.objects(DEEPSEEK, OWN.country)] == [Literal("CN")]
    assert {*graph.objects(None, RDF.object)} >= {Literal("CN"), Literal("US")}
    assert document["disputed"] == ["country"]
    assert [*graph.objects(DEEPSEEK, OWN.disputed)] == [OWN.country]


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


def test_a_value_that_is_not_there_is_no_statement(client: Client, linked: Asking, company: None) -> None:
    record(client, "parent", {"missing": "none"})
    record(client, "founded", {"missing": "unknown"})

    document = linked.document(WITH_FACTS)
    graph = graph_of(document)

    assert graph.value(DEEPSEEK, SDO.parentOrganization) is None
    assert graph.value(DEEPSEEK, OWN.has_none) == SDO.parentOrganization
    assert graph.value(DEEPSEEK, OWN.has_unknown) == SDO.foundingDate
    assert {OWN.none, OWN.unknown} <= {*graph.objects(None, RDF.object)}


def test_a_value_with_qualifiers_has_them_beside_it(client: Client, linked: Asking, company: None) -> None:
    record(client, "aliases", "DS", valid="2023/..")
    record(client, "officers", {"text": "Liang"}, qualifiers={"role": "chief_executive"})
    figure = {"amount": "1e9", "unit": "USD", "bound": "over"}
    record(client, "figures", figure, qualifiers={"measure": "valuation"}, valid="2025", scope={"text": "the lab"})

    document = linked.document(COMPANY)

    assert is_the_same_when_expanded_and_compacted(document)
    assert document["aliases"] == [
        {"@type": "schema:Role", "schema:alternateName": "DS", "valid": {"@type": "edtf:EDTF", "@value": "2023/.."}}
    ]
    assert document["officers"] == [
        {"rdf:value": {"@type": "schema:Thing", "schema:name": "Liang"}, "role": "chief_executive"}
    ]
    (figure,) = document["figures"]
    assert (figure["@type"], figure["measure"], figure["bound"]) == ("schema:MonetaryAmount", "valuation", "over")
    assert figure["scope"] == {"@type": "schema:Thing", "schema:name": "the lab"}
    assert figure["schema:minValue"] == {"@type": "xsd:decimal", "@value": "1000000000"}


def test_values_beside_those_shown_and_hedges_name_their_property(
    client: Client, linked: Asking, company: None
) -> None:
    record(client, "founded", "2023-07", evidence={"certainty": "rumoured"}, condition="if one counts the fund")
    record(client, "website", "https://www.deepseek.com/", scope={"text": "in Europe"})

    document = linked.document(COMPANY)

    assert is_the_same_when_expanded_and_compacted(document)
    assert document["hedged"] == [{"property": "schema:foundingDate", "hedge": "rumoured"}]
    assert document["terms"] == [{"property": "schema:foundingDate", "condition": "if one counts the fund"}]
    (also,) = document["also"]
    assert also["property"] == "schema:url"
    assert also["rdf:value"] == {"@type": "xsd:anyURI", "@value": "https://www.deepseek.com/"}
    assert {*graph_of(document).objects(None, OWN.property)} == {SDO.foundingDate, SDO.url}


def test_an_erased_fact_says_when_and_why_and_has_no_words(client: Client, linked: Asking, company: None) -> None:
    fact = record(client, "website", "https://deepseek.example/", evidence={"quote": "our site"})
    assert client.post(f"/v1/facts/{fact}/erasure", {"reason": "a right"}).status == 200

    document = linked.document(f"/v1/facts/{fact}")
    graph = graph_of(document)

    assert [*graph.objects(None, RDF.object)] == [OWN.erased]
    ending = graph.value(URIRef(AT.fact(fact)), PROV.wasInvalidatedBy)
    assert (ending, RDF.type, OWN.Erasure) in graph
    assert "our site" not in str(document)


def test_an_erased_entity_says_when_it_was_erased(client: Client, linked: Asking, company: None) -> None:
    erased = client.post(f"{COMPANY}/erasure", {"reason": "a right"}, If_Match="*")

    ref = erased.json["ref"]
    document = linked.document(f"/v1/companies/{ref.partition('/')[2]}?include=facts")
    graph, entity = graph_of(document), URIRef(AT.entity(ref))

    assert linked.get(COMPANY).status == 410
    assert (graph.value(entity, PROV.wasInvalidatedBy), RDF.type, OWN.Erasure) in graph
    assert is_the_same_when_expanded_and_compacted(document)
    assert document["has_erased"] == ["name", "country"]
    assert "Deepseek" not in str(document)


def test_what_was_known_then_is_what_linked_data_says_of_then(client: Client, linked: Asking, company: None) -> None:
    before = client.get(COMPANY).json["updated_at"]
    fact = record(client, "founded", "2023-07")

    then = linked.document(f"{COMPANY}?include=facts&known_at={before}")

    assert "founded" not in then
    assert AT.fact(fact) not in {each["@id"] for each in then["claims"]}
    assert then["schema:mainEntityOfPage"]["schema:version"] == 1


def test_the_page_for_people_has_the_revision_and_the_sources(client: Client, linked: Asking, company: None) -> None:
    graph = read(linked, COMPANY)

    page = graph.value(DEEPSEEK, SDO.mainEntityOfPage)
    assert page == URIRef(f"{AT.root}/companies/deepseek")
    assert graph.value(page, SDO.version) == Literal(1)
    assert graph.value(page, PROV.wasDerivedFrom) == URIRef(AT.entity("source/report"))


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


def test_an_entry_of_a_list_says_that_it_is_disputed_hedged_or_relative(client: Client, company: None) -> None:
    view = client.get(COMPANY).json
    entry = {"value": {"amount": "2", "unit": "x"}, "measure": "price", "disputed": True, "hedged": "rumoured"}

    node = entity_node({**view, "ratio": [{**entry, "relative_to": {"missing": "unknown"}}]}, AT)

    (ratio,) = node["ratio"]
    assert (ratio["is_disputed"], ratio["hedge"], ratio["relative_to"]) == (True, "rumoured", {"@id": str(OWN.unknown)})
    assert is_the_same_when_expanded_and_compacted({"@context": AT.context, **node})
