"""The open data, each file by its own reader: a spreadsheet's rules, line by line JSON, SQLite, Frictionless."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from frictionless import Package, validate

from generator.build.cache import write_files
from generator.index.notice_json import notice_json, record_bytes
from generator.index.open_tables import COUNT_COLUMNS, ITEMS, NOTICES, item_rows, notice_row
from generator.index.opendata import FORMULA_STARTS, data_files, data_package, data_part, guarded, write_table
from generator.load.notices import load_notices
from generator.model.notice import Notice
from generator.model.outline import items, outline
from generator.model.words import STATUSES
from generator.publish.manifest import file_hash
from tests.samples import TORTURE_LINES, make_notice, torture_notice

SITE = "https://example.org/base/"
SECRET = "撤下的文字不得出现"
NOTICES_MADE = (
    make_notice(
        id="a",
        published="2024年1月上旬",
        contact={"phones": ["0527-88859050", "+86 527 88859051"], "postcodes": "010010"},
        sections=[
            {
                "heading": "一、整改",
                "items": [
                    {"finding": "专项资金闲置", "status": "已完成", "text": "一\n=1+1"},
                    {"finding": "=cmd|'/c calc'!A0", "text": "－减号"},
                ],
            }
        ],
        revisions=[{"date": "2024-06-01", "note": "更正"}, {"date": "2024-05-01", "note": "更正"}],
    ),
    make_notice(id="b", title=SECRET, opening=SECRET, withdrawn={"date": "2024-05-01", "reason": "有误"}),
    torture_notice(),
)


def write(folder: Path, *runs: tuple[Notice, ...], by_year: bool = False, database: bool = True) -> Path:
    """Write the open data of notices that come in several parts."""
    records = [[notice_json(notice, SITE) for notice in notices] for notices in runs]
    made = [data_part((record, record_bytes(record)) for record in one) for one in records]
    lines = {f"{record['id']}.json": record_bytes(record) for one in records for record in one}
    write_files(folder / "records", lines.items())
    for number, part in enumerate(made):
        write_files(folder / f"part{number}", part.rows.items())
    target = folder / "data"
    target.mkdir()
    years = sorted({year for part in made for year in part.ids})
    files = data_files(years if by_year else (), database=database)
    for file in files:
        wanted = years if file.year is None else [file.year]
        rows = [one for year in wanted for one in sorted(folder.glob(f"part*/{year}/{file.table}"))]
        ids = [name for year in wanted for part in made for name in part.ids.get(year, ())]
        parts = rows or [folder / "records" / f"{name}.json" for name in ids]
        write_table(target / file.name, file.table, map(str, parts))
    proofs = {file.name: file_hash(target / file.name) for file in files}
    (target / "datapackage.json").write_bytes(data_package(files, proofs, site_name="站名", site_url=SITE))
    return target


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("open"), NOTICES_MADE[:2], NOTICES_MADE[2:])


@pytest.fixture
def database(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{(data / 'notices.sqlite').as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def test_frictionless_finds_the_package_valid(data: Path) -> None:
    report = validate(data / "datapackage.json")
    assert report.flatten(["title", "message"]) == []
    assert report.valid


def test_the_package_is_valid_however_seldom_a_fact_is_given(tmp_path: Path) -> None:
    usual = [make_notice(id=f"n{number}", published="2024-03-15") for number in range(40)]
    rare = make_notice(id="rare", published="2023年底", source={"publisher": "某站"})
    data = write(tmp_path, (*usual, rare, NOTICES_MADE[1]))
    assert validate(data / "datapackage.json").flatten(["title", "message"]) == []
    described = Package(data / "datapackage.json").get_resource("notices-full").schema.fields
    assert [field.name for field in described] == list(notice_json(rare))


def test_cut_by_year_the_package_holds_the_same_rows(data: Path, tmp_path: Path) -> None:
    later = make_notice(id="z", published="2025-03-01")
    undated = make_notice(id="u", published=None)
    cut = write(tmp_path / "cut", (*NOTICES_MADE, undated), (later,), by_year=True)
    whole = write(tmp_path / "whole", (*NOTICES_MADE, undated), (later,))
    assert validate(cut / "datapackage.json").valid
    years = {path.name for path in cut.glob("items-*.csv")}
    assert {"items-2024.csv", "items-2025.csv", "items-undated.csv"} <= years
    assert [row for name in sorted(years) for row in rows(cut / name)] == rows(whole / "items.csv")
    lines = b"".join(path.read_bytes() for path in sorted(cut.glob("notices-*.ndjson")))
    assert lines == (whole / "notices.ndjson").read_bytes()
    for name in ("notices.csv", "notices.sqlite"):
        assert (cut / name).read_bytes() == (whole / name).read_bytes()


def test_frictionless_notices_a_changed_byte(tmp_path: Path) -> None:
    folder = write(tmp_path, NOTICES_MADE)
    (folder / "items.csv").write_bytes((folder / "items.csv").read_bytes().replace("专项".encode(), "专顶".encode()))
    assert not validate(folder / "datapackage.json").valid


def test_the_package_names_every_file_with_its_size_and_hash(data: Path) -> None:
    package = Package(data / "datapackage.json")
    assert {resource.path for resource in package.resources} == {
        path.name for path in data.iterdir() if path.name != "datapackage.json"
    }
    for resource in package.resources:
        content = (data / str(resource.path)).read_bytes()
        assert (resource.bytes, resource.hash) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


@pytest.mark.parametrize("name", ["notices.csv", "items.csv"])
def test_csv_is_utf_8_with_the_mark_that_excel_looks_for(data: Path, name: str) -> None:
    content = (data / name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.endswith(b"\r\n")


def test_a_notice_is_a_row_with_its_facts(data: Path) -> None:
    row = rows(data / "notices.csv")[0]
    assert list(row) == [column.name for column in NOTICES]
    assert (row["id"], row["issuer"], row["published"]) == ("a", "中共某某县委员会", "2024年1月上旬")
    assert (row["items"], row["done"], row["unstated"], row["revised"]) == ("2", "1", "1", "2024-06-01")
    assert (row["phones"], row["postcodes"]) == ("0527-88859050\n+86 527 88859051", "010010")


def test_each_column_holds_what_its_name_says(root: Path) -> None:
    (loaded,), _ = load_notices([root / "tests/cases/valid/everything.yaml"])
    record = notice_json(loaded.notice, SITE)
    url = f"{SITE}notices/everything/"
    assert dict(zip([column.name for column in NOTICES], notice_row(record), strict=True)) == {
        "id": "everything",
        "url": url,
        "title": "中共某某县委员会关于巡视整改进展情况的通报",
        "kind": "报告",
        "wording": "摘编",
        "issuer": "中共某某县委员会",
        "issuer_short": "某某县委",
        "region": "320000",
        "region_name": "江苏省某某县",
        "published": "2024-03-20",
        "signed": "2024-03-15",
        "inspection_type": "巡视",
        "inspection_level": "省",
        "inspection_team": "省委第四巡视组",
        "inspection_subject": "某某县委",
        "inspection_round": "十四届省委第三轮",
        "inspection_forms": "常规\n“回头看”",
        "inspection_start": "2022年8月下旬",
        "inspection_end": "2022-09-30",
        "inspection_feedback": "2022-10-11",
        "items": 3,
        "done": 1,
        "mostly_done": 1,
        "ongoing": 1,
        "long_term": 0,
        "not_done": 0,
        "unstated": 0,
        "phones": "0527-88859050\n159*****009",
        "faxes": "0527-88859051",
        "emails": "**********@qq.com",
        "addresses": "某某市人民大道888号整改办",
        "postcodes": "223800",
        "people": "王主任",
        "hours": "工作日9:00—12:00",
        "source_publisher": "某某网（qingdan@163.com）",
        "source_title": "原题",
        "source_url": "https://www.example.gov.cn/a",
        "revised": "2024-04-01",
        "withdrawn": None,
        "withdrawal_reason": None,
    }
    assert dict(zip([column.name for column in ITEMS], list(item_rows(record))[1], strict=True)) == {
        "notice": "everything",
        "position": 2,
        "anchor": "item-fixed",
        "label": "2.",
        "section": "(一)已完成的事项",
        "finding": "甲问题。乙问题",
        "status": "基本完成",
        "text": "第一段\n甲\t乙\n丙\t丁",
        "url": f"{url}#item-fixed",
    }


def test_the_package_says_how_a_row_is_told_from_others_and_what_is_a_date_or_a_number(data: Path) -> None:
    notices, items_table = (Package(str(data / "datapackage.json")).get_resource(name) for name in ("notices", "items"))
    assert notices.schema.primary_key == ["id"]
    assert items_table.schema.primary_key == ["notice", "position"]
    assert [key["reference"] for key in items_table.schema.foreign_keys] == [{"resource": "notices", "fields": ["id"]}]
    for table in (notices, items_table):
        assert (table.encoding, table.mediatype, table.schema.missing_values) == ("utf-8", "text/csv", [""])
    kinds = {field.name: field.type for field in (*notices.schema.fields, *items_table.schema.fields)}
    assert {name for name, kind in kinds.items() if kind == "date"} == {"revised", "withdrawn"}
    assert {name for name, kind in kinds.items() if kind == "integer"} == {
        *("items", "unstated", "position"),
        *COUNT_COLUMNS.values(),
    }


def test_every_item_is_a_row_exactly_as_issued(data: Path) -> None:
    found = rows(data / "items.csv")
    units = [(notice, unit) for notice in NOTICES_MADE if not notice.withdrawn for unit in items(outline(notice))]
    assert [(row["notice"], unguarded(row["finding"]), unguarded(row["text"])) for row in found] == [
        (notice.id, unit.finding, unit.body_text) for notice, unit in units
    ]
    assert len(found) > len(TORTURE_LINES)


def test_no_cell_begins_a_formula(data: Path) -> None:
    cells = [cell for name in ("notices.csv", "items.csv") for row in rows(data / name) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(tuple(FORMULA_STARTS))] == []
    assert "'=cmd|'/c calc'!A0" in cells


@pytest.mark.parametrize("text", [*FORMULA_STARTS, "=1+1", "'", "''=1", "'引号", "平常", "1-1", "", *TORTURE_LINES])
def test_what_the_guard_adds_can_be_taken_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert (guarded(text) == text) == (not text.startswith(("'", *FORMULA_STARTS)))


def test_each_line_of_ndjson_is_a_notice_json(data: Path) -> None:
    lines = (data / "notices.ndjson").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [
        json.loads(json.dumps(notice_json(notice, SITE))) for notice in NOTICES_MADE
    ]


def test_the_database_holds_every_unit_as_issued(database: sqlite3.Connection) -> None:
    found = database.execute("SELECT notice, anchor, text FROM units ORDER BY id").fetchall()
    assert found == [
        (notice.id, unit.anchor, unit.text)
        for notice in NOTICES_MADE
        if not notice.withdrawn
        for unit in outline(notice)
    ]


def test_the_database_and_the_sheets_say_the_same(data: Path, database: sqlite3.Connection) -> None:
    for table in ("notices", "items"):
        cursor = database.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        stored = [dict(zip(names, map(_printed, row), strict=True)) for row in cursor]
        assert stored == [{key: unguarded(cell) for key, cell in row.items()} for row in rows(data / f"{table}.csv")]


def _printed(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("query", ["专项资金", "项资金闲", "一、整改", "0527-88859050", "GE IN", "159*****009"])
def test_full_text_finds_what_a_plain_scan_finds(database: sqlite3.Connection, query: str) -> None:
    found = database.execute(
        "SELECT rowid FROM units_fts WHERE units_fts MATCH ? ORDER BY rowid", [f'"{query}"']
    ).fetchall()
    scan = "SELECT id FROM units WHERE instr(lower(text), lower(?)) ORDER BY id"
    assert found == database.execute(scan, [query]).fetchall()


def test_full_text_finds_something(database: sqlite3.Connection) -> None:
    sql = "SELECT notice FROM units_fts JOIN units ON units.id = units_fts.rowid WHERE units_fts MATCH '\"专项资金\"'"
    assert database.execute(sql).fetchall() == [("a",)]


def test_the_database_is_whole(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_datasette_would_recognise_the_full_text(database: sqlite3.Connection) -> None:
    sql = "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"units\"%'"
    assert database.execute(sql).fetchall() == [("units_fts",)]


def test_of_a_withdrawn_notice_only_the_withdrawal_is_left(data: Path) -> None:
    row = rows(data / "notices.csv")[1]
    assert {name for name, cell in row.items() if cell} == {
        *("id", "url", "kind", "wording", "issuer", "withdrawn", "withdrawal_reason"),
        *(column.name for column in NOTICES if column.type == "integer"),
    }
    assert row["items"] == "0"
    assert all(SECRET.encode() not in path.read_bytes() for path in data.iterdir())


def test_parts_and_their_number_leave_no_trace(tmp_path: Path, data: Path) -> None:
    again = write(tmp_path, NOTICES_MADE, ())
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in data.iterdir()
    }


def test_a_site_without_notices_has_data_without_rows(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert rows(folder / "items.csv") == rows(folder / "notices.csv") == []
    # Frictionless takes a file of no lines for none; that is all that it says.
    assert [task.name for task in validate(folder / "datapackage.json").tasks if task.errors] == ["notices-full"]


def test_without_a_database_the_package_does_not_name_one(tmp_path: Path) -> None:
    folder = write(tmp_path, NOTICES_MADE, database=False)
    assert not (folder / "notices.sqlite").exists()
    assert validate(folder / "datapackage.json").valid


def test_every_status_has_its_column() -> None:
    assert tuple(COUNT_COLUMNS) == STATUSES


def test_every_column_is_named_and_titled_once() -> None:
    for columns in (NOTICES, ITEMS):
        assert len({column.name for column in columns}) == len({column.title for column in columns}) == len(columns)
