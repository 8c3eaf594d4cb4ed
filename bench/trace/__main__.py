"""Traces screenshots of pages and scores the result against the pages.

python -m bench.trace                          the project's own pages, tuned on and held out
python -m bench.trace FOLDER [FOLDER ...]      any folders of HTML pages
    --scale 2        screenshots at two device pixels to a CSS pixel
    --format jpeg    or webp, at --quality
    --viewport       only the first 1280 x 800, as for the times
    --keep DIR       leave screenshots and traced pages there
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.trace.measure import OWN, Shot, measure
from bench.trace.report import facts, table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--format", choices=("png", "jpeg", "webp"), default="png")
    parser.add_argument("--quality", type=int, default=80)
    parser.add_argument("--viewport", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    shot = Shot(options.scale, options.format, options.quality, options.viewport)
    results: dict[str, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        keep: Path = options.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        for folder in options.folders or [OWN / "dev", OWN / "holdout"]:
            rows = measure(sorted(folder.rglob("*.htm*")), keep, shot, log=True)
            results[folder.name] = [facts(row) for row in rows]
            if rows:
                print(table(rows, folder.name), flush=True)
    if options.json:
        options.json.write_text(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
