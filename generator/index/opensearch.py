"""The OpenSearch description (1.1), with which a browser can add the site as a search engine."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME = 16  # characters, as the specification asks


def opensearch(*, site_name: str, site_url: str) -> bytes:
    """Describe the search page. Without the site's own address nobody could use it, but the file is there for the links to it."""
    Xml.register_namespace("", _NAMESPACE)
    root = Xml.Element(f"{{{_NAMESPACE}}}OpenSearchDescription")
    for name, text in (
        ("ShortName", site_name[:_LONGEST_NAME]),
        ("Description", f"在{site_name}中逐字查找"),
        ("InputEncoding", "UTF-8"),
    ):
        Xml.SubElement(root, f"{{{_NAMESPACE}}}{name}").text = text
    address = f"{site_url.rstrip('/')}/search/?q={{searchTerms}}"
    Xml.SubElement(root, f"{{{_NAMESPACE}}}Url", {"type": "text/html", "method": "get", "template": address})
    body: bytes = Xml.tostring(root, encoding="utf-8")
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + body + b"\n"
