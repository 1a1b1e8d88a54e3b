"""`robots.txt` (RFC 9309): everything may be read, and where the site map lies."""

from __future__ import annotations


def robots(site_url: str) -> bytes:
    """Allow everything; name the site map if the site's own address is known, since it must be absolute there."""
    lines = ["User-agent: *", "Allow: /"]
    if site_url:
        lines += ["", f"Sitemap: {site_url.rstrip('/')}/sitemap.xml"]
    return ("\n".join(lines) + "\n").encode()
