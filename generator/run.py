"""One run of the build: what is built and with what; and how its finished parts are kept in the cache.

A part is a cache entry. Its files for the site lie below `site/`, those for the rendered folder below `source/`, those for both below
`both/`; `listing` says of the site's files what the manifest will say. Its key covers all that it is made of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.build.cache import Cache
from generator.build.compress import is_twin, with_twins
from generator.model.site import Site
from generator.progress import Report
from generator.project import Project
from generator.publish.manifest import listing
from generator.shard import Settings, folder_hash, settings_key
from generator.workers import Workers

LISTING = "listing"
SITE: Final = ("site", "both")
"""The folders of a part whose files belong to the site."""
SOURCE: Final = ("source", "both")
"""The folders of a part whose files belong to the rendered folder."""
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Run:
    """What all parts of a build share.

    `package` is a hash over the program; `base` one over all that shapes pages: the program, the engine, configuration, templates, theme.
    """

    project: Project
    site: Site
    settings: Settings
    cache: Cache
    workers: Workers
    report: Report
    package: str
    base: str

    @classmethod
    def of(cls, project: Project, site: Site, settings: Settings, workers: Workers, report: Report) -> Run:
        """A run with the cache in the project's work folder."""
        package = folder_hash(_PACKAGE)
        return cls(
            project=project,
            site=site,
            settings=settings,
            cache=Cache(project.work / "cache"),
            workers=workers,
            report=report,
            package=package,
            base=settings_key(settings, package),
        )

    @property
    def site_url(self) -> str:
        """The site's address, or nothing."""
        return self.site.url or ""

    def twins(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The files with their packed twins, which a preview does without."""
        return files if self.settings.drafts else with_twins(files)


def part_key(kind: str, *facts: object) -> str:
    """The key of a part: its kind and a hash over facts that JSON can say."""
    return f"{kind}-{hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()}"


def part_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the site as a part holds them, with their listing."""
    return {**placed(files), LISTING: listing(files.items())}


def placed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the site by where they lie in a part: what a site builder makes, and twins, are for the site alone."""
    return {
        f"{'site' if name.endswith('.html') or is_twin(name) else 'both'}/{name}": content
        for name, content in files.items()
    }


def path_on_site(name: str) -> str | None:
    """The path on the site of a file of a part; None if it is not for the site."""
    folder, _, path = name.partition("/")
    return path if folder in SITE else None
