"""Grows the forest of `src/suggest/keyphrases/forest.txt` from papers whose key phrases are known.

    cargo build --release --example keyphrase_features
    train.py target/release/examples/keyphrase_features FOLDER forest.txt   # lightgbm, numpy, nltk

`FOLDER` has the form that `measure.py` reads. Each paper is learned from twice: as a whole, and
by what stands before its introduction, so that abstracts are judged well too. The forest in the
tree was grown on Nguyen2007 (209 papers with the key phrases of their authors and of readers); the
sets that it is measured on played no part.
"""

import collections
import pathlib
import subprocess
import sys
import tempfile

import lightgbm
import numpy

from measure import stemmed

SETTINGS = dict(
    n_estimators=80, num_leaves=12, learning_rate=0.08, min_child_samples=50, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.6, random_state=0, verbose=-1,
)


def abstract(text):
    end = text.lower().find("introduction")
    return text[: end if 600 < end < 3500 else 1800]


def leaves(node, splits, values):
    if "leaf_value" in node:
        values.append(node["leaf_value"])
        return -len(values)
    at = len(splits)
    splits.append(None)
    left, right = (leaves(node[side], splits, values) for side in ("left_child", "right_child"))
    splits[at] = f"{node['split_feature']} {node['threshold']:.6g} {left} {right}"
    return at


def main():
    program, folder, out = sys.argv[1:]
    folder = pathlib.Path(folder)
    rows, labels, names = [], [], []
    with tempfile.TemporaryDirectory() as heads:
        texts = sorted((folder / "docsutf8").glob("*.txt"))
        short = [pathlib.Path(heads) / text.name for text in texts]
        for text, head in zip(texts, short):
            head.write_text(abstract(text.read_text("utf8", "replace")), "utf8")
        for files in (texts, short):
            printed = subprocess.run([program, *files], capture_output=True, check=True).stdout
            for line in printed.decode().split("\n")[:-1]:
                path, phrase, numbers = line.split("\t")
                key = folder / "keys" / (pathlib.Path(path).stem + ".key")
                gold = {stemmed(line) for line in key.read_text("utf8", "replace").splitlines()}
                rows.append([float(number) for number in numbers.split()])
                labels.append(stemmed(phrase) in gold)
                names.append(path)
    counts = collections.Counter(names)
    weights = numpy.array([counts[name] ** -0.5 for name in names])
    model = lightgbm.LGBMClassifier(**SETTINGS)
    model.fit(numpy.array(rows), numpy.array(labels), sample_weight=weights / weights.mean())
    with open(out, "w") as file:
        file.write("# Grown by tests/keyphrases/train.py; see src/model/forest.rs for the format.\n")
        for tree in model.booster_.dump_model()["tree_info"]:
            splits, values = [], []
            leaves(tree["tree_structure"], splits, values)
            if splits:
                file.write(";".join(splits) + "|" + " ".join(f"{v:.4g}" for v in values) + "\n")


if __name__ == "__main__":
    main()
