"""Stage 6: a finished site → a release on a host, switched in one step; and the proof of what was online.

Knows nothing of notices' files.
"""
