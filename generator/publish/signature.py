"""Signatures in minisign's file formats (Ed25519, prehashed with BLAKE2b), so that `minisign` itself can check them and make keys.

Bytes go in and come out; the curve, the hash and scrypt come from `cryptography` and the standard library. No clock:
the trusted comment names the content's hash. Formats: https://jedisct1.github.io/minisign/
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from generator.faults import GeneratorError

_PLAIN: Final = b"Ed"
_PREHASHED: Final = b"ED"
_KDF: Final = b"Sc"
_NO_KDF: Final = b"\0\0"
_CHECKSUM: Final = b"B2"
_OPSLIMIT: Final = 1 << 25
_MEMLIMIT: Final = 1 << 30
_SECRET_LENGTH: Final = 158
_TRUSTED: Final = "trusted comment: "


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """What everybody may know: eight bytes that name the key, and the key."""

    id: bytes
    key: bytes

    @property
    def line(self) -> str:
        """The key as one line, such as `RWQ…`."""
        return base64.b64encode(_PLAIN + self.id + self.key).decode()

    def text(self) -> str:
        """The public key's file."""
        return f"untrusted comment: minisign public key {_key_name(self.id)}\n{self.line}\n"


@dataclass(frozen=True, kw_only=True, repr=False)
class SecretKey:
    """What only the publisher may know. Never printed."""

    id: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The key that checks this one's signatures."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(id=self.id, key=key.public_bytes(Encoding.Raw, PublicFormat.Raw))

    def text(self, password: str, *, opslimit: int = _OPSLIMIT, memlimit: int = _MEMLIMIT) -> str:
        """The secret key's file; an empty password leaves it unprotected. The limits (of scrypt) are minisign's own."""
        body = self.id + self.seed + self.public.key
        body += hashlib.blake2b(_PLAIN + body, digest_size=32).digest()
        salt = os.urandom(32)
        kdf = _NO_KDF
        if password:
            kdf, body = _KDF, _xor(body, _stretched(password, salt, opslimit, memlimit))
        limits = opslimit.to_bytes(8, "little") + memlimit.to_bytes(8, "little")
        raw = _PLAIN + kdf + _CHECKSUM + (salt + limits if password else bytes(48)) + body
        kind = "encrypted secret key" if password else "secret key"
        return f"untrusted comment: minisign {kind}\n{base64.b64encode(raw).decode()}\n"


def new_key() -> SecretKey:
    """Make a key from the operating system's random source."""
    return SecretKey(id=os.urandom(8), seed=os.urandom(32))


def is_protected(text: str) -> bool:
    """Whether a secret key's file asks for a password."""
    return _secret_bytes(text)[2:4] == _KDF


def parse_secret_key(text: str, password: str = "") -> SecretKey:
    """Read a secret key's file. Raises GeneratorError if it is none or the password is wrong."""
    raw = _secret_bytes(text)
    salt, body = raw[6:38], raw[54:]
    if raw[2:4] == _KDF:
        opslimit, memlimit = int.from_bytes(raw[38:46], "little"), int.from_bytes(raw[46:54], "little")
        body = _xor(body, _stretched(password, salt, opslimit, memlimit))
    key_id, seed, public, checksum = body[:8], body[8:40], body[40:72], body[72:]
    good = hashlib.blake2b(_PLAIN + body[:72], digest_size=32).digest()
    # minisign leaves the checksum of a key without a password empty
    if not hmac.compare_digest(checksum, good) and (raw[2:4] == _KDF or any(checksum)):
        raise GeneratorError("打不开私钥：密码不对，或私钥文件已损坏。")
    secret = SecretKey(id=key_id, seed=seed)
    if secret.public.key != public:
        raise GeneratorError("私钥文件已损坏：公私钥不成对。")
    return secret


def parse_public_key(text: str) -> PublicKey:
    """Read a public key's file, or its one line alone."""
    lines = [line for line in text.splitlines() if line.strip()]
    raw = _decoded(lines[-1] if lines else "", "公钥")
    if len(raw) != 42 or raw[:2] != _PLAIN:
        raise GeneratorError("公钥格式不对：应当是以 RW 开头的一行，或 minisign 的 .pub 文件。")
    return PublicKey(id=raw[2:10], key=raw[10:])


def sign(data: bytes, secret: SecretKey, comment: str) -> str:
    """The signature's file. `comment` is signed as well, and shown by whoever checks."""
    private = Ed25519PrivateKey.from_private_bytes(secret.seed)
    signature = private.sign(_hash(data))
    over_all = private.sign(signature + comment.encode())
    first = base64.b64encode(_PREHASHED + secret.id + signature).decode()
    second = base64.b64encode(over_all).decode()
    return f"untrusted comment: signature of manifest.json\n{first}\n{_TRUSTED}{comment}\n{second}\n"


def check_signature(data: bytes, signature: str, public: PublicKey) -> str | None:
    """The trusted comment if the signature is this key's over this data, else None.

    Raises GeneratorError for a broken file.
    """
    lines = signature.splitlines()
    if len(lines) < 4 or not lines[2].startswith(_TRUSTED):
        raise GeneratorError("签名文件已损坏：应当有四行。")
    first, second = _decoded(lines[1], "签名"), _decoded(lines[3], "签名")
    comment = lines[2].removeprefix(_TRUSTED)
    algorithm, key_id, proof = first[:2], first[2:10], first[10:]
    if algorithm not in (_PLAIN, _PREHASHED) or len(proof) != 64 or key_id != public.id:
        return None
    key = Ed25519PublicKey.from_public_bytes(public.key)
    try:
        key.verify(proof, _hash(data) if algorithm == _PREHASHED else data)
        key.verify(second, proof + comment.encode())
    except InvalidSignature:
        return None
    return comment


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=64).digest()


def _secret_bytes(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line.strip()]
    raw = _decoded(lines[-1] if lines else "", "私钥")
    if len(raw) != _SECRET_LENGTH or raw[:2] != _PLAIN or raw[4:6] != _CHECKSUM or raw[2:4] not in (_KDF, _NO_KDF):
        raise GeneratorError("私钥格式不对：应当是 keygen 或 minisign -G 生成的文件。")
    return raw


def _decoded(line: str, what: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise GeneratorError(f"{what}格式不对：不是 Base64。") from None


def _stretched(password: str, salt: bytes, opslimit: int, memlimit: int) -> bytes:
    """Stretch a password by scrypt, with libsodium's way of choosing its parameters (crypto_pwhash_scryptsalsa208sha256)."""
    opslimit = max(opslimit, 1 << 15)
    r = 8
    if opslimit < memlimit // 32:
        p, most = 1, opslimit // (r * 4)
    else:
        p, most = 0, memlimit // (r * 128)
    bits = next((bits for bits in range(1, 63) if (1 << bits) > most // 2), 63)
    if not p:
        p = min(opslimit // 4 // (1 << bits), 0x3FFFFFFF) // r
    if (1 << bits) * r * 128 > _MEMLIMIT or not p:
        raise GeneratorError("私钥文件要求的内存过多，或已损坏，不予打开。")
    return Scrypt(salt=salt, length=104, n=1 << bits, r=r, p=p).derive(password.encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _key_name(key_id: bytes) -> str:
    return key_id[::-1].hex().upper()
