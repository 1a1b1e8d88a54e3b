"""A finished site as one zip file, for hosts that take nothing else.

The same site gives the same bytes; the file appears whole or not at all.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.publish.manifest import MANIFEST, SIGNATURE, Manifest

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o644 << 16
_PACKED: Final = ".gz"


def write_zip(site: Path, listed: Manifest, target: Path) -> None:
    """Write all listed files, the manifest and its signature, at the zip's root."""
    names = [entry.path for entry in listed.entries] + [MANIFEST, SIGNATURE]
    spare = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(spare, "w") as archive:
            for name in sorted(names):
                if (site / name).is_file():
                    archive.writestr(_member(name), (site / name).read_bytes())
        spare.replace(target)
    except OSError as error:
        spare.unlink(missing_ok=True)
        raise GeneratorError(f"写不出 {target}：{refusal(error)}") from error


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    info.external_attr = _PLAIN_FILE
    info.create_system = 3
    return info
