"""Grows the two forests of `src/import/html/forest.txt` from pages whose main text is known.

    cargo build --release --example import_features
    target/release/examples/import_features PAGES/*.html > pages.tsv
    train.py pages.tsv truth.json forest.txt      # needs lightgbm, numpy, rapidfuzz

`truth.json` maps a page's file name without ending to its main text. A block's label is the share
of its words that the longest common subsequence of page and truth holds; its weight grows with its
words and shrinks with the page's. The second forest sees what the first, grown on the other half
of the pages, thinks of the blocks around: the columns of `Features::smooth`.
"""

import json
import os
import re
import sys

import lightgbm
import numpy
from rapidfuzz.distance import LCSseq

NONE = 2**32 - 1
SETTINGS = dict(
    objective="cross_entropy", num_leaves=31, learning_rate=0.2, min_data_in_leaf=50,
    feature_fraction=0.3, bagging_fraction=0.5, bagging_freq=1, lambda_l2=5, max_bin=63, seed=1,
    verbose=-1,
)
ROUNDS = 55


def words(text):
    return re.findall(r"\w+", text.lower())


def pages(path):
    """Of each page its name, the texts of its blocks, their numbers and their containers."""
    found = []
    for line in open(path, encoding="utf8", newline="\n"):
        line = line.rstrip("\n")
        if line.startswith("# ") and "\t" not in line:
            found.append((os.path.splitext(os.path.basename(line))[0], [], [], []))
            continue
        text, numbers, containers = line.rsplit("\t", 2)
        found[-1][1].append(text)
        found[-1][2].append([float(number) for number in numbers.split(" ")])
        found[-1][3].append([int(container) for container in containers.split(" ")])
    return [(name, texts, numpy.array(rows, dtype=numpy.float32), numpy.array(around))
            for name, texts, rows, around in found if rows]


def labels(texts, truth):
    blocks = [words(text) for text in texts]
    flat, truth = [word for block in blocks for word in block], words(truth)
    hit = numpy.zeros(len(flat))
    if flat and truth and len(flat) * len(truth) < 3e9:
        for step in LCSseq.opcodes(flat, truth):
            if step.tag == "equal":
                hit[step.src_start:step.src_end] = 1
    whole, shares, at = " " + " ".join(truth) + " ", [], 0
    for block in blocks:
        share = float(hit[at:at + len(block)].mean()) if block else 0.0
        # Text that stands elsewhere in the truth: a table, a column.
        if share < 0.5 and len(block) >= 6 and f" {' '.join(block)} " in whole:
            share = 1.0
        shares.append(share)
        at += len(block)
    return numpy.array(shares, dtype=numpy.float32)


def weights(texts, label):
    count = numpy.array([max(1, len(words(text))) for text in texts], dtype=float)
    return 10 * count**0.7 / (sum(count * (label >= 0.5)) + 50) ** 0.7


def smooth(rows, containers, texts, odds):
    """The rows with the columns that `Features::smooth` adds, in its order."""
    count, odds = len(odds), odds.astype(numpy.float32)
    length = numpy.array([len(words(text)) for text in texts], dtype=numpy.float32)
    weight, place = length + 1, numpy.arange(count)
    padded = numpy.concatenate([-numpy.ones(4), odds, -numpy.ones(4)])
    columns = [odds] + [padded[4 + away:4 + away + count] for away in (-4, -3, -2, -1, 1, 2, 3, 4)]
    sums = numpy.concatenate([[0], numpy.cumsum(weight * odds)])
    totals = numpy.concatenate([[0], numpy.cumsum(weight)])
    for width in (5, 15):
        low, high = numpy.maximum(0, place - width), numpy.minimum(count, place + width + 1)
        rest = totals[high] - totals[low] - weight
        mean = (sums[high] - sums[low] - weight * odds) / numpy.maximum(rest, 0.5)
        columns.append(numpy.where(rest > 0.5, mean, -1))
    held = {}
    for row in range(count):
        for container in set(containers[row].tolist()) - {NONE}:
            so_far = held.setdefault(container, [0.0, 0.0])
            so_far[0] += weight[row] * odds[row]
            so_far[1] += weight[row]
    for level in range(containers.shape[1]):
        column = numpy.empty(count)
        for row in range(count):
            chosen, total = held.get(int(containers[row][level]), (0.0, 0.0))
            rest = total - weight[row]
            column[row] = (chosen - weight[row] * odds[row]) / rest if rest > 0.5 else -1
        columns.append(column)
    chosen, total = float((length * odds).sum()), float(length.sum())
    columns.append(numpy.full(count, chosen / max(total, 1)))
    columns.append(numpy.full(count, chosen))
    columns.append((numpy.cumsum(length * odds) - length * odds) / max(chosen, 1))
    return numpy.concatenate([rows, numpy.stack(columns, 1)], 1).astype(numpy.float32)


def grow(rows, label, weight):
    data = lightgbm.Dataset(numpy.concatenate(rows), numpy.concatenate(label),
                            weight=numpy.concatenate(weight))
    return lightgbm.train(SETTINGS, data, ROUNDS)


def written(tree):
    """A tree as a line of `forest.txt`."""
    splits, leaves = [], []

    def walk(node):
        if "split_feature" not in node:
            leaves.append("%.5g" % node["leaf_value"])
            return -len(leaves)
        at = len(splits)
        splits.append("")
        left, right = walk(node["left_child"]), walk(node["right_child"])
        splits[at] = f"{node['split_feature']} {node['threshold']:.7g} {left} {right}"
        return at

    walk(tree["tree_structure"])
    return ";".join(splits or ["0 0 -1 -1"]) + "|" + " ".join(leaves)


def main(table, truth, output):
    truth = json.load(open(truth, encoding="utf8"))
    known = [page for page in pages(table) if truth.get(page[0])]
    rows = [page[2] for page in known]
    label = [labels(page[1], truth[page[0]]) for page in known]
    weight = [weights(page[1], own) for page, own in zip(known, label)]
    half = numpy.random.RandomState(0).randint(0, 2, len(known))
    odds = [None] * len(known)
    for side in (0, 1):
        others = [place for place in range(len(known)) if half[place] != side]
        forest = grow(*([list_[place] for place in others] for list_ in (rows, label, weight)))
        for place in range(len(known)):
            if half[place] == side:
                odds[place] = forest.predict(rows[place])
    first = grow(rows, label, weight)
    smoothed = [smooth(page[2], page[3], page[1], own) for page, own in zip(known, odds)]
    second = grow(smoothed, label, weight)
    with open(output, "w", encoding="utf8") as file:
        for name, forest in (("first", first), ("second", second)):
            file.write(f"# {name}\n")
            for tree in forest.dump_model()["tree_info"]:
                file.write(written(tree) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
