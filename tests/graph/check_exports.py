"""The machine forms under `data/` of a built site, read by other people's programs.

graph.json      ranks are networkx's PageRank of its own edges to 1e-6, clusters have no less
                modularity than the best of five runs of its Louvain method
graph.graphml   networkx reads it: the same nodes, the same edges
topics.ttl      rdflib parses it, and SKOS's integrity conditions hold
"""

import json
import math
import pathlib
import sys

import networkx as nx
import rdflib
from rdflib import RDF
from rdflib.collection import Collection
from rdflib.namespace import SKOS

KINDS = {"relation", "mention", "evidence", "link", "co-occurrence"}


def check_json(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    assert set(data) == {"nodes", "edges"}, sorted(data)
    graph = nx.Graph()
    for node in data["nodes"]:
        assert set(node) == {"id", "kind", "title", "url", "cluster", "rank"}, node
        assert node["id"] not in graph, f"{node['id']} stands twice"
        graph.add_node(node["id"], **node)
    for edge in data["edges"]:
        assert set(edge) == {"source", "target", "kind", "relation", "weight"}, edge
        assert edge["kind"] in KINDS and 0 < edge["weight"] <= 1, edge
        source, target = edge["source"], edge["target"]
        assert source in graph and target in graph and source != target, edge
        before = graph.get_edge_data(source, target, {"weight": 0})["weight"]
        graph.add_edge(source, target, weight=before + edge["weight"])
    ranks = nx.pagerank(graph, tol=1e-12, max_iter=1000) if graph else {}
    error = max((abs(ranks[n] - graph.nodes[n]["rank"]) for n in graph), default=0)
    assert error < 1e-6, f"PageRank differs by {error}"
    if graph.number_of_edges():
        check_clusters(graph)
    return data


def check_clusters(graph):
    parts = {}
    for name, node in graph.nodes(data=True):
        assert node["cluster"] is None or node["cluster"] in graph, node
        key = ("alone", name) if node["cluster"] is None else node["cluster"]
        parts.setdefault(key, set()).add(name)
    found = nx.community.modularity(graph, parts.values())
    best = max(
        nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed))
        for seed in range(5)
    )
    assert found >= best - 1e-9, f"modularity {found}, networkx finds {best}"
    print(f"  {len(graph)} nodes, modularity {found:.4f} (networkx {best:.4f})")


def check_graphml(path, data):
    graph = nx.read_graphml(path)
    assert graph.is_directed()
    assert graph.number_of_nodes() == len(data["nodes"]), "nodes of the GraphML"
    assert graph.number_of_edges() == len(data["edges"]), "edges of the GraphML"
    for node in data["nodes"]:
        found = graph.nodes[node["id"]]
        wanted = {key: node[key] for key in ("kind", "title", "url", "rank")}
        assert all(found[key] == value for key, value in wanted.items()), (found, node)
        assert found.get("cluster") == node["cluster"], (found, node)
    weights = sum(weight for _, _, weight in graph.edges(data="weight"))
    assert math.isclose(weights, sum(edge["weight"] for edge in data["edges"])), "weights"


def check_skos(path, data):
    concepts = {node["title"] for node in data["nodes"] if node["kind"] == "concept"}
    if not path.exists():
        assert not concepts, "concepts but no topics.ttl"
        return
    graph = rdflib.Graph().parse(path)
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) == 1, schemes
    found = set(graph.subjects(RDF.type, SKOS.Concept))
    collections = set(graph.subjects(RDF.type, SKOS.Collection))
    ordered = set(graph.subjects(RDF.type, SKOS.OrderedCollection))
    labels = {str(label) for concept in found for label in graph.objects(concept, SKOS.prefLabel)}
    assert labels == concepts, labels ^ concepts
    # S37, S9: the three sorts of things are disjoint.
    assert not found & (collections | ordered) and not schemes & found
    for thing in found | collections | ordered:
        assert schemes & set(graph.objects(thing, SKOS.inScheme)), f"{thing} is in no scheme"
        check_labels(graph, thing)
    for concept in found:
        for relation in (SKOS.broader, SKOS.narrower, SKOS.related):
            assert set(graph.objects(concept, relation)) <= found, f"{concept} {relation}"
        above = set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
        for other in graph.objects(concept, SKOS.related):
            # S23, S27.
            assert (other, SKOS.related, concept) in graph, f"{concept} related to {other}"
            assert other not in above, f"{concept} is related to {other} above it"
        for parent in graph.objects(concept, SKOS.broader):
            assert (parent, SKOS.narrower, concept) in graph, f"{concept} broader {parent}"
        top = bool(set(graph.objects(concept, SKOS.topConceptOf)))
        assert top != bool(set(graph.objects(concept, SKOS.broader))), f"{concept} at the top?"
    for collection in ordered:
        lists = list(graph.objects(collection, SKOS.memberList))
        assert len(lists) == 1, f"{collection} has {len(lists)} lists (S35)"
        members = list(Collection(graph, lists[0]))
        assert members and set(members) == set(graph.objects(collection, SKOS.member)), "S36"
        assert set(members) <= found, collection
    print(f"  {len(found)} concepts, {len(ordered | collections)} collections, {len(graph)} triples")


def check_labels(graph, thing):
    """S13 and S14: one preferred label a language, no text under two properties."""
    preferred = list(graph.objects(thing, SKOS.prefLabel))
    languages = [label.language for label in preferred]
    assert len(languages) == len(set(languages)) >= 1, f"{thing}: {preferred}"
    sets = [set(graph.objects(thing, p)) for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
    assert sum(map(len, sets)) == len(set().union(*sets)), f"{thing}: labels not disjoint"


def main(sites):
    for site in sites:
        print(site)
        folder = pathlib.Path(site) / "data"
        data = check_json(folder / "graph.json")
        check_graphml(folder / "graph.graphml", data)
        check_skos(folder / "topics.ttl", data)


main(sys.argv[1:])
