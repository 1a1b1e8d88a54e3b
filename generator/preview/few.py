"""Some notices alone, from their files to what the site holds of them; the rest of the site is not looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.build.pages import Workshop
from generator.load.notices import read_notice
from generator.load.site import load_site
from generator.project import Project
from generator.shard import NoticeBytes, Product, Settings, make_shard


def make_few(project: Project, paths: Iterable[Path]) -> Product | None:
    """Make the notices in some files, drafts included; None if a file is gone or is not one that is taken as a notice.

    Faults that only all notices together show, such as an address claimed twice, are not found here. Raises GeneratorError if the engine
    fails.
    """
    files = []
    for path in paths:
        raw, _ = read_notice(path, path.as_posix())
        if raw is None:
            return None
        files.append(NoticeBytes(path=path.as_posix(), id=path.stem, raw=raw, attached=project.attached(path.stem)))
    workshop = Workshop(engine="mkdocs", config_file=project.config_file, templates=project.templates)
    site, _ = load_site(project.config_file)
    return make_shard(files, Settings(workshop=workshop, site_url=site.url or "", drafts=True))
