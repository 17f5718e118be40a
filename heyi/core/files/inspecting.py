"""What a file is by its bytes, and whether it is one that does harm: programs in disguise, zip and pixel bombs."""

import struct
import zipfile
from pathlib import Path

import filetype
from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Malformed

HEAD = 65_536
MAX_PIXELS = 100_000_000
MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 200
MAX_ENTRIES = 20_000
RUNNABLE = frozenset({"application/x-msdownload", "application/x-executable", "application/x-elf", "application/java"})
RUNNABLE_MARKS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
RUNNABLE_NAMES = frozenset({
    ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar",
    ".php", ".phtml", ".phar", ".jsp", ".jspx", ".asp", ".aspx", ".sh", ".lnk",
})  # fmt: skip
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ico", ".heic"})


class Harmful(Malformed):
    code = "harmful_file"
    title = _("This file is not accepted.")


def inspect(path: Path, name: str) -> str:
    """The media type, or Harmful. Reads the head of the file, and of archives the directory; never unpacks anything."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    _stem, dot, last = name.casefold().rstrip(". ").rpartition(".")
    ending = dot + last if dot else ""
    kind = filetype.guess(head)
    found = kind.mime if kind is not None else _text_or_bytes(head)
    if ending in RUNNABLE_NAMES or found in RUNNABLE or head.startswith(RUNNABLE_MARKS):
        raise Harmful(_("Programs cannot be uploaded."))
    if ending in PICTURES and not found.startswith("image/"):
        raise Harmful(_("The content does not match the name."))
    if found.startswith("image/") and pixels(head) > MAX_PIXELS:
        raise Harmful(_("The picture has too many pixels."))
    if zipfile.is_zipfile(path):
        _check_archive(path)
    return found


def _text_or_bytes(head: bytes) -> str:
    try:
        head[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < min(len(head), 4096) - 4:
            return "application/octet-stream"
    return "application/octet-stream" if b"\x00" in head[:4096] else "text/plain"


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Harmful(_("The archive is broken.")) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > 10_000_000 and unpacked / packed > MAX_RATIO)
    ):
        raise Harmful(_("The archive would unpack to far too much."))


def pixels(head: bytes) -> int:
    """Width by height as the header says; 0 where it does not say."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", head[16:24])
        elif head[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", head[6:10])
        elif head.startswith(b"BM"):
            width, height = struct.unpack("<ii", head[18:26])
        elif head.startswith(b"\xff\xd8"):
            width, height = _jpeg(head)
        else:
            return 0
    except (struct.error, IndexError):
        return 0
    return abs(int(width) * int(height))


def _jpeg(head: bytes) -> tuple[int, int]:
    """The first frame header (SOF) of a JPEG (ITU T.81, B.2.2)."""
    place = 2
    while place + 9 <= len(head):
        if head[place] != 0xFF:
            return 0, 0
        mark = head[place + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", head[place + 2 : place + 4])[0]
    return 0, 0
