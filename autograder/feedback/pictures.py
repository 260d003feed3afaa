"""Pictures in as few bytes as they need: drawn anew as WebP in the confined process that draws."""

from __future__ import annotations

import re
import time

from autograder.boundary.errors import BackhandError
from autograder.execution.figures import PATIENCE, FigureRenderer

#: Characters from which on a picture is worth the work, and beyond which it is left out.
LEAST, MOST = 3_000, 12_000_000
#: Seconds for all pictures of a page.
ALL = 20.0
SOURCE = re.compile(r'src="data:image/(?:png|jpeg|gif);base64,([A-Za-z0-9+/=\s]+)"')


class Shrinker:
    """Makes the pictures of one page smaller, for as long as there is time.

    Parameters
    ----------
    renderer : FigureRenderer or None
        Nothing of a submission is decoded outside of its process. Without one, pictures stay.
    """

    def __init__(self, renderer: FigureRenderer | None) -> None:
        self._renderer = renderer
        self._until = time.monotonic() + ALL

    def shrunk(self, html: str) -> str:
        """Clean HTML with smaller pictures."""
        return SOURCE.sub(self._smaller, html) if "data:image/" in html else html

    def _smaller(self, found: re.Match[str]) -> str:
        left = self._until - time.monotonic()
        if self._renderer is None or len(found[1]) < LEAST or left <= 0:
            return found[0]
        if len(found[1]) > MOST:
            return 'src=""'
        try:
            smaller = self._renderer.shrink("".join(found[1].split()), min(left, PATIENCE))
        except BackhandError:
            self._renderer = None
            return found[0]
        return f'src="data:image/webp;base64,{smaller}"' if smaller else found[0]
