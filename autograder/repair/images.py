"""The types of images that a notebook may hold, by the bytes with which their files begin."""

from __future__ import annotations

import base64
import binascii

SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}


def is_image(mime: str, data: str) -> bool:
    """Whether `data` is the Base64 text of an image of this type."""
    if mime not in SIGNATURES:
        return False
    try:
        return base64.b64decode(data, validate=True).startswith(SIGNATURES[mime])
    except (binascii.Error, ValueError):
        return False
