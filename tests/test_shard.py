"""What a shard makes of attached files: each stands beside its page as it came, and none takes the place of another file."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from generator.build.pages import Workshop
from generator.model.notice import Attachment, Notice
from generator.shard import NoticeBytes, Product, Settings, make_shard, notice_files
from generator.shard_files import shard_files
from tests.conftest import ROOT
from tests.samples import make_notice

FOLDER = "notices/a/"
TABLE = "序号,问题\n".encode() * 100
ATTACHED = {"a.html": b"<p>\xe6\xb8\x85\xe5\x8d\x95</p>", "b.gz": b"\x1f\x8b not one of ours", "c.csv": TABLE}


def settings(*, drafts: bool = False) -> Settings:
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", templates=ROOT / "templates")
    return Settings(workshop=workshop, site_url="https://www.example.gov.cn/", drafts=drafts)


def bytes_of(*names: str) -> NoticeBytes:
    """The file of a notice to which files of these names are attached, and the files of `ATTACHED`."""
    lines = "".join(f"  - {{text: 附件：清单, file: {name}}}\n" for name in names)
    more = "revisions: [{date: 2024-04-01, note: 更正一处}]\n"
    text = f"title: 通报\nwording: 原文\nissuer: {{name: 某某}}\nopening: 一段。\n{more}attachments:\n{lines}"
    return NoticeBytes(path="2024/a.yaml", id="a", raw=text.encode(), attached=ATTACHED)


@pytest.fixture(scope="module")
def product() -> Product:
    return make_shard([bytes_of("a.html", "b.gz", "c.csv")], settings())


def test_attached_files_stand_beside_the_page_as_they_came(product: Product) -> None:
    own = {f"{FOLDER}notice.{kind}" for kind in ("json", "yaml", "txt")}
    assert set(product.beside) == own | {FOLDER + name for name in ATTACHED}
    assert {name: product.files[FOLDER + name] for name in ATTACHED} == ATTACHED


def test_pages_and_packed_twins_are_kept_apart_from_what_stands_beside_them(product: Product) -> None:
    pages = {f"{FOLDER}index.html", f"{FOLDER}history/index.html"}
    twins = {name for name in product.built if name.endswith(".gz")}
    assert set(product.built) - twins == pages
    assert pages | {f"{FOLDER}c.csv"} <= {name.removesuffix(".gz") for name in twins}
    assert gzip.decompress(product.built[f"{FOLDER}c.csv.gz"]) == TABLE
    assert product.files == {**product.built, **product.beside}
    assert product.built.keys().isdisjoint(product.beside)


def test_what_stands_beside_a_page_is_in_the_rendered_folder_too_whatever_its_name() -> None:
    kept = shard_files([bytes_of("a.html", "b.gz", "c.csv")], settings())
    both = {name.removeprefix("both/") for name in kept if name.startswith("both/")}
    site = {name.removeprefix("site/") for name in kept if name.startswith("site/")}
    assert {FOLDER + name for name in ATTACHED} <= both
    assert both.isdisjoint(site)
    assert {f"{FOLDER}index.html", f"{FOLDER}index.html.gz", f"{FOLDER}c.csv.gz"} <= site


def test_a_preview_has_no_twins() -> None:
    preview = make_shard([bytes_of("c.csv")], settings(drafts=True))
    assert set(preview.built) == {f"{FOLDER}index.html", f"{FOLDER}history/index.html"}


def test_a_file_not_named_in_the_notice_is_not_published(product: Product) -> None:
    fewer = make_shard([bytes_of("c.csv")], settings())
    assert product.files.keys() - fewer.files.keys() == {f"{FOLDER}a.html", f"{FOLDER}b.gz"}


@pytest.mark.parametrize("name", ["index.html", "Notice.json", "history", "index.html.gz"])
def test_an_attachment_with_the_name_of_an_own_file_stops_the_shard_with_a_fault(name: str) -> None:
    refused = make_shard([bytes_of(name)], settings())
    assert [(fault.code, fault.line) for fault in refused.faults] == [("M112", 7)]
    assert refused.files == {}


def test_a_file_that_is_named_and_not_there_stops_the_shard_with_a_fault_at_its_line() -> None:
    refused = make_shard([bytes_of("c.csv", "none.pdf")], settings())
    assert refused.files == {}
    assert [str(fault) for fault in refused.faults if fault.code == "Y207"] == [
        "2024/a.yaml:8:25: Y207 没有附件文件 none.pdf\n"
        "    | - {text: 附件：清单, file: none.pdf}\n"
        "    → 把它放到 content/files/a/ 下。"
    ]


def test_of_a_withdrawn_notice_no_attached_file_is_asked_for_or_published() -> None:
    named = bytes_of("c.csv", "none.pdf")
    gone = replace(named, raw=named.raw + "withdrawn: {date: 2024-05-01, reason: 内容有误}\n".encode())
    made = make_shard([gone], settings())
    assert [fault.code for fault in made.faults if fault.severity == "error"] == []
    assert {name for name in made.files if not name.endswith(".gz")} == {f"{FOLDER}index.html", f"{FOLDER}notice.json"}


def unchecked(*names: str) -> Notice:
    """A notice whose attachments the model has not seen."""
    attachments = tuple(Attachment.model_construct(text="附件：清单", file=name) for name in names)
    return make_notice(id="a").model_copy(update={"attachments": attachments})


@pytest.mark.parametrize("name", ["notice.json", "notice.yaml", "notice.txt"])
def test_no_record_is_replaced_even_if_the_model_let_the_name_pass(name: str) -> None:
    notice = unchecked(name)
    with pytest.raises(ValueError, match=name):
        notice_files(notice, {name: b"x"}, b"{}\n")


@pytest.mark.parametrize("name", ["index.html", "history", "c.csv.gz"])
def test_no_page_and_no_file_is_replaced_even_if_the_model_let_the_name_pass(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.shard.notice_files", lambda *_: {f"{FOLDER}c.csv": TABLE, FOLDER + name: b"x"})
    with pytest.raises(ValueError, match=f"{FOLDER}{name}"):
        make_shard([bytes_of("c.csv")], settings())
