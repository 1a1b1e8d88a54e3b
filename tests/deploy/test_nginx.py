"""A real nginx with `deploy/nginx.conf`: what a reader, a browser's cache and a machine get from it."""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.publish.manifest import Manifest, parse_manifest
from tests.deploy.load import failed, load
from tests.publish.sites import command


class Answer:
    """An answer as it came over the line: no redirect followed, nothing unpacked."""

    def __init__(self, base: str, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@pytest.mark.parametrize("path", ["/", "/notices/", "/notices/plain/", "/notices/plain/notice.json", "/404.html"])
def test_every_answer_carries_the_security_headers(nginx: str, path: str) -> None:
    headers = Answer(nginx, path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert headers["Server"] == "nginx"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/notices/nothing/",
        "/.git/config",
        "/notices/%2e%2e/%2e%2e/etc/passwd",
        "/.htaccess",
        "/notices/plain/history/",
        "/notices/plain/.git",
        "/notices/gone/.git",
        "/notices/nothing/history/",
    ],
)
def test_what_is_not_there_is_404_with_the_page_that_helps(nginx: str, path: str) -> None:
    answer = Answer(nginx, path)
    assert answer.status in (400, 404)
    if answer.status == 404:
        assert "页面不存在" in answer.text
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("below", ["", "history/", "notice.txt", "attached.pdf"])
def test_a_withdrawn_notice_is_410_and_says_why(nginx: str, below: str) -> None:
    answer = Answer(nginx, f"/notices/gone/{below}")
    assert answer.status == 410
    assert "内容有误" in answer.text
    assert "text/html" in answer.headers["Content-Type"]
    assert "Content-Security-Policy" in answer.headers


def test_a_withdrawn_notice_has_no_text_to_fetch(nginx: str) -> None:
    assert Answer(nginx, "/notices/gone/notice.txt").status == 410
    assert Answer(nginx, "/notices/gone/notice.json").status == 200


def test_a_notice_that_is_not_withdrawn_is_200(nginx: str) -> None:
    assert Answer(nginx, "/notices/plain/").status == 200


def test_a_former_address_is_moved_for_good(nginx: str) -> None:
    answer = Answer(nginx, "/notices/old-address/")
    assert (answer.status, answer.headers["Location"]) == (301, "/notices/plain/")
    assert Answer(nginx, "/notices/old-address/?q=1.88").headers["Location"] == "/notices/plain/?q=1.88"


def test_below_the_path_of_site_url_everything_is_the_same(nginx: str) -> None:
    assert Answer(nginx, "/zhenggai/notices/plain/").body == Answer(nginx, "/notices/plain/").body
    assert Answer(nginx, "/zhenggai/notices/gone/").status == 410
    assert Answer(nginx, "/zhenggai/notices/old-address/").headers["Location"] == "/zhenggai/notices/plain/"
    assert Answer(nginx, "/zhenggai/notices/plain").headers["Location"] == "/zhenggai/notices/plain/"
    assert Answer(nginx, "/zhenggai").headers["Location"] == "/zhenggai/"


def test_an_address_without_its_last_slash_leads_on(nginx: str) -> None:
    answer = Answer(nginx, "/notices/plain")
    assert (answer.status, answer.headers["Location"]) == (301, "/notices/plain/")


@pytest.mark.parametrize("path", ["/notices/hostile/", "/assets/page.js", "/assets/site.css"])
def test_the_packed_twin_is_given_to_who_takes_it(nginx: str, site: Path, path: str) -> None:
    packed = Answer(nginx, path, Accept_Encoding="gzip")
    plain = Answer(nginx, path)
    file = site / (path.strip("/") + "/index.html" if path.endswith("/") else path.strip("/"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body == file.with_name(file.name + ".gz").read_bytes()
    assert gzip.decompress(packed.body) == plain.body == file.read_bytes()
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]


@pytest.mark.parametrize("name", ["notice.json", "notice.yaml", "notice.txt"])
def test_what_has_no_twin_is_packed_on_the_way(nginx: str, site: Path, name: str) -> None:
    packed = Answer(nginx, f"/notices/hostile/{name}", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == (site / "notices/hostile" / name).read_bytes()


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_has_not_changed_is_not_sent_again(nginx: str, encoding: str) -> None:
    first = Answer(nginx, "/notices/plain/", Accept_Encoding=encoding)
    again = Answer(nginx, "/notices/plain/", Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert Answer(nginx, "/notices/plain/", If_None_Match='"other"').status == 200


def test_hashed_files_are_kept_for_good_and_pages_are_asked_for_anew(nginx: str, site: Path) -> None:
    hashed = next(site.glob("assets/stylesheets/main.*.min.css")).relative_to(site).as_posix()
    index = next(path for path in sorted(site.glob("search/*/*")) if path.is_file()).relative_to(site).as_posix()
    for path in (hashed, index):
        assert "immutable" in Answer(nginx, f"/{path}").headers["Cache-Control"]
    for path in ("/", "/notices/plain/", "/assets/page.js", "/search/index.json", "/feed.xml", "/manifest.json"):
        answer = Answer(nginx, path)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache"), path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/assets/page.js", "text/javascript; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/notices/plain/notice.json", "application/json; charset=utf-8"),
        ("/notices/plain/notice.txt", "text/plain; charset=utf-8"),
        ("/notices/plain/notice.yaml", "application/yaml; charset=utf-8"),
        ("/assets/favicon.svg", "image/svg+xml"),
    ],
)
def test_every_kind_of_file_says_what_it_is(nginx: str, path: str, kind: str) -> None:
    assert Answer(nginx, path).headers["Content-Type"] == kind


def test_data_may_be_read_by_other_sites_and_pages_may_not(nginx: str) -> None:
    assert Answer(nginx, "/notices/plain/notice.json").headers["Access-Control-Allow-Origin"] == "*"
    assert Answer(nginx, "/notices/plain/").headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_to_the_site(nginx: str, method: str) -> None:
    assert Answer(nginx, "/notices/plain/", method).status == 405


def test_the_live_site_is_verified_file_by_file(nginx: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("verify", nginx) == 0
    assert "一致" in capsys.readouterr().out


def test_a_file_changed_on_the_server_is_named(nginx: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "manifest.json"
    raw = Answer(nginx, "/manifest.json").body
    entries = parse_manifest(raw).entries
    other = [replace(one, size=one.size + 1) if one.path == "feed.xml" else one for one in entries]
    kept.write_text(Manifest(entries=tuple(other), generator="", engine="").text(), encoding="utf-8")
    assert command("verify", nginx, "--manifest", str(kept)) == 1
    assert capsys.readouterr().out.splitlines() == ["不同 feed.xml"]


def test_two_hundred_connections_get_no_error(nginx: str) -> None:
    report = load(f"{nginx}notices/plain/", 30)
    assert not failed(report)
    requests = re.search(r"(\d+) requests in", report)
    assert requests
    assert int(requests[1]) > 200
