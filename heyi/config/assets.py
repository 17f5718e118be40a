"""The built web app's files: read once, kept in memory, packed once, and cached by browsers for good."""

import gzip
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from heyi.config import safe

FOREVER = b"public, max-age=31536000, immutable"
A_DAY = b"public, max-age=86400"
DRAWING = f"style-src 'unsafe-inline'; {safe.NOTHING}"
CACHED_BYTES = 128 * 1024 * 1024
WORTH_PACKING = 1024
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".bpmn": "application/xml",
}
PACKED = frozenset({".js", ".mjs", ".css", ".html", ".json", ".map", ".svg", ".txt", ".wasm", ".webmanifest", ".bpmn"})
_SEGMENT = re.compile(r"^[A-Za-z0-9_@+~-][A-Za-z0-9_@+~.-]*$")
_AT_ROOT = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(ico|png|svg|txt|webmanifest)$")


@dataclass(frozen=True)
class Asset:
    """One file, plain and packed, with the headers that never change."""

    body: bytes
    packed: bytes | None
    headers: tuple[tuple[bytes, bytes], ...]


class Assets:
    """Files below ``root/assets`` and the few beside ``index.html``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: dict[Path, tuple[int, Asset]] = {}
        self._bytes = 0

    def find(self, path: str) -> Path | None:
        """The file that an address names, or None. Nothing outside of the folder has an address."""
        segments = path.lstrip("/").split("/")
        known = segments[0] == "assets" if len(segments) > 1 else bool(_AT_ROOT.match(segments[0]))
        if not known or not all(_SEGMENT.match(segment) for segment in segments):
            return None
        found = self.root.joinpath(*segments)
        try:
            inside = found.resolve().is_relative_to(self.root.resolve())
            return found if inside and found.is_file() else None
        except OSError:
            return None

    def load(self, path: Path) -> Asset:
        """The file's content; read and packed at the first call. Blocks."""
        changed = path.stat().st_mtime_ns
        kept = self._kept.get(path)
        if kept is not None and kept[0] == changed:
            return kept[1]
        asset = self._read(path)
        size = len(asset.body) + len(asset.packed or b"")
        if self._bytes + size <= CACHED_BYTES:
            self._bytes += size
            self._kept[path] = (changed, asset)
        return asset

    def kept(self, path: Path) -> Asset | None:
        """The file if it is in memory and unchanged; never reads."""
        kept = self._kept.get(path)
        try:
            return kept[1] if kept is not None and kept[0] == path.stat().st_mtime_ns else None
        except OSError:
            return None

    def _read(self, path: Path) -> Asset:
        body, ending = path.read_bytes(), path.suffix.lower()
        kind = TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")
        immutable = path.parent != self.root
        headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", FOREVER if immutable else A_DAY),
            *safe.raw(DRAWING if ending == ".svg" else safe.NOTHING),
        ]
        if ending in PACKED:
            headers.append((b"vary", b"accept-encoding"))
        return Asset(body, _pack(path, body) if ending in PACKED else None, tuple(headers))


def _pack(path: Path, body: bytes) -> bytes | None:
    neighbour = path.with_name(path.name + ".gz")
    if neighbour.is_file():
        return neighbour.read_bytes()
    packed = gzip.compress(body, 6, mtime=0) if len(body) >= WORTH_PACKING else body
    return packed if len(packed) < len(body) else None


def takes_gzip(header: bytes) -> bool:
    """Whether an Accept-Encoding header lets us send gzip (RFC 9110, section 12.5.3)."""
    for part in header.decode("latin1").lower().split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            weight = quality.strip().removeprefix("q=").strip()
            return weight not in ("0", "0.0", "0.00", "0.000")
    return False
