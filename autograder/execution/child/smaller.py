"""Pictures of a submission in fewer bytes, for a page: as WebP, and not larger than is shown."""

from __future__ import annotations

import base64
import io

#: Pixels of a picture that is read.
MOST_PIXELS = 40_000_000
#: Pixels across and down of what is written: a drawing, and a photograph.
DRAWING, PHOTOGRAPH = (760, 1600), (1000, 1000)
#: A drawing has at most so many colours; what has more is a photograph.
COLOURS = 1024
#: Of a photograph, from 0 to 100.
QUALITY = 55


def shrunk(picture: str) -> str:
    """The Base64 text of a picture as WebP; empty if it would not be shorter.

    A drawing keeps its colours, a photograph only nearly.
    """
    from PIL import Image

    content = base64.b64decode(picture)
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF")) as read:
        if read.width * read.height > MOST_PIXELS:
            raise ValueError("more pixels than a page shows")
        image = read.convert("RGBA")
    drawing = image.getcolors(COLOURS) is not None
    image.thumbnail(DRAWING if drawing else PHOTOGRAPH, Image.Resampling.BOX)
    if drawing:
        image = image.quantize(256, Image.Quantize.FASTOCTREE).convert("RGBA")
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=drawing, quality=QUALITY, method=4)
    written = buffer.getvalue()
    return base64.b64encode(written).decode("ascii") if len(written) < len(content) else ""
