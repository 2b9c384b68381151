"""Ranks and clusters are those of networkx: PageRank to 1e-6, modularity no worse than the best
of five runs of its Louvain method, on textbook graphs and generated ones."""

import json
import random
import subprocess
import sys

import networkx as nx


def graphs():
    yield "karate club", nx.karate_club_graph()
    yield "les misérables", nx.les_miserables_graph()
    yield "florentine families", nx.florentine_families_graph()
    yield "path", nx.path_graph(30)
    yield "star", nx.star_graph(12)
    yield "two components and lone nodes", lonely()
    for seed in range(3):
        yield f"planted partition {seed}", nx.planted_partition_graph(8, 40, 0.25, 0.01, seed=seed)
        yield f"power law {seed}", weighted(nx.powerlaw_cluster_graph(600, 3, 0.4, seed=seed), seed)
        yield f"scale-free {seed}", weighted(nx.barabasi_albert_graph(2000, 3, seed=seed), seed)
    yield "caveman", nx.connected_caveman_graph(60, 6)


def lonely():
    graph = nx.disjoint_union(nx.complete_graph(5), nx.cycle_graph(9))
    graph.add_nodes_from(range(14, 18))
    return graph


def weighted(graph, seed):
    draw = random.Random(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = round(draw.uniform(0.05, 3), 3)
    return graph


def numbers(program, graph):
    lines = [str(graph.number_of_nodes())]
    lines += [f"{a} {b} {data.get('weight', 1)}" for a, b, data in graph.edges(data=True)]
    answer = subprocess.run([program], input="\n".join(lines), capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    again = subprocess.run([program], input="\n".join(lines), capture_output=True, text=True)
    assert answer.stdout == again.stdout, "two runs differ"
    return json.loads(answer.stdout)


def communities(clusters):
    parts = {}
    for node, cluster in enumerate(clusters):
        parts.setdefault(("alone", node) if cluster is None else cluster, set()).add(node)
    return list(parts.values())


def main(program):
    for name, graph in graphs():
        graph = nx.convert_node_labels_to_integers(graph)
        ours = numbers(program, graph)
        theirs = nx.pagerank(graph, tol=1e-12, max_iter=1000)
        error = max(abs(theirs[node] - ours["rank"][node]) for node in graph)
        assert error < 1e-6, f"{name}: PageRank differs by {error}"

        found = nx.community.modularity(graph, communities(ours["cluster"]))
        assert abs(found - ours["modularity"]) < 1e-9, f"{name}: modularity is {found}"
        best = max(
            nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed))
            for seed in range(5)
        )
        assert found >= best - 1e-9, f"{name}: modularity {found}, networkx finds {best}"
        print(f"{name}: PageRank within {error:.0e}, modularity {found:.4f} (networkx {best:.4f})")


main(sys.argv[1])
