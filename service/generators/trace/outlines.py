"""Pictures that are no rectangles: where the page is seen within the rectangle around one, it is read as page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.shapes import Pixels, Rect

LEAST_SHARE = 0.15  # of the screenshot, from which a picture is looked at
MOST_COVERED = 0.8  # share of its rectangle from which a picture is that rectangle
LEAST_PIECE = 90  # pixels of width and height of a piece of a picture; letters are smaller
BRIDGED = 31  # pixels over which pieces of a picture are one: the calm parts of a photograph


def seen_beside(ink: Pixels, picture: Rect) -> NDArray[np.bool_] | None:
    """Where the page is seen in the picture's rectangle; None where that is all picture."""
    if picture.area < LEAST_SHARE * ink.size:
        return None
    mask = (picture.cut(ink) > 0).astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    large = (stats[:, 2] >= LEAST_PIECE) & (stats[:, 3] >= LEAST_PIECE)
    large[0] = False
    body = large[labels].astype(np.uint8)
    body = cv2.morphologyEx(body, cv2.MORPH_CLOSE, np.ones((BRIDGED, BRIDGED), np.uint8))
    if float(body.mean()) > MOST_COVERED:
        return None
    # Holes are calm parts of the picture; the page reaches the edge of the rectangle.
    beside = np.pad(1 - body, 1, constant_values=1)
    _, parts = cv2.connectedComponents(np.asarray(beside, dtype=np.uint8), connectivity=4)
    return np.asarray((parts == parts[0, 0])[1:-1, 1:-1], dtype=np.bool_)
