"""Stage 1: files under `content/` and `mkdocs.yml` → notices and the site's facts, or faults.

Never guesses, never raises for bad content.
"""
