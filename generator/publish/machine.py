"""A machine over SSH as a host of releases.

Rsync carries the files, a few lines of POSIX shell do the steps on the other side. The machine needs rsync, and GNU
or BusyBox tools (`mv -T`, `sha256sum`, `flock`). Whatever is cut off in between, `current` there names a whole
release: it changes by one rename, last.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.publish.manifest import MANIFEST, SIGNATURE, Manifest
from generator.publish.releases import CURRENT, INCOMING, LOCK, LOG, NAME, RELEASES, TRASH, State

_PATIENCE: Final = ("-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4")
_PARTED: Final = "--8<-- log"
_TIMEOUT: Final = 120
_NOT_WRITABLE: Final = 77
_TOLD: Final = 5  # lines
_OPEN: Final = "umask go+rx"
"""What is made there can be read by the web server's account, whatever the publisher's umask is."""


@dataclass(frozen=True, kw_only=True)
class MachineHost:
    """`address` is what ssh takes (`user@host`), `root` the folder there, `ssh` the command with its options."""

    address: str
    root: str
    ssh: tuple[str, ...] = ("ssh",)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold a lock there for as long as this process lives: its end of the line closes with it."""
        if not shutil.which("rsync"):
            raise GeneratorError("本机没有 rsync，不能发布到远程主机；可改用文件夹或 zip 发布。")
        root = shlex.quote(self.root)
        there = f"mkdir -p {root}/{RELEASES} && cd {root} && [ -w . ] && [ -w {RELEASES} ] || exit {_NOT_WRITABLE}"
        script = f"{_OPEN}; {there}; exec flock -n {LOCK} sh -c 'echo locked; cat > /dev/null'"
        command = [*self._ssh(), script]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - the publisher's own ssh
        except OSError as error:
            raise self._no_ssh(error) from error
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                if process.stdout.readline().strip() != "locked":
                    raise GeneratorError(self._lock_failure(process.wait()))
                yield
            finally:
                process.stdin.close()

    def state(self) -> State:
        """Read what is there."""
        script = f"""
            if [ -e {CURRENT} ] && [ ! -L {CURRENT} ]; then echo notalink; else readlink {CURRENT} || echo; fi
            ls -A {RELEASES} 2>/dev/null; echo '{_PARTED}'; cat {RELEASES}/{LOG} 2>/dev/null || true"""
        listing, _, log = self._run(script, or_else="exit 0").decode("utf-8", "replace").partition(_PARTED + "\n")
        first, *names = listing.splitlines() or [""]
        if first == "notalink":
            raise GeneratorError(f"{self.address}:{self.root}/{CURRENT} 已存在，但不是发布程序建的链接；请先移走它。")
        return State(
            current=first.rpartition("/")[2] or None,
            names=frozenset(name for name in names if NAME.fullmatch(name)),
            log=log,
        )

    def read(self, release: str, path: str) -> bytes | None:
        """A file of a release, or None."""
        file = shlex.quote(f"{RELEASES}/{release}/{path}")
        raw = self._run(f"if [ -f {file} ]; then echo; cat {file}; fi")
        return raw[1:] if raw else None

    def put(self, site: Path, listed: Manifest, like: str | None) -> None:
        """Upload beside the live site and verify there.

        A release that is there already is mended file by file, as rsync does.
        """
        name = listed.content
        there = self._run(f"if [ -d {RELEASES}/{name} ]; then echo yes; fi").strip() == b"yes"
        folder = name if there else f"{INCOMING}{name}"
        self._upload(site, folder, like if not there else None)
        self._verify(folder, listed)
        self._run(f"sync; [ -d {RELEASES}/{name} ] || mv -T {RELEASES}/{INCOMING}{name} {RELEASES}/{name}")

    def verify(self, release: str, listed: Manifest) -> None:
        """Let the machine read every file of a release."""
        self._verify(release, listed)

    @contextmanager
    def fetched(self, release: str) -> Iterator[Path]:
        """A copy of a release."""
        with tempfile.TemporaryDirectory() as folder:
            self._carry(["-rc"], f"{self.address}:{self.root}/{RELEASES}/{release}/", f"{Path(folder).as_posix()}/")
            yield Path(folder)

    def record(self, line: str) -> None:
        """Append a line to the log; a line cut short earlier is ended first."""
        log = f"{RELEASES}/{LOG}"
        ended = f'if [ -s {log} ] && [ -n "$(tail -c 1 {log})" ]; then echo >> {log}; fi'
        self._run(f"{ended}; printf %s {shlex.quote(line)} >> {log}")

    def switch(self, release: str) -> None:
        """Make a link of another name and rename it, in one step, over `current`."""
        new = f".{CURRENT}.new"
        self._run(f"rm -f {new} && ln -s {RELEASES}/{release} {new} && mv -T {new} {CURRENT}")

    def remove(self, releases: tuple[str, ...]) -> None:
        """Rename first, so that a half-removed release is never taken for a whole one."""
        steps = [f"mv -T {RELEASES}/{name} {RELEASES}/{TRASH}{name}" for name in releases]
        self._run("\n".join([*steps, f"rm -rf {RELEASES}/{TRASH}* {RELEASES}/{INCOMING}*"]))

    def _ssh(self) -> list[str]:
        return [*self.ssh, *_PATIENCE, self.address]

    def _run(self, script: str, given: bytes = b"", *, or_else: str = "exit 1") -> bytes:
        """Run a script in the folder there, stopping at its first failure; return what it printed.

        `or_else` is done where there is no such folder yet.
        """
        root = shlex.quote(self.root)
        start = f'if [ ! -d {root} ]; then echo "no folder" {root} >&2; {or_else}; fi'
        command = [*self._ssh(), f"set -e; {_OPEN}; {start}; cd {root}\n{script}"]
        try:
            done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - the publisher's own ssh
        except OSError as error:
            raise self._no_ssh(error) from error
        if done.returncode:
            said = _last_lines(done.stderr) or f"退出码 {done.returncode}"
            raise GeneratorError(f"主机 {self.address} 上的操作没有完成：{said}")
        return done.stdout

    def _upload(self, site: Path, folder: str, like: str | None) -> None:
        options = ["-rpc", "--chmod=D755,F644", "--delete"]
        if like:
            options.append(f"--link-dest=../{like}/")
        self._carry(options, f"{site.as_posix()}/", f"{self.address}:{self.root}/{RELEASES}/{folder}/")

    def _carry(self, options: list[str], source: str, target: str) -> None:
        shell = shlex.join([*self.ssh, *_PATIENCE])
        command = ["rsync", *options, "--protect-args", f"--timeout={_TIMEOUT}", "-e", shell, source, target]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - arguments are a list, no shell
        if done.returncode:
            said = _last_lines(done.stderr)
            raise GeneratorError(f"传输没有完成，线上网站没有改动（rsync 退出码 {done.returncode}）：{said}")

    def _verify(self, folder: str, listed: Manifest) -> None:
        """`sha256sum` there over every listed file, and a count, so that nothing unlisted goes along."""
        lines = "".join(f"{entry.sha256} *./{entry.path}\n" for entry in listed.entries)
        unlisted = f"! -path ./{MANIFEST} ! -path ./{SIGNATURE}"
        script = f"""cd {RELEASES}/{folder}
            sha256sum -c --status - || {{ echo "核对不符" >&2; exit 1; }}
            test "$(find . ! -type d {unlisted} | wc -l)" -eq {len(listed.entries)} || {{ echo "文件数不符" >&2; exit 1; }}
            test -f {MANIFEST}"""
        self._run(script, lines.encode())

    def _lock_failure(self, code: int) -> str:
        known = {
            1: "另一个发布正在进行，请等它结束后再试。",
            _NOT_WRITABLE: f"登录主机用的账号不能写入 {self.address}:{self.root}，请管理员建好这个文件夹并交给该账号。",
            127: f"主机 {self.address} 上没有 flock（Debian、Ubuntu、CentOS 的 util-linux 里有）。",
        }
        return known.get(code, f"连不上主机 {self.address}（退出码 {code}）。")

    def _no_ssh(self, error: OSError) -> GeneratorError:
        return GeneratorError(f"不能运行 {self.ssh[0]}：{refusal(error)}")


def _last_lines(said: bytes) -> str:
    """What a command complained of last: greetings may stand before it, and the same may be said of a thousand files."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    earlier = f"（前面还有 {len(lines) - _TOLD} 行）\n" if len(lines) > _TOLD else ""
    return earlier + "\n".join(lines[-_TOLD:])
