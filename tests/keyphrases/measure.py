"""F1 of the first ten key phrases against those that people gave, from outside of the program.

    measure.py TOPOI FOLDER...      # needs nltk, for Porter's stemmer

A folder holds `docsutf8/NAME.txt` and `keys/NAME.key`, a phrase a line, as
LIAAD/KeywordExtractor-Datasets has them. Phrases are equal if their words have the same stems;
precision, recall and F1 are averaged over the texts. Beside them the time a text takes.
"""

import pathlib
import re
import subprocess
import sys
import time

from nltk.stem import PorterStemmer

stemmer = PorterStemmer()


def stemmed(phrase):
    return " ".join(stemmer.stem(word) for word in re.findall(r"[^\s\-/]+", phrase.lower()))


def main():
    topoi, *folders = sys.argv[1:]
    for folder in map(pathlib.Path, folders):
        sums, spent, texts = [0, 0, 0], 0, 0
        for key in sorted((folder / "keys").glob("*.key")):
            gold = {stemmed(line) for line in key.read_text("utf8", "replace").splitlines()} - {""}
            text = folder / "docsutf8" / (key.stem + ".txt")
            if not gold or not text.exists():
                continue
            start = time.perf_counter()
            run = subprocess.run([topoi, "suggest", "--keyphrases", text], capture_output=True)
            spent += time.perf_counter() - start
            found = []
            for line in run.stdout.decode().splitlines():
                if stemmed(line) not in found:
                    found.append(stemmed(line))
            right = len(gold.intersection(found[:10]))
            precision, recall = right / max(len(found[:10]), 1), right / len(gold)
            f1 = 2 * precision * recall / (precision + recall) if right else 0
            sums = [a + b for a, b in zip(sums, (precision, recall, f1))]
            texts += 1
        p, r, f = (sum / texts for sum in sums)
        print(f"{folder.name}: {texts} texts, P {p:.3f} R {r:.3f} F1 {f:.3f}, {spent / texts * 1e3:.1f} ms each")


if __name__ == "__main__":
    main()
