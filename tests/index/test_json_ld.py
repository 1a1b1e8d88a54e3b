"""JSON-LD: schema.org's words for the notice's facts, and no way out of the script element."""

from __future__ import annotations

import json

import pytest
from lxml import html

from generator.index.json_ld import json_ld, json_ld_text
from tests.samples import TORTURE_LINES, make_notice, torture_notice

SITE = "https://example.org/base/"
ATTACKS = ("</script><script>window.ran=1</script>", "<!--<script>", "]]>", "\u2028\u2029", *TORTURE_LINES)


def test_a_notice_is_a_report_of_its_issuer() -> None:
    notice = make_notice(
        published="2024-03-15",
        issuer={"name": "中共某某县委员会", "short": "某某县委", "region_name": "某某省某某县"},
        contact={
            "phones": ["0527-88859050", "159*****009"],
            "emails": "a@example.gov.cn",
            "addresses": "某某路1号",
            "postcodes": "223800",
            "hours": "工作日9:00—12:00",
        },
    )
    point = {"@type": "ContactPoint", "contactType": "受理意见建议", "description": "工作日9:00—12:00"}
    address = {
        "@type": "PostalAddress",
        "streetAddress": "某某路1号",
        "postalCode": "223800",
        "addressCountry": "CN",
    }
    facts = json_ld(notice, SITE)
    assert facts
    assert (facts["@type"], facts["url"]) == ("Report", f"{SITE}notices/sample/")
    assert (facts["datePublished"], facts["dateModified"]) == ("2024-03-15", "2024-03-15")
    assert facts["encoding"] == [
        {"@type": "MediaObject", "contentUrl": f"{SITE}notices/sample/notice.{kind}", "encodingFormat": media}
        for kind, media in (("json", "application/json"), ("txt", "text/plain"))
    ]
    assert facts["publisher"] == {
        "@type": "GovernmentOrganization",
        "name": "中共某某县委员会",
        "alternateName": "某某县委",
        "areaServed": "某某省某某县",
        "address": [address],
        "contactPoint": [{**point, "telephone": "0527-88859050"}, {**point, "email": "a@example.gov.cn"}],
    }


def test_a_correction_is_told_with_its_day_and_address() -> None:
    notice = make_notice(published="2024-03-15", revisions=[{"date": "2024-06-01", "note": "更正数字"}])
    facts = json_ld(notice, SITE)
    assert facts
    assert facts["dateModified"] == "2024-06-01"
    assert facts["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "更正数字",
            "datePublished": "2024-06-01",
            "url": f"{SITE}notices/sample/history/#revision-1",
        }
    ]


def test_absent_and_vague_facts_are_left_out() -> None:
    facts = json_ld(make_notice(published="2024年8月下旬"), SITE)
    assert facts
    assert facts.keys().isdisjoint({"datePublished", "dateModified", "correction", "isBasedOn"})
    assert "null" not in json.dumps(facts)


def test_a_digest_names_what_it_is_based_on() -> None:
    facts = json_ld(
        make_notice(wording="摘编", source={"publisher": "某某网", "title": "原题", "date": "2024-03-16"}), SITE
    )
    assert facts
    assert facts["isBasedOn"] == {
        "@type": "Report",
        "name": "原题",
        "datePublished": "2024-03-16",
        "publisher": {"@type": "Organization", "name": "某某网"},
    }


def test_a_withdrawn_notice_says_nothing() -> None:
    assert json_ld_text(make_notice(withdrawn={"date": "2024-05-01", "reason": "有误"}), SITE) is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_ends_the_script_element(attack: str) -> None:
    notice = make_notice(title=f"题{attack}", issuer={"name": f"名{attack}"})
    text = json_ld_text(notice, SITE)
    assert text
    page = html.document_fromstring(f'<head><script type="application/ld+json">{text}</script></head><body>页</body>')
    (script,) = page.xpath("//script")
    assert json.loads(script.text) == json_ld(notice, SITE)
    assert not set("<>&\u2028\u2029") & set(text)


def test_the_torture_notice_comes_back_as_it_is() -> None:
    notice = torture_notice()
    assert json.loads(json_ld_text(notice, SITE) or "") == json_ld(notice, SITE)
