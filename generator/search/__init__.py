"""Search: notices go in, the static files of an exact substring index come out. The format is described in docs/search-format.md.

`index_segment` indexes some notices by themselves; `merge` makes the published files of any number of segments, in any
order.
Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.notice import Notice
from generator.search.publish import merge
from generator.search.segments import Segment, index_segment

__all__ = ["Segment", "index_segment", "merge", "search_files"]


def search_files(notices: Sequence[Notice]) -> dict[str, bytes]:
    """Make all search files of the given notices: path below the site's root → content."""
    return merge([index_segment(notices)])
