"""Search: notices go in, the static files of an exact substring index come out. The format is described in docs/search-format.md.

`index_segment` indexes some notices by themselves; `make_volume` makes the published files of any number of segments, in any order;
`search_head` makes the file that names all volumes. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.notice import Notice
from generator.search.publish import Volume, make_volume, merge, search_head
from generator.search.segments import Segment, index_segment

__all__ = ["Segment", "Volume", "index_segment", "make_volume", "merge", "search_files", "search_head"]


def search_files(notices: Sequence[Notice]) -> dict[str, bytes]:
    """Make all search files of the given notices, in one volume: path below the site's root → content."""
    return merge([index_segment(notices)])
