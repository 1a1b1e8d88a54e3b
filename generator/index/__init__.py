"""Stage 3: notices → what machines read: `notice.json`, plain text, YAML, feeds, sitemap, open data.

Pure, but for `opendata.write_table`, whose files can be larger than memory.
"""
