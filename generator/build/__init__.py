"""Stages 4 and 5: Markdown pages → HTML, in shards, and the finished site put in place in one step. Knows nothing of notices."""
