"""Writes zips.json: small archives as other programs make them, in base64, with what they hold. Needs Python 3.8+ and zip.

    python3 test/reference/zips.py > test/reference/zips.json
"""

import base64
import io
import json
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path

FILES = {"m/config.json": b'{"a": 1}', "m/onnx/model.onnx": bytes(range(256)) * 40, "m/empty.txt": b"", "m/\u00fc.txt": b"umlaut"}


class Unseekable(io.RawIOBase):
    """A stream that cannot go back, so that sizes come after the data (data descriptors)."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.bytes += piece
        return len(piece)


def python_zip(compression, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr(zipfile.ZipInfo("m/"), b"")
        for path, data in FILES.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = compression
            with archive.open(info, "w", **options) as entry:
                entry.write(data)
        archive.comment = b"a comment with PK\x05\x06 in it"
    return out.getvalue()


def streamed():
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in FILES.items():
            archive.writestr(path, data)
    return bytes(out.bytes)


def command(*options):
    with tempfile.TemporaryDirectory() as folder:
        for path, data in FILES.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        Path(folder, "m/link").symlink_to("config.json")
        subprocess.run(["zip", "-q", "-r", *options, "out.zip", "m"], cwd=folder, check=True)
        return Path(folder, "out.zip").read_bytes()


def one(path, data=b"x", **changes):
    out = io.BytesIO()
    info = zipfile.ZipInfo(path)
    for name, value in changes.items():
        setattr(info, name, value)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, data)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("config.json", bytes(17 * 2**20))
    return out.getvalue()


def overlapping():
    """Two entries of the directory name the same bytes."""
    plain = one("a", b"x" * 100)
    at = plain.index(b"PK\x01\x02")
    entry = plain[at : plain.index(b"PK\x05\x06")]
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, 2 * len(entry), at, 0)
    return plain[:at] + entry + entry + end


GOOD = {
    "stored": python_zip(zipfile.ZIP_STORED),
    "deflated": python_zip(zipfile.ZIP_DEFLATED),
    "zip64": python_zip(zipfile.ZIP_DEFLATED, force_zip64=True),
    "streamed": streamed(),
    "info-zip": command(),
}
BAD = {
    "encrypted": command("-P", "secret"),
    "a link": command("-y"),
    "bzip2": python_zip(zipfile.ZIP_BZIP2),
    "bomb": bomb(),
    "overlapping": overlapping(),
}
NAMES = {"../up": one("../up"), "/etc/passwd": one("/etc/passwd"), "a/../../b": one("a/../../b"), "C:/x": one("C:/x")}


def encoded(archives):
    return {name: base64.b64encode(data).decode() for name, data in archives.items()}


print(
    json.dumps(
        {
            "files": {path: base64.b64encode(data).decode() for path, data in FILES.items()},
            "good": encoded(GOOD),
            "bad": encoded(BAD),
            "names": encoded(NAMES),
        },
        indent=1,
    )
)
