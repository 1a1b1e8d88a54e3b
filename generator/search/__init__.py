"""Search: notices go in, the static files of an exact substring index come out. The format is described in docs/search-format.md.

`index_segment` indexes some notices by themselves; `make_chapter` makes a chapter of any number of segments, in any order;
`Volume` binds chapters; `search_head` makes the file that names all volumes. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.notice import Notice
from generator.search.chapters import Chapter, ChapterBefore, digest_of, make_chapter, phrases_of
from generator.search.publish import MOST_CHAPTERS, Volume, VolumeBefore, merge, search_head
from generator.search.segments import Segment, index_segment
from generator.search.texts import sample

__all__ = [
    "MOST_CHAPTERS",
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
    "sample",
    "search_files",
    "search_head",
]


def search_files(notices: Sequence[Notice]) -> dict[str, bytes]:
    """Make all search files of the given notices, in one chapter: path below the site's root → content."""
    return merge([index_segment(notices)])
