"""The client's modules and style as they are published: without comments, and white space that no browser needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from rcssmin import cssmin
from rjsmin import jsmin

_LEAN: Final[dict[str, Callable[[str], str]]] = {".js": jsmin, ".css": cssmin}


def lean(name: str, content: bytes) -> bytes:
    """A file of the client as readers fetch it; one that is neither a script nor a style, as it is."""
    made = _LEAN.get(PurePosixPath(name).suffix)
    return made(content.decode()).encode() if made else content
