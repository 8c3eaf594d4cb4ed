"""From bytes to pixels: what is accepted is decided from the header, before anything is decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from service.generators.trace.header import Header, read_header
from service.generators.trace.shapes import Pixels

FORMATS = ("PNG", "JPEG", "WEBP")
# A phone's narrowest page to a 2x laptop's widest; beyond it nothing has been measured.
MIN_WIDTH, MAX_WIDTH = 320, 2560
MIN_HEIGHT, MAX_HEIGHT = 40, 6000
MAX_PIXELS = 12_000_000
# From this width on a screenshot is taken to be of a display with two device pixels to a CSS pixel.
DOUBLE_WIDTH = 2000
# Portrait screenshots of phones have two (or three) device pixels to a CSS pixel: their widths in device pixels.
PHONE_WIDTHS = {640: 2, 720: 2, 750: 2, 780: 2, 828: 2, 1080: 3, 1125: 3, 1170: 3, 1179: 3, 1242: 3, 1284: 3, 1290: 3}
PHONE_SHAPE = 1.6  # height / width from which a picture of such a width is a phone's


class UnreadableError(Exception):
    """The picture is refused; the message names the limit, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """`pixels` at one device pixel per CSS pixel; `scale` is what the file had; `lossy` as its format tells."""

    pixels: Pixels
    scale: int
    lossy: bool


def measure(data: bytes) -> Header:
    """What the header says, if it is within the limits. Raises `UnreadableError`. Costs nothing, whatever the picture."""
    header = read_header(data)
    if header is None:
        raise UnreadableError("The file is not a PNG, JPEG or WebP picture.")
    _, width, height, _ = header
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise UnreadableError(f"The screenshot is {width} pixels wide; {MIN_WIDTH} to {MAX_WIDTH} can be traced.")
    if not MIN_HEIGHT <= height <= MAX_HEIGHT:
        raise UnreadableError(f"The screenshot is {height} pixels high; {MIN_HEIGHT} to {MAX_HEIGHT} can be traced.")
    if width * height > MAX_PIXELS:
        raise UnreadableError(
            f"The screenshot has {width * height / 1e6:.1f} megapixels; at most {MAX_PIXELS // 1_000_000} can be traced."
        )
    return header


def device_scale(width: int, height: int) -> int:
    """How many device pixels a CSS pixel probably had."""
    if height >= PHONE_SHAPE * width and width in PHONE_WIDTHS:
        return PHONE_WIDTHS[width]
    return 2 if width >= DOUBLE_WIDTH else 1


def decode(data: bytes) -> Screenshot:
    """The picture as RGB on white at 1x. Raises `UnreadableError`."""
    _, width, height, lossy = measure(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.size != (width, height):
                raise UnreadableError("The picture is damaged: its header and its pixels disagree on its size.")
            if image.has_transparency_data:
                layer = image.convert("RGBA")
                ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
                picture = Image.alpha_composite(ground, layer).convert("RGB")
            else:
                picture = image.convert("RGB")
            pixels: Pixels = np.array(picture, dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError("The picture is damaged: its pixels could not be decoded.") from error
    if lossy:
        # Smooths JPEG's ringing around letters but keeps edges: sigma 12 is above its noise, below a border's contrast.
        pixels = np.asarray(cv2.bilateralFilter(pixels, 5, 12, 3), dtype=np.uint8)
    scale = device_scale(width, height)
    if scale > 1:
        size = (round(width / scale), round(height / scale))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return Screenshot(pixels, scale, lossy)
