"""The versions of all that shapes bytes: of two builds of the same content with the same versions, not one byte differs."""

from __future__ import annotations

import functools
import importlib.metadata
import platform
import sqlite3
import zlib
from pathlib import Path

from generator import __version__
from generator.build.engine import engine_versions
from generator.shard import folder_hash

# Beside the engine, what writes or reads bytes of a part: another version of one may write others.
_SHAPING = (
    "deflate", "numpy", "phonenumbers", "pydantic", "pypinyin", "python-stdnum", "pyyaml", "rcssmin", "rjsmin", "selectolax",
)  # fmt: skip


@functools.cache
def program_versions(engine: str) -> tuple[tuple[str, str], ...]:
    """Names and versions of this program and all that it stands on. Read once: what a process has loaded does not change under it."""
    packages = [(name, importlib.metadata.version(name)) for name in _SHAPING]
    for part in engine_versions(engine).split():
        name, _, version = part.partition("=")
        packages.append((name, version))
    return (
        ("generator", f"{__version__}-{folder_hash(Path(__file__).parent)[:12]}"),
        ("Python", ".".join(platform.python_version_tuple()[:2])),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION),
        ("SQLite", sqlite3.sqlite_version),
        *packages,
    )
