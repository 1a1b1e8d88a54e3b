"""Whose site this is: the facts that every page shows in its head and foot.

Read from `mkdocs.yml`; `None` is a fact not given.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Site:
    """The site's name, address, and the facts under `extra` (《政府网站发展指引》, 国办发〔2017〕47号)."""

    name: str
    url: str | None = None
    organizer: str | None = None
    contact_phone: str | None = None
    contact_address: str | None = None
    site_id_code: str | None = None
    site_domain: str | None = None
    icp: str | None = None
    police: str | None = None
    find_error_url: str | None = None
    column_name: str | None = None
    column_description: str | None = None
    column_keywords: str | None = None


FACTS: dict[str, str] = {
    "organizer": "主办单位",
    "contact_phone": "联系电话",
    "contact_address": "联系地址",
    "site_id_code": "网站标识码",
    "site_domain": "网站域名",
    "icp": "ICP备案号",
    "police": "公安备案号",
    "find_error_url": "“我为政府网站找错”网址",
    "column_name": "栏目名称",
    "column_description": "栏目介绍",
    "column_keywords": "栏目关键词",
}
"""The keys under `extra` and what editors call them."""
