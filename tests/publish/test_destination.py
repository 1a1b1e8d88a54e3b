from __future__ import annotations

from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish.destination import host, is_zip
from generator.publish.folder import FolderHost
from generator.publish.machine import MachineHost


@pytest.mark.parametrize("text", ["/srv/www", "www", "../x", "C:\\www", "C:/www", "./a:b"])
def test_a_folder(text: str) -> None:
    assert host(text) == FolderHost(root=Path(text))


@pytest.mark.parametrize(
    ("text", "address", "root", "ssh"),
    [
        ("host:/srv/www", "host", "/srv/www", ("ssh",)),
        ("web@host.gov.cn:www/", "web@host.gov.cn", "www", ("ssh",)),
        ("web@[fe80::1]:/srv", "web@[fe80::1]", "/srv", ("ssh",)),
        ("ssh://web@host:2222/srv/a%20b", "web@host", "/srv/a b", ("ssh", "-p", "2222")),
    ],
)
def test_a_machine(text: str, address: str, root: str, ssh: tuple[str, ...]) -> None:
    assert host(text) == MachineHost(address=address, root=root, ssh=ssh)


@pytest.mark.parametrize(
    "text", ["host:", "ssh://host", "ssh:///srv", "ftp://host/x", "ssh://host:x/y", "ssh://-oProxy/x"]
)
def test_what_is_neither(text: str) -> None:
    with pytest.raises(GeneratorError):
        host(text)


def test_a_zip() -> None:
    assert is_zip("out/Site.ZIP")
    assert not is_zip("zip")
