"""`publish`, `rollback`, `releases`, `verify`, `keygen` as a publisher uses them:

what they print, and their exit codes.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docx import Document

from generator.model.notice import Notice
from generator.publish.manifest import MANIFEST, SIGNATURE
from generator.publish.password import VARIABLE
from generator.write_yaml import notice_yaml, public_yaml
from tests.deploy.server import ROOT
from tests.publish.sites import command, content_of, listed, live_content, make_site, stand_in
from tests.samples import make_notice

SECRET = "草稿里有这样一行还不能公开的文字"
GOOD = make_notice(
    published="2024-03-15",
    opening="公开的文字",
    closing="联系电话：0527-88859050。",
    contact={"phones": "0527-88859050"},
)


class Office:
    """A publisher's folder: content, built sites, and the host."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.www = folder, folder / "www"
        (folder / "content/notices").mkdir(parents=True)
        self.write(GOOD)

    def write(self, notice: Notice) -> None:
        file = self.folder / f"content/notices/{notice.id}.yaml"
        file.write_text(notice_yaml(notice), encoding="utf-8", newline="\n")

    def site(self, text: str, pages: int = 4) -> Path:
        shutil.rmtree(self.folder / "site", ignore_errors=True)
        given_away = self.folder / f"site/notices/{GOOD.id}/notice.yaml"
        given_away.parent.mkdir(parents=True)
        given_away.write_bytes(public_yaml(GOOD))
        return make_site(self.folder / "site", text, pages=pages)

    def publish(self, *options: str, to: str = "") -> int:
        places = ["--site", str(self.folder / "site"), "--content", str(self.folder / "content")]
        return command("publish", to or str(self.www), *places, *options)

    def rollback(self, *options: str) -> int:
        return command("rollback", str(self.www), "--content", str(self.folder / "content"), *options)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Work in a folder of its own, whose mkdocs.yml has no facts that pages would have to show."""
    (tmp_path / "mkdocs.yml").write_text("site_name: 示例\nsite_url: https://www.example.gov.cn/\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path)


def test_publish_switches_and_says_to_what(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    site = office.site("一")
    assert office.publish() == 0
    assert live_content(office.www) == content_of(site)
    assert f"已发布：current → releases/{content_of(site)}" in capsys.readouterr().out


def test_a_dry_run_names_the_pages_and_changes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    old = content_of(office.site("一", pages=9))
    assert office.publish() == 0
    site = office.site("一", pages=8)
    (site / "p0/index.html").write_text(
        (site / "p0/index.html").read_text(encoding="utf-8").replace("一", "二"), encoding="utf-8"
    )
    listed(site)
    capsys.readouterr()
    assert office.publish("--dry-run") == 0
    said = capsys.readouterr().out.splitlines()
    assert "改动 /p0/  第0页" in said
    assert "删除 /p8/  第8页" in said
    assert said[-1] == "共新增 0 页、改动 2 页、删除 1 页；另有 0 个其他文件不同。"
    assert live_content(office.www) == old


def test_a_dry_run_of_the_first_publication_needs_no_host(office: Office) -> None:
    office.site("一")
    assert office.publish("--dry-run") == 0
    assert not office.www.exists()


def test_a_dry_run_over_ssh_needs_no_folder_there(office: Office) -> None:
    office.site("一")
    assert office.publish("--dry-run", "--ssh", stand_in(office.folder), to=f"user@example:{office.www}") == 0
    assert not office.www.exists()


def test_moved_addresses_are_pointed_out_to_the_administrator(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site("一")
    assert office.publish() == 0
    assert "redirects.map" not in capsys.readouterr().err
    (site / "redirects.map").write_text("/notices/old/ /notices/new/;\n", encoding="utf-8")
    listed(site)
    assert office.publish() == 0
    assert "redirects.map" in capsys.readouterr().err


def test_errors_in_the_content_stop_it(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.site("一")
    office.write(GOOD.model_copy(update={"opening": ("手机 13812345678",)}))
    assert office.publish() == 1
    assert "P103" in capsys.readouterr().out
    assert not (office.www / "current").exists()


def test_errors_in_the_finished_site_stop_it(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    site = office.site("一")
    (site / "p0/index.html").write_text(
        '<html lang="zh"><title>x</title><a href="gone/">x</a></html>', encoding="utf-8"
    )
    listed(site)
    assert office.publish() == 1
    assert "L201" in capsys.readouterr().out


@pytest.mark.parametrize("facts", [{"draft": True}, {"withdrawn": {"date": "2024-05-01", "reason": "有误"}}])
def test_text_of_a_draft_or_withdrawn_notice_stops_it(
    office: Office, facts: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    office.site(SECRET)
    office.write(make_notice(id="other", opening=SECRET, published="2024-03-15", **facts))
    assert office.publish() == 1
    said = capsys.readouterr().out
    assert "L101" in said
    assert SECRET not in said
    assert not (office.www / "current").exists()


def test_withheld_text_in_an_attached_word_file_stops_it(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    site = office.site("一")
    document = Document()
    document.add_paragraph(f"前文，{SECRET}，后文")
    (site / "notices/a").mkdir(parents=True)
    document.save(str(site / "notices/a/attached.docx"))
    (site / "notices/a/scan.jpg").write_bytes(b"\xff\xd8\xff")
    listed(site)
    assert office.publish() == 0
    office.write(make_notice(id="other", opening=SECRET, published="2024-03-15", draft=True))
    capsys.readouterr()
    assert office.publish() == 1
    assert "notices/a/attached.docx:1:1: L101" in capsys.readouterr().out


def test_a_site_that_was_changed_after_the_build_is_not_published(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site("一")
    (site / "same.css").write_text("p{}", encoding="utf-8")
    assert office.publish() == 1
    assert "same.css" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("notices", "told"),
    [
        ([GOOD.model_copy(update={"opening": ("改过的文字",)})], f"通报 {GOOD.id} 在生成网站以后改过"),
        ([], f"网站里有通报 {GOOD.id}，内容里已经没有，或已不公开"),
        ([GOOD, make_notice(id="new", published="2024-03-15", opening="新")], "网站里没有通报 new"),
    ],
)
def test_a_site_of_other_content_is_not_published(
    office: Office, notices: list[Notice], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office.site("一")
    shutil.rmtree(office.folder / "content/notices")
    (office.folder / "content/notices").mkdir()
    for notice in notices:
        office.write(notice)
    assert office.publish() == 1
    said = capsys.readouterr().out
    assert f"L214 {told}" in said
    assert said.count("L214") == 1
    assert not office.www.exists()


def test_too_many_pages_vanishing_stops_it_unless_allowed(office: Office) -> None:
    office.site("一", pages=9)
    assert office.publish() == 0
    site = office.site("一", pages=7)
    assert office.publish() == 0, "2 of 10 pages are 20 %"
    site = office.site("一", pages=5)
    assert office.publish() == 1
    assert office.publish("--max-removal", "30") == 0
    site = office.site("一", pages=1)
    assert office.publish("--allow-removal") == 0
    assert live_content(office.www) == content_of(site)


def test_without_a_built_site_it_is_wrong_use(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.publish() == 2
    assert "先用 build 生成网站" in capsys.readouterr().out


def test_a_zip_holds_every_file_and_is_the_same_each_time(office: Office) -> None:
    site = office.site("一")
    for name in ("a.zip", "b.zip"):
        assert office.publish(to=str(office.folder / name)) == 0
    assert (office.folder / "a.zip").read_bytes() == (office.folder / "b.zip").read_bytes()
    with zipfile.ZipFile(office.folder / "a.zip") as archive:
        archive.extractall(office.folder / "unpacked")
    assert command("verify", str(office.folder / "unpacked"), "--manifest", str(site / MANIFEST)) == 0


def test_rollback_and_releases_tell_what_is_online(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    first = content_of(office.site("一"))
    assert office.publish() == 0
    second = content_of(office.site("二"))
    assert office.publish() == 0
    assert office.rollback() == 0
    assert live_content(office.www) == first
    capsys.readouterr()
    assert command("releases", str(office.www)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-2] for line in lines] == [first, second]
    assert lines[0].startswith("→ ")
    assert office.rollback("--to", second[:8]) == 0
    assert live_content(office.www) == second
    assert office.rollback("--to", "ffffffffffff") == 2


def test_a_mistyped_destination_is_named_and_not_made(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.rollback() == 2
    assert f"{office.www} 还没有发布过" in capsys.readouterr().out
    assert command("releases", str(office.www)) == 0
    assert f"{office.www} 还没有发布过" in capsys.readouterr().out
    assert not office.www.exists()


@pytest.mark.parametrize("name", ["releases", "rollback"])
def test_a_zip_has_no_releases(office: Office, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(name, "site.zip") == 2
    assert "site.zip 是压缩文件" in capsys.readouterr().out
    assert not Path("site.zip").exists()


def test_a_current_that_leads_to_no_release_is_replaced_only_where_the_publisher_says_so(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site("一")
    office.www.mkdir()
    (office.www / "current").symlink_to("../elsewhere")
    assert office.publish() == 2
    assert "current 指向的 elsewhere 里没有 manifest.json" in capsys.readouterr().out
    assert (office.www / "current").readlink() == Path("../elsewhere")
    assert office.publish("--allow-removal") == 0
    assert live_content(office.www) == content_of(site)


def test_a_link_that_leads_to_itself_is_no_destination(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.site("一")
    office.www.symlink_to(office.www.name)
    assert office.publish() == 2
    assert f"目标文件夹 {office.www} 不能写入" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["releases", "rollback"])
def test_a_destination_that_no_folder_can_have_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(name, "x" * 300) == 2
    assert "名称太长" in capsys.readouterr().out


def test_rollback_does_not_bring_back_what_was_withdrawn(office: Office) -> None:
    office.site(SECRET)
    assert office.publish() == 0
    office.site("二")
    office.write(
        make_notice(
            id="other", opening=SECRET, published="2024-03-15", withdrawn={"date": "2024-05-01", "reason": "有误"}
        )
    )
    assert office.publish() == 0
    online = live_content(office.www)
    assert office.rollback() == 1
    assert live_content(office.www) == online
    assert office.rollback("--allow-withheld") == 0


def test_rollback_names_an_attached_file_that_nobody_could_check_and_goes_on(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site("一")
    (site / "notices/a").mkdir(parents=True)
    (site / "notices/a/scan.jpg").write_bytes(b"\xff\xd8\xff")
    first = content_of(listed(site))
    assert office.publish() == 0
    office.site("二")
    office.write(make_notice(id="other", opening=SECRET, published="2024-03-15", draft=True))
    assert office.publish() == 0
    assert office.rollback() == 0
    assert "notices/a/scan.jpg:1:1: L213 警告：" in capsys.readouterr().out
    assert live_content(office.www) == first


def test_a_signed_site_is_proved_a_year_later(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    safe = tmp_path_factory.mktemp("safe")
    assert command("keygen", str(safe / "key"), "--no-password") == 0
    site = office.site("一")
    assert office.publish("--sign", str(safe / "key")) == 0
    for name in (MANIFEST, SIGNATURE):
        shutil.copyfile(site / name, safe / name)
    capsys.readouterr()
    kept = ["--manifest", str(safe / MANIFEST), "--public-key", str(safe / "key.pub")]
    assert command("verify", str(office.www / "current"), *kept) == 0
    assert f"签名正确：content:{content_of(site)}" in capsys.readouterr().out
    page = office.www / "current/p0/index.html"
    page.write_bytes(page.read_bytes().replace("一".encode(), "二".encode(), 1))
    assert command("verify", str(office.www / "current"), *kept) == 1
    assert "不同 p0/index.html" in capsys.readouterr().out


def test_another_publishers_signature_does_not_pass(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    safe = tmp_path_factory.mktemp("safe")
    for name in ("mine", "theirs"):
        assert command("keygen", str(safe / name), "--no-password") == 0
    office.site("一")
    assert office.publish("--sign", str(safe / "theirs")) == 0
    assert command("verify", str(office.www / "current"), "--public-key", str(safe / "mine.pub")) == 1


def test_a_key_is_not_written_over_nor_into_the_project(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    safe = tmp_path_factory.mktemp("safe")
    assert command("keygen", str(safe / "key"), "--no-password") == 0
    before = (safe / "key").read_bytes()
    assert command("keygen", str(safe / "key"), "--no-password") == 2
    assert (safe / "key").read_bytes() == before
    assert (safe / "key").stat().st_mode & 0o077 == 0
    assert command("keygen", str(office.folder / "content/key"), "--no-password") == 2


def test_a_password_that_nobody_types_is_asked_for_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    safe = tmp_path_factory.mktemp("safe")

    def nobody(prompt: str) -> str:
        raise EOFError(prompt)

    monkeypatch.setattr("getpass.getpass", nobody)
    assert command("keygen", str(safe / "key")) == 2
    monkeypatch.setenv(VARIABLE, "密码")
    assert command("keygen", str(safe / "key")) == 0
    office.site("一")
    assert office.publish("--sign", str(safe / "key")) == 0
    monkeypatch.delenv(VARIABLE)
    assert office.publish("--sign", str(safe / "key")) == 2


def test_without_a_terminal_that_hides_it_no_password_is_read(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "generator", "keygen", str(tmp_path / "key")]
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    with subprocess.Popen(
        line,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        printed, said = process.communicate("pw\npw\n")
    assert (process.returncode, printed) == (2, "")
    assert said == f"错误：没有输入密码；无人值守时，把密码放进环境变量 {VARIABLE}。\n"
    assert not (tmp_path / "key").exists()


def test_a_key_that_cannot_be_written_leaves_nothing_behind(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = tmp_path_factory.mktemp("safe")
    assert command("keygen", str(safe / "none/key"), "--no-password") == 2
    assert f"写不出密钥 {safe / 'none/key'}：没有这个文件或文件夹" in capsys.readouterr().out
    assert command("keygen", "", "--no-password") == 2
    (safe / "key.pub").symlink_to("none/key.pub")
    assert command("keygen", str(safe / "key"), "--no-password") == 2
    assert list(safe.iterdir()) == []


def test_a_zip_in_a_folder_that_is_not_there_is_refused(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.site("一")
    assert office.publish(to="none/site.zip") == 2
    assert "写不出 none/site.zip：没有这个文件或文件夹" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "a\nb\nc\nd\n", "x\n!!!\ntrusted comment: c\n!!!\n"])
def test_a_signature_that_was_spoilt_is_a_difference_and_all_files_are_compared(
    office: Office, tmp_path_factory: pytest.TempPathFactory, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path_factory.mktemp("safe") / "key"
    assert command("keygen", str(key), "--no-password") == 0
    site = office.site("一")
    (site / SIGNATURE).write_text(text, encoding="utf-8")
    (site / "same.css").unlink()
    capsys.readouterr()
    assert command("verify", str(site), "--public-key", f"{key}.pub") == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("签名")
    assert second == "缺少 same.css"


def test_a_file_that_is_no_key_is_refused(office: Office, tmp_path: Path) -> None:
    office.site("一")
    (tmp_path / "key").write_bytes(b"\xdb\x00\xff")
    assert office.publish("--sign", str(tmp_path / "key")) == 2
    (office.folder / "site" / SIGNATURE).write_text("签名", encoding="utf-8")
    assert command("verify", str(office.folder / "site"), "--public-key", str(tmp_path / "key")) == 2


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    office.site("一")

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(office.folder / "site")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_live_site_is_compared_with_its_manifest(
    office: Office, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("verify", address) == 0
    page = office.folder / "site/p1/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    (office.folder / "site/same.css").unlink()
    capsys.readouterr()
    assert command("verify", address) == 1
    assert capsys.readouterr().out.splitlines() == ["不同 p1/index.html", "缺少 same.css"]


def test_a_site_that_cannot_be_reached_is_no_difference_but_an_environment_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert command("verify", address) == 2
    assert capsys.readouterr().out == f"取不到 {address}/manifest.json：服务器拒绝连接，请核对网址和端口\n"
    assert command("verify", "http://[x/") == 2
    assert "网址写得不对" in capsys.readouterr().out


def test_a_site_below_a_chinese_address_is_verified(office: Office, address: str) -> None:
    folder = office.folder / "site"
    shutil.copytree(folder, office.folder / "整改")
    (office.folder / "整改").rename(folder / "整改")
    kept = ["--manifest", str(folder / MANIFEST)]
    assert command("verify", f"{address}/整改", *kept) == 0
    assert command("verify", f"{address}/%E6%95%B4%E6%94%B9/", *kept) == 0


@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}", "http://a..b"])
def test_a_site_that_cannot_be_reached_is_not_said_to_differ(
    office: Office, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site("一")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        there = place.format(port=taken.getsockname()[1])
        assert command("verify", there, "--manifest", str(site / MANIFEST)) == 2
    assert "不同" not in capsys.readouterr().out
