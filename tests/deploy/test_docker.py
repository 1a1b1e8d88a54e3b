"""The Dockerfile, as far as it can be tried without Docker: what it is given, what it makes of nginx's file, who runs it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from tests.deploy.server import ROOT

STEPS = re.findall(
    r"^([A-Z]+) (.*)$", (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " "), re.MULTILINE
)


def steps(kind: str) -> list[str]:
    return [rest for name, rest in STEPS if name == kind]


def test_the_builder_is_given_what_is_copied_and_nothing_else() -> None:
    copied = [word for rest in steps("COPY") for word in rest.split()[:-1] if not word.startswith("--")]
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["*", *(f"!{source}" for source in copied)]


def test_nginx_listens_where_an_account_without_privileges_may(tmp_path: Path) -> None:
    conf = tmp_path / "default.conf"
    shutil.copyfile(ROOT / "deploy/nginx.conf", conf)
    sed = next(part for rest in steps("RUN") for part in rest.split("&&") if part.strip().startswith("sed "))
    words = [str(conf) if word == "/etc/nginx/conf.d/default.conf" else word for word in shlex.split(sed)]
    subprocess.run(words, check=True)
    assert re.findall(r"^ *listen ([^;]+);", conf.read_text(encoding="utf-8"), re.MULTILINE) == ["8080", "[::]:8080"]


def test_it_runs_as_an_account_that_is_known_not_to_be_root() -> None:
    assert int(steps("USER")[-1]) > 0
