"""Search: notices go in, the static files of an exact substring index come out. The format is described in docs/search-format.md.

`index_segment` indexes some notices by themselves; `make_chapter` makes a chapter of any number of segments, in any order;
`Volume` binds chapters; `search_head` makes the file that names all volumes. Nothing here reads or writes a file.

What is named here is loaded when it is first asked for: a build that finds its index whole does without arrays.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.search.chapters import Chapter, ChapterBefore, digest_of, make_chapter, phrases_of
    from generator.search.publish import Volume, VolumeBefore, merge, search_files, search_head
    from generator.search.segments import Segment, index_segment

# numpy's linear algebra is not asked for here, and its threads would take time to start and to wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_HOMES: Final = {
    "Chapter": "chapters",
    "ChapterBefore": "chapters",
    "Segment": "segments",
    "Volume": "publish",
    "VolumeBefore": "publish",
    "digest_of": "chapters",
    "index_segment": "segments",
    "make_chapter": "chapters",
    "merge": "publish",
    "phrases_of": "chapters",
    "search_files": "publish",
    "search_head": "publish",
}
__all__ = [
    "Chapter",
    "ChapterBefore",
    "Segment",
    "Volume",
    "VolumeBefore",
    "digest_of",
    "index_segment",
    "make_chapter",
    "merge",
    "phrases_of",
    "search_files",
    "search_head",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
