"""One run of the build: what is built and with what; and how its finished parts are kept in the cache.

A part is a cache entry. Its files for the site lie below `site/`, those for the rendered folder below `source/`, those for both below
`both/`; `listing` says of the site's files what the manifest will say. Its key covers all that it is made of.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.build.cache import Cache, Kept
from generator.build.compress import is_twin
from generator.model.site import Site
from generator.progress import Report
from generator.project import Project
from generator.publish.manifest import listing
from generator.shard import Settings
from generator.versions import program_versions
from generator.workers import Workers

LISTING = "listing"
FEW = 200
"""Notices below which starting a process takes longer than the work that is left for it."""
SITE: Final = ("site", "both")
"""The folders of a part whose files belong to the site."""
SOURCE: Final = ("source", "both")
"""The folders of a part whose files belong to the rendered folder."""
_CONFIG = "mkdocs.yml"
_ASKED = re.compile(r"!ENV\s*(\[[^\]]*\]|[^\n]*)")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What all parts of a build share.

    `package` is a hash over the program and what it stands on; `base` one over all that shapes pages: that, configuration, templates and
    theme, of which `templates` is the part that holds a copy.
    """

    project: Project
    site: Site
    settings: Settings
    cache: Cache
    workers: Workers
    report: Report
    package: str
    base: str
    templates: Kept

    @classmethod
    def of(cls, project: Project, site: Site, settings: Settings, workers: Workers, report: Report) -> Run:
        """A run with the project's cache.

        Its settings name a copy of the configuration and the templates as they are now, which no edit during the build changes.
        """
        cache = Cache(project.cache)
        workshop = settings.workshop
        shaping = _shaping_files(workshop.config_file, workshop.templates)
        package = part_key("program", program_versions(workshop.engine))
        base = part_key(
            "settings", package, settings.site_url, settings.drafts, _environment(shaping[_CONFIG]), _sums(shaping)
        )
        key = part_key("templates", _sums(shaping))
        copy = cache.find(key) or cache.store(key, shaping)
        frozen = replace(workshop, config_file=copy.folder / _CONFIG, templates=copy.folder / workshop.templates.name)
        return cls(
            project=project,
            site=site,
            settings=replace(settings, workshop=frozen),
            cache=cache,
            workers=workers,
            report=report,
            package=package,
            base=base,
            templates=copy,
        )

    @property
    def site_url(self) -> str:
        """The site's address, or nothing."""
        return self.site.url or ""


def _shaping_files(config_file: Path, templates: Path) -> dict[str, bytes]:
    """The configuration and the templates as a part holds them."""
    found = sorted(path for path in templates.rglob("*") if path.is_file())
    inside = {f"{templates.name}/{path.relative_to(templates).as_posix()}": path.read_bytes() for path in found}
    return {_CONFIG: config_file.read_bytes(), **inside}


def _sums(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(content).hexdigest()) for name, content in files.items()]


def _environment(config: bytes) -> list[tuple[str, str | None]]:
    """The values of the variables that `!ENV` in a configuration asks for."""
    asked = " ".join(_ASKED.findall(config.decode("utf-8", "replace")))
    return [(name, os.environ.get(name)) for name in sorted(set(_NAME.findall(asked)))]


def part_key(kind: str, *facts: object) -> str:
    """The key of a part: its kind and a hash over facts that JSON can say."""
    return f"{kind}-{hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()}"


def part_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the site as a part holds them, with their listing."""
    return {**placed(files), LISTING: listing(files.items())}


def keep_files(cache: Cache, kind: str, files: Mapping[str, bytes]) -> Kept:
    """The part of a few files of the site, whose key they are themselves."""
    key = part_key(kind, [(path, hashlib.sha256(content).hexdigest()) for path, content in sorted(files.items())])
    return cache.find(key) or cache.store(key, part_files(files))


def part_of(*, site: Mapping[str, bytes], both: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files for the site alone, and files for the rendered folder too, as a part holds them, with the listing of all."""
    return {
        **{f"site/{name}": content for name, content in site.items()},
        **{f"both/{name}": content for name, content in both.items()},
        LISTING: listing([*site.items(), *both.items()]),
    }


def placed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Our own files of the site by where they lie in a part: what a site builder makes, and twins, are for the site alone.

    The name tells which those are; of files whose names editors choose it does not, and they go through `part_of`.
    """
    return {
        f"{'site' if name.endswith('.html') or is_twin(name) else 'both'}/{name}": content
        for name, content in files.items()
    }


def path_on_site(name: str) -> str | None:
    """The path on the site of a file of a part; None if it is not for the site."""
    folder, _, path = name.partition("/")
    return path if folder in SITE else None
