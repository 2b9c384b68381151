#!/usr/bin/env python3
"""Makes the faces of the default theme: themes/default/assets/fonts/*.woff2.

    python3 -m venv /tmp/fonts
    /tmp/fonts/bin/pip install fonttools==4.68.0 brotli==1.2.1 \\
        fontpkg-newsreader==1.3 fontpkg-figtree==2.2
    /tmp/fonts/bin/python themes/fonts.py

Newsreader is the text face, Figtree the interface's; both are under the SIL Open Font License,
which stands beside them. All three files must stay under 90 KB together (`tests/house.rs`), so:

- Latin and Latin Extended-A with the marks that text and interface use; no hinting.
- Weights 400 to 650. Newsreader upright keeps its optical sizes from text (18) to display (60),
  so that a title is drawn finer than a paragraph; the deltas for bold *and* large are dropped,
  since the theme sets large text in 400. The italic is of one weight and one size.
- Kerning is that of one weight, without pairs of less than six thousandths: variable kerning
  alone is half of the face.
- 1,000 units an em in place of 2,000.

The same packages give the same bytes.
"""

import importlib.resources
import pathlib
import shutil
import tempfile

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

OUT = pathlib.Path(__file__).parent / "default/assets/fonts"
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ȘșȚțẞ–—‘’‚“”„†•…′″‹›€™←↑→↓−≠\u202f\u2002\u2009"),
]
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "pnum"]
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]
UNITS = 1000
# Pairs that move by less than this many thousandths of an em are left out.
LEAST = 6


def reduced(package, name):
    """The face with no more characters and features than are wanted."""
    font = TTFont(importlib.resources.files(package) / "files" / name, recalcTimestamp=False)
    for table in ("gasp", "DSIG", "meta"):
        if table in font:
            del font[table]
    options = subset.Options(
        layout_features=FEATURES, hinting=False, name_IDs=NAMES, notdef_outline=True,
        glyph_names=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    return font


def reread(font):
    """The face as it is read from its file: tables that were changed are whole again."""
    with tempfile.TemporaryFile() as file:
        font.save(file)
        file.seek(0)
        again = TTFont(file, recalcTimestamp=False, lazy=False)
        again.ensureDecompiled()
        return again


def without_weak_pairs(font):
    least = LEAST * font["head"].unitsPerEm / 1000
    weak = lambda value: value is not None and abs(getattr(value, "XAdvance", 0) or 0) < least
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                for pairs in table.PairSet:
                    pairs.PairValueRecord = [p for p in pairs.PairValueRecord if not weak(p.Value1)]
                    pairs.PairValueCount = len(pairs.PairValueRecord)
                continue
            for first in table.Class1Record:
                for pair in first.Class2Record:
                    if pair.Value1 is not None and weak(pair.Value1):
                        pair.Value1.XAdvance = 0


def make(name, package, file, axes, kerning):
    """`axes` are the ranges that stay variable; `kerning` is where its kerning is taken."""
    font = reread(instancer.instantiateVariableFont(reread(reduced(package, file)), axes))
    if "gvar" in font:
        variations = font["gvar"].variations
        for glyph in variations:
            variations[glyph] = [v for v in variations[glyph] if len(v.axes) < 2]
    static = reread(instancer.instantiateVariableFont(reread(reduced(package, file)), kerning))
    font["GPOS"] = static["GPOS"]
    if "GDEF" in font:
        font["GDEF"] = static["GDEF"]
    without_weak_pairs(font)
    scale_upem(font, UNITS)
    font.flavor = "woff2"
    path = OUT / name
    font.save(path)
    print(f"{path.name} {path.stat().st_size:,} bytes, {len(font.getBestCmap())} characters")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    news = "fontpkg_newsreader"
    make("newsreader.woff2", news, "Newsreader[opsz,wght].ttf",
         {"wght": (400, 650), "opsz": (18, 60)}, {"wght": 440, "opsz": 20})
    make("newsreader-italic.woff2", news, "Newsreader-Italic[opsz,wght].ttf",
         {"wght": 400, "opsz": 20}, {"wght": 400, "opsz": 20})
    make("figtree.woff2", "fontpkg_figtree", "Figtree[wght].ttf",
         {"wght": (400, 650)}, {"wght": 500})
    for package, licence in ((news, "newsreader"), ("fontpkg_figtree", "figtree")):
        with importlib.resources.as_file(importlib.resources.files(package) / "LICENSE") as text:
            shutil.copyfile(text, OUT / f"{licence}-license.txt")


if __name__ == "__main__":
    main()
