"""The statements of entities in RDF: the values shown, and what the view says about them."""

from typing import Any

from rdflib import PROV, RDF, SDO, Literal, URIRef

from chalicelib.api.linked_data.entities import entity_node
from tests.api.conftest import Client
from tests.api.linked_data.conftest import Asking, read, record
from tests.api.linked_data.reading import (
    AT,
    OWN,
    graph_of,
    is_the_same_when_expanded_and_compacted,
)

COMPANY, DEEPSEEK = "/v1/companies/deepseek", URIRef(AT.entity("company/deepseek"))
WITH_FACTS = f"{COMPANY}?include=facts"


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


def test_an_entry_of_a_list_says_that_it_is_disputed_hedged_or_relative(client: Client, company: None) -> None:
    view = client.get(COMPANY).json
    entry = {"value": {"amount": "2", "unit": "x"}, "measure": "price", "disputed": True, "hedged": "rumoured"}

    node = entity_node({**view, "ratio": [{**entry, "relative_to": {"missing": "unknown"}}]}, AT)

    (ratio,) = node["ratio"]
    assert (ratio["is_disputed"], ratio["hedge"], ratio["relative_to"]) == (True, "rumoured", {"@id": str(OWN.unknown)})
    assert is_the_same_when_expanded_and_compacted({"@context": AT.context, **node})


def test_a_list_without_values_is_no_statement_unless_it_has_qualifiers(client: Client, company: None) -> None:
    view = client.get(COMPANY).json
    unknown = {"value": {"missing": "unknown"}}

    node = entity_node({**view, "figures": [unknown], "ratings": [{**unknown, "aspect": "issuer"}]}, AT)

    assert node["has_unknown"] == ["figures"]
    assert "figures" not in node
    assert node["ratings"] == [{"rdf:value": {"@id": str(OWN.unknown)}, "aspect": "issuer"}]
