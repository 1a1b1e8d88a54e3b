"""Stage 3: notices → what machines read: `notice.json`, plain text, YAML, feeds, sitemap. Pure; writes nothing."""
