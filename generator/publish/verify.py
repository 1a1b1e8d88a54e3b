"""Compare a folder or a live site with a manifest, and check the manifest's signature. Reads; changes nothing."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.publish.manifest import MANIFEST, SIGNATURE, Differences, Entry, Manifest, compare
from generator.publish.signature import check_signature, parse_public_key

_AT_ONCE: Final = 8
_PATIENCE: Final = 30
_MOST_MANIFEST: Final = 1 << 28
_CHUNK: Final = 1 << 16
_HEADERS: Final = {"Accept-Encoding": "identity", "Cache-Control": "no-cache", "User-Agent": "rectification-notices"}
_LINE_FAULTS: Final = (
    (socket.gaierror, "找不到这个主机名，请核对网址、检查网络"),
    (ssl.SSLCertVerificationError, "服务器的证书不可信或已过期"),
    (ssl.SSLError, "不能建立 https 连接"),
    (TimeoutError, "服务器没有回答"),
    (ConnectionRefusedError, "服务器拒绝连接，请核对网址和端口"),
    (ConnectionError, "连接中断，请再试一次"),
    (ValueError, "网址写得不对"),
)


@dataclass(frozen=True, kw_only=True)
class LiveSite:
    """A site at a web address."""

    url: str

    def fetch(self, path: str) -> bytes | None:
        """A small file; None if there is none. Raises GeneratorError if the site cannot be reached."""
        try:
            with _open(self.url, path) as answer:
                return answer.read(_MOST_MANIFEST)
        except HTTPError as error:
            error.close()
            if error.code in (404, 410, 403):
                return None
            raise GeneratorError(f"取不到 {self.url}/{path}：服务器回答 {error.code}") from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise GeneratorError(f"取不到 {self.url}/{path}：{_told(error)}") from error

    def sums(self, entries: Iterable[Entry]) -> dict[str, tuple[int, str] | None]:
        """(size, SHA-256) of every listed file as the site gives it; absent files are left out.

        Raises GeneratorError if the site cannot be reached.
        """
        listed = list(entries)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = dict(zip((one.path for one in listed), pool.map(self._sum, listed), strict=True))
        if not any(found.values()):
            self.fetch(MANIFEST)  # says why, if it is the line and not the site
        return {path: one for path, one in found.items() if one != (-1, "")}

    def _sum(self, entry: Entry) -> tuple[int, str] | None:
        """(-1, "") if the site does not have the file, None if it could not be read whole."""
        digest, size = hashlib.sha256(), 0
        try:
            with _open(self.url, entry.path) as answer:
                while size <= entry.size and (chunk := answer.read(_CHUNK)):
                    digest.update(chunk)
                    size += len(chunk)
        except HTTPError as error:
            error.close()
            return (-1, "") if error.code in (404, 410) else None
        except (URLError, HTTPException, OSError, ValueError):
            return None
        return size, digest.hexdigest()


def is_url(place: str) -> bool:
    """Whether a web address is meant rather than a folder."""
    return place.startswith(("http://", "https://"))


def compare_live(site: LiveSite, listed: Manifest) -> Differences:
    """Fetch every listed file of a live site and compare.

    What the site has beyond the list cannot be known from outside.
    """
    return compare(site.sums(listed.entries), listed)


def signed_content(data: bytes, signature: bytes | None, key: str, listed: Manifest) -> str:
    """The trusted comment of a good signature.

    Raises ValueError, with the reason in Chinese, if it is missing or bad.
    """
    if signature is None:
        raise ValueError(f"没有签名文件 {SIGNATURE}")
    public = parse_public_key(key)
    try:
        comment = check_signature(data, signature.decode("utf-8", "replace"), public)
    except GeneratorError as broken:
        raise ValueError(str(broken)) from broken
    if comment is None:
        raise ValueError(f"签名不对：{MANIFEST} 不是这把公钥的主人签的，或签名后被改过")
    return f"{comment}（{len(listed.entries)} 个文件）"


def read_key(given: str) -> str:
    """A public key's text: the contents of a file of that name, or the line itself."""
    if given.startswith("RW") and len(given) == 56:
        return given
    try:
        return Path(given).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise GeneratorError(f"读不出公钥 {given}：{refusal(error)}") from error


def _told(error: Exception) -> str:
    """Why a site could not be reached, for the person who asked."""
    cause = error.reason if isinstance(error, URLError) else error
    known = next((said for kind, said in _LINE_FAULTS if isinstance(cause, kind)), None)
    return known or (refusal(cause) if isinstance(cause, OSError) else str(cause))


class _NoRedirect(HTTPRedirectHandler):
    """Follow no redirect: a file must be where the manifest says."""

    def redirect_request(self, *args: object, **kwargs: object) -> Request | None:  # noqa: ARG002 - the library's interface
        return None


def _in_ascii(url: str) -> str:
    """An address as a browser shows it, as it is sent. Raises ValueError if it is none."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.encode("idna").decode(), path=quote(parts.path, safe="/%")).geturl()


def _open(url: str, path: str) -> HTTPResponse:
    address = f"{_in_ascii(url).rstrip('/')}/{quote(path)}"
    request = Request(address, headers=_HEADERS)  # noqa: S310 - http(s) only, see is_url
    answer = build_opener(_NoRedirect).open(request, timeout=_PATIENCE)
    assert isinstance(answer, HTTPResponse)
    return answer
