"""The preview: a save shows, a fault shows and leaves the last good page, a draft shows here and only here."""

from __future__ import annotations

import errno
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import Browser

from generator.attempt import attempt
from generator.faults import Fault, GeneratorError
from generator.pipeline import Outcome
from generator.preview.builder import Builder
from generator.preview.shown import Shown
from generator.preview.watch import Change, watching
from generator.project import Project
from tests.samples import make_notice
from tests.site.conftest import ROOT, write

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A preview that runs as an editor runs it."""

    content: Path
    url: str

    def get(self, address: str) -> str:
        with urllib.request.urlopen(self.url + address, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())

    def state(self, page: str = "/") -> dict[str, Any]:
        state = json.loads(self.get(f"__preview/state?page={urllib.parse.quote(page)}"))
        assert isinstance(state, dict)
        return state

    def wait_for(self, address: str, text: str) -> str:
        def page() -> str:
            try:
                return self.get(address)
            except OSError:
                return ""

        wait_until(lambda: text in page())
        return page()

    def file(self, notice_id: str) -> Path:
        return self.content / "notices/2024" / f"{notice_id}.yaml"


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@contextmanager
def serving(root: Path, content: Path, *options: str) -> Iterator[Running]:
    places = ("--content", str(content), "--work", str(content.with_name("work")))
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--port", "0", *places, *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        try:
            yield Running(content, found[0])
        finally:
            process.send_signal(signal.SIGINT)
            try:
                code = process.wait(timeout=PATIENCE_SECONDS)
            finally:
                process.kill()
        assert code == 0


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write(
        tmp_path / "content", make_notice(id="one", draft=True, opening="旧的文字"), make_notice(id="two", opening="两")
    )
    return tmp_path / "content"


@pytest.fixture
def preview(content: Path) -> Iterator[Running]:
    with serving(ROOT, content) as running:
        yield running


def test_a_preview_follows_edits_and_keeps_the_last_good_page(preview: Running) -> None:
    page = preview.wait_for("notices/one/", "旧的文字")
    assert "草稿" in page
    assert "/__preview/reload.js" in page
    write(preview.content, make_notice(id="one", draft=True, opening="新的文字"))
    preview.wait_for("notices/one/", "新的文字")
    file = preview.file("one")
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("wording: 原文", "wording: 原话"), encoding="utf-8")
    wait_until(lambda: "M103" in str(preview.state()["faults"]))
    assert "新的文字" in preview.get("notices/one/")
    write(preview.content, make_notice(id="two", opening="另一份照样能改"))
    preview.wait_for("notices/two/", "另一份照样能改")
    assert "M103" in str(preview.state()["faults"])
    file.write_text(good, encoding="utf-8")
    wait_until(lambda: preview.state()["faults"] == [])
    assert preview.state()["version"] >= 2


def test_a_page_reloads_once_for_a_save_and_lists_follow(preview: Running) -> None:
    preview.wait_for("notices/two/", "</article>")
    before, first = preview.state("/notices/two/")["page"], preview.state("/")["page"]
    write(preview.content, make_notice(id="two", title="改过的标题", opening="改过的文字"))
    preview.wait_for("notices/two/", "改过的文字")
    saved = preview.state("/notices/two/")["page"]
    assert saved != before
    wait_until(lambda: preview.state("/")["page"] != first)
    assert "改过的标题" in preview.get("")
    assert preview.state("/notices/two/")["page"] == saved


@pytest.mark.browser
def test_an_open_page_reloads_itself_once_for_a_save_and_shows_faults(browser: Browser, preview: Running) -> None:
    preview.wait_for("notices/two/", "</article>")
    page = browser.new_page()
    loads: list[int] = []
    page.on("load", lambda _: loads.append(1))
    page.goto(f"{preview.url}notices/two/")
    first = preview.state("/")["page"]
    write(preview.content, make_notice(id="two", title="改过的标题", opening="改过的文字"))
    page.get_by_text("改过的文字").wait_for()
    wait_until(lambda: preview.state("/")["page"] != first)
    file = preview.file("two")
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("wording: 原文", "wording: 原话"), encoding="utf-8")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "M103" in alert.inner_text()
    assert page.get_by_text("改过的文字").is_visible()
    file.write_text(good, encoding="utf-8")
    alert.wait_for(state="detached")
    assert len(loads) == 2
    page.close()


def test_new_notices_show_and_removed_ones_go(preview: Running) -> None:
    preview.wait_for("notices/two/", "</article>")
    write(preview.content, make_notice(id="three", opening="新来的文字"))
    preview.wait_for("notices/three/", "新来的文字")
    assert "新来的文字" in preview.get("notices/three/notice.json")
    preview.file("two").rename(preview.file("four"))

    def gone() -> bool:
        try:
            return not preview.get("notices/two/")
        except urllib.error.HTTPError as error:
            return error.code == 404

    wait_until(gone)
    assert "</article>" in preview.get("notices/four/")


def test_templates_and_theme_are_followed_and_a_broken_template_is_shown(content: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    with serving(tmp_path, content) as preview:
        preview.wait_for("notices/two/", "</article>")
        before = preview.state("/notices/two/")["page"]
        with (tmp_path / "templates/theme/assets/site.css").open("a", encoding="utf-8") as style:
            style.write(".new-rule { color: red }\n")
        preview.wait_for("assets/site.css", ".new-rule")
        wait_until(lambda: preview.state("/notices/two/")["page"] != before)
        template = tmp_path / "templates/notice.md.j2"
        good = template.read_text(encoding="utf-8")
        template.write_text(good + "{% if %}\n", encoding="utf-8", newline="\n")
        wait_until(lambda: "notice.md.j2" in str(preview.state()["faults"]))
        assert "</article>" in preview.get("notices/two/")
        template.write_text(good, encoding="utf-8", newline="\n")
        wait_until(lambda: preview.state()["faults"] == [])


def test_a_preview_can_look_for_changes_itself(content: Path) -> None:
    with serving(ROOT, content, "--poll") as preview:
        preview.wait_for("notices/two/", "</article>")
        write(content, make_notice(id="two", opening="改过的文字"))
        preview.wait_for("notices/two/", "改过的文字")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "监视的文件夹已到系统允许的个数"),
        (errno.EMFILE, "监视文件的程序已到系统允许的个数"),
        (errno.ENOSYS, "系统没有这项功能"),
        (errno.EACCES, "没有权限"),
        (errno.ENOENT, "没有这个文件或文件夹"),
    ],
)
def test_where_the_system_does_not_watch_the_preview_says_why_and_looks_itself(
    content: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def refuse(_self: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("generator.preview.watch.Observer.start", refuse)
    said: list[str] = []
    changes: Queue[Change] = Queue()
    with watching(Project.at(ROOT, content), changes.put, poll=False, say=said.append):
        write(content, make_notice(id="two", opening="改过的文字"))
        assert changes.get(timeout=PATIENCE_SECONDS) == Change(path=content / "notices/2024/two.yaml", notice=True)
    assert said == [f"系统不能监视文件（{why}），改为每 0.5 秒查看一次，保存后稍慢显示。"]


def test_what_editors_keep_beside_a_file_is_not_a_change(content: Path) -> None:
    folder = content / "notices/2024"
    changes: Queue[Change] = Queue()
    with watching(Project.at(ROOT, content), changes.put, poll=False, say=print):
        for name in (".two.yaml.swp", "two.yaml~", "4913"):
            (folder / name).write_text("x", encoding="utf-8")
            (folder / name).unlink()
        (folder / "two.yaml").read_bytes()
        (folder / "last.yaml").touch()
        assert changes.get(timeout=PATIENCE_SECONDS) == Change(path=folder / "last.yaml", notice=True)


def _fault(path: str) -> Fault:
    return Fault(path=path, line=1, column=1, code="Y100", message="写错了", hint="改正。")


def test_a_whole_build_never_hides_a_save_that_it_did_not_see(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    (tmp_path / "page.html").write_bytes(b"built")
    shown.lay_over(["a.yaml"], [], {"page.html": b"first save"})
    shown.begin(elsewhere=False)
    shown.lay_over(["a.yaml"], [], {"page.html": b"second save"})
    shown.lay_over(["b.yaml"], [_fault("b.yaml")], {})
    shown.replace([])
    assert shown.file("page.html") == b"second save"
    assert shown.faults == [str(_fault("b.yaml"))]
    shown.begin(elsewhere=False)
    shown.replace([])
    assert shown.file("page.html") == b"built"
    assert shown.faults == []


def test_a_whole_build_with_faults_leaves_what_was_saved(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    shown.lay_over(["a.yaml"], [], {"page.html": b"saved"})
    shown.begin(elsewhere=True)
    shown.replace([_fault("b.yaml")])
    assert shown.file("page.html") == b"saved"
    assert shown.faults == [str(_fault("b.yaml"))]


def test_a_build_process_that_dies_is_reported_and_replaced(content: Path, tmp_path: Path) -> None:
    ended: Queue[Outcome | GeneratorError] = Queue()
    project = Project.at(ROOT, content, tmp_path / "work")
    with Builder(project, tmp_path / "site", ended.put) as builder:
        builder.build()
        os.kill(builder.process_id, signal.SIGKILL)
        assert "构建进程意外结束" in str(ended.get(timeout=PATIENCE_SECONDS))
        builder.build()
        assert isinstance(ended.get(timeout=PATIENCE_SECONDS), Outcome)
    assert (tmp_path / "site/notices/two/index.html").is_file()


def test_a_process_that_replaced_a_dead_one_is_not_waited_for(content: Path, tmp_path: Path) -> None:
    ended: Queue[Outcome | GeneratorError] = Queue()
    threads = threading.active_count()
    with Builder(Project.at(ROOT, content, tmp_path / "work"), tmp_path / "site", ended.put) as builder:
        for _ in range(3):
            dead = builder.process_id
            os.kill(dead, signal.SIGKILL)
            while builder.process_id == dead:
                builder.build()
        while not isinstance(ended.get(timeout=PATIENCE_SECONDS), Outcome):
            assert threading.active_count() > threads
        wait_until(lambda: threading.active_count() == threads + 1)


def test_what_the_system_refuses_is_told_and_ends_nothing() -> None:
    def gone() -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "a/b.html")

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def odd() -> None:
        raise OSError(errno.ELOOP, "Too many levels of symbolic links", "a")

    def not_text() -> None:
        b"\xff".decode()

    told = [str(attempt(function)) for function in (gone, full, odd, not_text)]
    assert told == [
        "文件不见了：a/b.html，请再保存一次。",
        "磁盘已满。请再保存一次。",
        f"系统报错：[Errno {errno.ELOOP}] Too many levels of symbolic links: 'a'。请再保存一次。",
        "模板或主题里有文件不是 UTF-8 编码，请另存为“UTF-8”。",
    ]


def test_a_link_to_nowhere_and_a_file_that_is_no_text_do_not_end_the_preview(content: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    with serving(tmp_path, content) as preview:
        preview.wait_for("notices/two/", "</article>")
        theme = tmp_path / "templates/theme"
        (theme / ".#main.html").symlink_to("somebody@machine.4711:1")
        write(content, make_notice(id="two", opening="改过的文字"))
        preview.wait_for("notices/two/", "改过的文字")
        good = (theme / "main.html").read_bytes()
        (theme / "main.html").write_bytes(b"\xff")
        wait_until(lambda: "不是 UTF-8" in str(preview.state()["faults"]))
        (theme / "main.html").write_bytes(good)
        wait_until(lambda: preview.state()["faults"] == [])


def _ask(preview: Running, method: str, path: str, host: str | None) -> int:
    place = urllib.parse.urlsplit(preview.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE_SECONDS)
    connection.putrequest(method, path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200 or "文字".encode() not in body
    return answer.status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_this_machine_s_own_names_are_answered(method: str, preview: Running) -> None:
    preview.wait_for("notices/one/", "旧的文字")
    paths = ("/notices/one/index.html", "/assets/site.css", "/__preview/state?page=/")[: 3 if method == "GET" else 2]
    own = ("127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8000")
    assert {_ask(preview, method, path, host) for path in paths for host in own} == {200}
    port = urllib.parse.urlsplit(preview.url).port
    strange = (None, "", "evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example")
    odd = ("evil@localhost", "localhost@evil.example", "localhost:80.evil.example", "[::1].evil.example", "0.0.0.0")
    assert {_ask(preview, method, path, host) for path in paths for host in (*strange, *odd)} == {403}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_address_that_no_file_can_have_is_unknown(method: str, preview: Running) -> None:
    preview.wait_for("notices/one/", "旧的文字")
    strange = ("/%00", "/%00.html", "/a%00/", "/%ed%a0%80", "/" + "a" * 5000, "//[", "http://[/")
    assert {_ask(preview, method, path, "localhost") for path in strange} <= {400, 404}
    preview.wait_for("notices/one/", "旧的文字")


def test_a_port_that_is_taken_is_named(preview: Running) -> None:
    port = preview.url.rstrip("/").rpartition(":")[2]
    run = subprocess.run(
        [sys.executable, "-m", "generator", "serve", "--port", port],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 2
    assert f"端口 {port} 用不了" in run.stderr
