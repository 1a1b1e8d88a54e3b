"""The open data under `/data/`: all notices as CSV, ndjson and an SQLite database with full text, and their description.

`notice.json`s go in, files come out, the same every time. Nothing is known here that a `notice.json` does not say, so nothing gets out that
is not public there. On a large site the long tables are a file a year, so that an edit writes one year's. The one module of this stage
that writes files, into the folder that it is given.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.index.open_tables import ITEMS, LINE_TYPES, NOTICES, Column, Record, Value, item_rows, notice_row

NOTICES_FILE = "notices.csv"
ITEMS_FILE = "items.csv"
LINES_FILE = "notices.ndjson"
DATABASE_FILE = "notices.sqlite"
PACKAGE_FILE = "datapackage.json"
TABLES: Final[Mapping[str, Sequence[Column]]] = {NOTICES_FILE: NOTICES, ITEMS_FILE: ITEMS, LINES_FILE: ()}
"""The text files with the columns of each."""
UNDATED = "undated"
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width forms included."""

_GUARD = "'"
_GUARDED = frozenset((_GUARD, *FORMULA_STARTS))
_BOM = "\ufeff".encode()
_YEAR = re.compile(r"\d{4}(?!\d)", re.ASCII)
_CHUNK = 1 << 20
_SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "date": "TEXT"}
_WRITER_VERSION = 96  # where the database's header says which release of SQLite wrote it
_ANY_WRITER = (3_034_000).to_bytes(4)  # the first that knows trigrams
_FTS_USUAL_MEMORY = 1 << 20  # SQLite's default: bytes of the index that are held before they are written
_FTS_MEMORY = 64 * _FTS_USUAL_MEMORY  # so that what was written need not be merged over and over
_UNITS = """
CREATE TABLE units (
  id INTEGER PRIMARY KEY,
  notice TEXT NOT NULL REFERENCES notices(id),
  anchor TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX units_notice ON units (notice);
CREATE VIRTUAL TABLE units_fts USING fts5 (text, content="units", content_rowid="id", tokenize="trigram");
"""
_DATABASE: dict[str, Any] = {
    "name": "notices-database",
    "path": DATABASE_FILE,
    "title": "带全文索引的数据库",
    "description": "SQLite 数据库：表 notices、items、units，全文索引 units_fts（查三个字以上的词）；可用 Datasette 打开。",
    "mediatype": "application/vnd.sqlite3",
    "format": "sqlite",
}


@dataclass(frozen=True, kw_only=True)
class DataPart:
    """What some notices contribute to the text files, by the year of their publication, `undated` where it is not known.

    `rows`: of the tables with columns, by year and table (`2024/items.csv`), without a header. `ids`: of which notices the `notice.json`s
    are the lines of a year. `sums`: SHA-256 of all three by year and table.
    """

    rows: Mapping[str, bytes]
    ids: Mapping[str, Sequence[str]]
    sums: Mapping[str, str]


def data_part(records: Iterable[tuple[Record, bytes]]) -> DataPart:
    """What some notices contribute, given as their records and the `notice.json`s of these."""
    years: dict[str, list[tuple[Record, bytes]]] = {}
    for record, line in records:
        years.setdefault(_year(record), []).append((record, line))
    rows: dict[str, bytes] = {}
    sums: dict[str, str] = {}
    for year, group in years.items():
        rows[f"{year}/{NOTICES_FILE}"] = _rows(notice_row(record) for record, _ in group)
        rows[f"{year}/{ITEMS_FILE}"] = _rows(row for record, _ in group for row in item_rows(record))
        sums[f"{year}/{LINES_FILE}"] = _sum_of(line for _, line in group)
    return DataPart(
        rows=rows,
        ids={year: [record["id"] for record, _ in group] for year, group in years.items()},
        sums=sums | {name: _sum_of([content]) for name, content in rows.items()},
    )


def _sum_of(contents: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()


def _year(record: Record) -> str:
    found = _YEAR.match(record["published"] or "")
    return found[0] if found else UNDATED


def write_table(path: Path, table: str, parts: Iterable[str]) -> None:
    """Write one of `TABLES` from files with its rows, in their order, or the database from `notice.json`s.

    Nothing is held in memory as a whole: with 10,000 notices these files are larger than the rest of the site.
    """
    if table == DATABASE_FILE:
        _write_database(path, parts)
        return
    with path.open("wb") as file:
        file.write(_head(TABLES[table]))
        for part in parts:
            with Path(part).open("rb") as rows:
                shutil.copyfileobj(rows, file, _CHUNK)


def _head(columns: Sequence[Column]) -> bytes:
    """What a CSV file begins with; nothing without columns."""
    return _BOM + _rows([[column.name for column in columns]]) if columns else b""


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file of the open data: its name, the table that it holds, and of which years; without years, of all."""

    name: str
    table: str
    year: str | None = None

    def resource(self) -> dict[str, Any]:
        """What it is, in the words of the Data Package standard (Frictionless, v1)."""
        described = _RESOURCES[self.table]
        if self.year is None:
            return described
        of = "发布日期不详的" if self.year == UNDATED else f"{self.year} 年发布的"
        title = of + described["title"].removeprefix("全部")
        return described | {"name": f"{described['name']}-{self.year}", "path": self.name, "title": title}


def data_files(years: Sequence[str], *, database: bool) -> list[DataFile]:
    """The files of the open data beside their description; with `years`, what is long is a file for each of them."""
    files = [DataFile(name=NOTICES_FILE, table=NOTICES_FILE)]
    for table in (ITEMS_FILE, LINES_FILE):
        stem, _, suffix = table.partition(".")
        files += [DataFile(name=f"{stem}-{year}.{suffix}", table=table, year=year) for year in years]
        files += [] if years else [DataFile(name=table, table=table)]
    return [*files, DataFile(name=DATABASE_FILE, table=DATABASE_FILE)] if database else files


def _text_resources() -> list[dict[str, Any]]:
    sheet = {"encoding": "utf-8", "mediatype": "text/csv", "format": "csv", "profile": "tabular-data-resource"}
    reference = {"fields": "notice", "reference": {"resource": "notices", "fields": "id"}}
    return [
        {
            "name": "notices",
            "path": NOTICES_FILE,
            "title": "通报一览",
            "description": "一份通报一行，可用 Excel、WPS 打开。",
            **sheet,
            "schema": {"fields": _fields(NOTICES), "primaryKey": "id", "missingValues": [""]},
        },
        {
            "name": "items",
            "path": ITEMS_FILE,
            "title": "整改事项一览",
            "description": "一个整改事项一行，可用 Excel、WPS 打开。",
            **sheet,
            "schema": {
                "fields": _fields(ITEMS),
                "primaryKey": ["notice", "position"],
                "foreignKeys": [reference],
                "missingValues": [""],
            },
        },
        {
            "name": "notices-full",
            "path": LINES_FILE,
            "title": "全部通报的完整数据",
            "description": "一行一份通报，内容与各页的 notice.json 相同，供程序逐行读取。",
            "encoding": "utf-8",
            "mediatype": "application/x-ndjson",
            "format": "ndjson",
            "schema": {"fields": [{"name": name, "type": kind} for name, kind in LINE_TYPES.items()]},
        },
    ]


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what would begin a formula, and before an apostrophe.

    Taking one apostrophe off every cell that begins with one gives back the text.
    """
    return _GUARD + text if text[:1] in _GUARDED else text


def _rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows of a CSV file (RFC 4180)."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [guarded(value) if isinstance(value, str) else value for value in row] for row in rows
    )
    return text.getvalue().encode()


def _write_database(path: Path, parts: Iterable[str]) -> None:
    """Make the database of `notice.json`s. The bytes do not say which release of SQLite wrote them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        _define(database)
        for part in parts:
            _insert(database, json.loads(Path(part).read_bytes()))
        database.execute("INSERT INTO units_fts (units_fts, rank) VALUES ('hashsize', ?)", [_FTS_MEMORY])
        database.execute("INSERT INTO units_fts (units_fts) VALUES ('rebuild')")
        database.execute("INSERT INTO units_fts (units_fts) VALUES ('optimize')")
        database.execute("INSERT INTO units_fts (units_fts, rank) VALUES ('hashsize', ?)", [_FTS_USUAL_MEMORY])
        database.execute("COMMIT")
    with path.open("r+b") as header:
        header.seek(_WRITER_VERSION)
        header.write(_ANY_WRITER)


def _define(database: sqlite3.Connection) -> None:
    keys = {"notices": "PRIMARY KEY (id)", "items": "PRIMARY KEY (notice, position)"}
    for name, columns in (("notices", NOTICES), ("items", ITEMS)):
        defined = [f"{one.name} {_SQL_TYPES[one.type]}{' NOT NULL' if one.required else ''}" for one in columns]
        foreign = ["FOREIGN KEY (notice) REFERENCES notices(id)"] if name == "items" else []
        database.execute(f"CREATE TABLE {name} ({', '.join([*defined, keys[name], *foreign])})")
    for statement in _UNITS.split(";"):
        database.execute(statement)


def _insert(database: sqlite3.Connection, record: Record) -> None:
    database.execute(_into("notices", len(NOTICES)), notice_row(record))
    database.executemany(_into("items", len(ITEMS)), item_rows(record))
    units = [(record["id"], unit["anchor"], unit["text"]) for unit in record["units"]]
    database.executemany("INSERT INTO units (notice, anchor, text) VALUES (?, ?, ?)", units)


def _into(table: str, width: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608 - names of this module


def data_package(
    files: Sequence[DataFile], proofs: Mapping[str, tuple[int, str]], *, site_name: str, site_url: str
) -> bytes:
    """The description of the open data, `datapackage.json`; `proofs` are size and SHA-256 of each file by its name."""
    resources = [
        {**file.resource(), "bytes": proofs[file.name][0], "hash": f"sha256:{proofs[file.name][1]}"} for file in files
    ]
    package = {
        "profile": "data-package",
        "name": "rectification-notices",
        "title": site_name,
        "description": "本站全部通报的开放数据。CSV 中以 = + - @ 等开头的单元格前加了一个撇号，以防电子表格当作公式；"
        "逐字引用请用 ndjson 或数据库。",
        **({"homepage": site_url} if site_url else {}),
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _fields(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "title": one.title,
            "type": one.type,
            **({"description": one.note} if one.note else {}),
            **({"constraints": {"required": True}} if one.required else {}),
        }
        for one in columns
    ]


_RESOURCES = {resource["path"]: resource for resource in (*_text_resources(), _DATABASE)}
SHEETS: Final[Sequence[Mapping[str, Any]]] = [_RESOURCES[table] for table, columns in TABLES.items() if columns]
"""The tables that have columns, as resources, whatever files they are cut into."""
