from __future__ import annotations

from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish.destination import host, is_zip, require_apart
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
        ("host:/", "host", "/", ("ssh",)),
        ("ssh://web@host:2222/srv/a%20b", "web@host", "/srv/a b", ("ssh", "-p", "2222")),
    ],
)
def test_a_machine(text: str, address: str, root: str, ssh: tuple[str, ...]) -> None:
    assert host(text) == MachineHost(address=address, root=root, ssh=ssh)


@pytest.mark.parametrize(
    "text", ["", " ", "host:", "ssh://host", "ssh:///srv", "ftp://host/x", "ssh://host:x/y", "ssh://-oProxy/x"]
)
def test_what_is_neither(text: str) -> None:
    with pytest.raises(GeneratorError):
        host(text)


@pytest.mark.parametrize("text", ["host:-delete", "-oProxy@host:/srv", "-host:/srv", "ssh://-l@host/srv"])
def test_no_part_of_it_can_be_taken_for_an_option(text: str) -> None:
    with pytest.raises(GeneratorError, match="目标不完整"):
        host(text)


@pytest.mark.parametrize("ssh", ["", 'ssh -i "key'])
def test_an_ssh_command_that_is_none(ssh: str) -> None:
    with pytest.raises(GeneratorError, match="--ssh"):
        host("web@host:/srv", ssh)


def test_a_zip() -> None:
    assert is_zip("out/Site.ZIP")
    assert not is_zip("zip")


@pytest.mark.parametrize("text", ["site", "site/www", "site/../site/www", "site/site.zip"])
def test_nothing_is_published_into_the_site_itself(text: str) -> None:
    with pytest.raises(GeneratorError):
        require_apart(text, Path("site"))


@pytest.mark.parametrize("text", ["www", "site-2", "site.zip", "host:site", "ssh://host/site"])
def test_what_lies_beside_the_site_or_elsewhere_is_apart_from_it(text: str) -> None:
    require_apart(text, Path("site"))
