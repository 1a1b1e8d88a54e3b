"""The preview: an edit shows, a fault shows and leaves the last good page, a draft shows here and only here."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples import make_notice
from tests.site.conftest import ROOT, write

PATIENCE_SECONDS = 60


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A content folder and the address of its running preview."""
    content = tmp_path / "content"
    write(content, make_notice(id="one", draft=True, opening="旧的文字"))
    command = [
        sys.executable,
        "-m",
        "generator",
        "serve",
        "--content",
        str(content),
        "--work",
        str(tmp_path / "work"),
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        assert process.stdout
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        yield content, found[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE_SECONDS) == 0


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
        return str(answer.read().decode())


def wait_for(url: str, text: str) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            page = get(url)
        except OSError:
            page = ""
        if text in page:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{text} never showed at {url}")


def test_a_preview_follows_edits_and_keeps_the_last_good_page(preview: tuple[Path, str]) -> None:
    content, url = preview
    page = wait_for(f"{url}notices/one/", "旧的文字")
    assert "草稿" in page
    assert "/__preview/reload.js" in page
    write(content, make_notice(id="one", draft=True, opening="新的文字"))
    wait_for(f"{url}notices/one/", "新的文字")
    file = content / "notices/2024/one.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("wording: 原文", "wording: 原话"), encoding="utf-8")
    wait_for(f"{url}__preview/state", "M103")
    assert "新的文字" in get(f"{url}notices/one/")
    file.write_text(good, encoding="utf-8")
    wait_for(f"{url}__preview/state", '"faults": []')
    assert json.loads(get(f"{url}__preview/state"))["version"] >= 2


def test_a_port_that_is_taken_is_named(preview: tuple[Path, str]) -> None:
    port = preview[1].rstrip("/").rpartition(":")[2]
    run = subprocess.run(
        [sys.executable, "-m", "generator", "serve", "--port", port],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 2
    assert f"端口 {port} 用不了" in run.stderr
