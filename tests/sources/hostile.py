"""Builds archives that nobody's exporter makes. Each builder writes one into a folder and says where it is."""

from __future__ import annotations

import os
import socket
import stat
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bridge.sources.limits import Limits

MIB = 1024 * 1024
Build = Callable[[Path], Path]


@dataclass(frozen=True)
class Hostile:
    """How to build it, what must be said of it, and under which limits."""

    build: Build
    words: str
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Member:
    """One file of a zip written by hand: what it is, and what the zip says of it where that differs."""

    name: bytes = b"result.json"
    content: bytes = b"{}"
    packed: bytes | None = None
    method: int = 0
    size: int | None = None
    checksum: int | None = None
    flags: int = 0
    attributes: int = 0
    extra: bytes = b""
    local_name: bytes | None = None
    offset: int | None = None
    packed_size: int | None = None

    @property
    def bytes_in_zip(self) -> bytes:
        return self.content if self.packed is None else self.packed

    def numbers(self) -> tuple[int, int, int]:
        """Checksum, packed size, size, as declared."""
        checksum = zlib.crc32(self.content) if self.checksum is None else self.checksum
        packed_size = len(self.bytes_in_zip) if self.packed_size is None else self.packed_size
        return checksum, packed_size, len(self.content) if self.size is None else self.size


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def zip_bytes(*members: Member, directory_size: int | None = None) -> bytes:
    """A zip (PKWARE APPNOTE 4.3) that says whatever its members say."""
    body, directory = b"", b""
    for member in members:
        offset = len(body) if member.offset is None else member.offset
        local_name = member.name if member.local_name is None else member.local_name
        fixed = struct.pack("<HHHHH", 20, member.flags, member.method, 0, 0x21)
        sizes = struct.pack("<III", *member.numbers())
        body += b"PK\3\4" + fixed + sizes + struct.pack("<HH", len(local_name), 0) + local_name + member.bytes_in_zip
        lengths = struct.pack("<HHHHHII", len(member.name), len(member.extra), 0, 0, 0, member.attributes, offset)
        directory += b"PK\1\2" + struct.pack("<H", 0x314) + fixed + sizes + lengths + member.name + member.extra
    size = len(directory) if directory_size is None else directory_size
    end = struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, len(members), len(members), size, len(body), 0)
    return body + directory + end


def zipped(*members: Member, directory_size: int | None = None) -> Build:
    return written(zip_bytes(*members, directory_size=directory_size))


def named(name: bytes) -> Build:
    return zipped(Member(name=name))


def written(content: bytes, name: str = "export.zip") -> Build:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def mode(kind: int) -> int:
    return (kind | 0o777) << 16


def half(build: Build, of: float = 0.5) -> Build:
    def cut(folder: Path) -> Path:
        path = build(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * of)])
        return path

    return cut


def in_folder(name: str | bytes, make: Callable[[bytes], object]) -> Build:
    """An export's folder in which something strange has a place."""

    def build(folder: Path) -> Path:
        export = folder / "export"
        export.mkdir()
        (export / "result.json").write_text("{}")
        strange = os.path.join(os.fsencode(export), os.fsencode(name))  # noqa: PTH118 - Path refuses bytes
        os.makedirs(os.path.dirname(strange), exist_ok=True)  # noqa: PTH103, PTH120
        make(strange)
        return export

    return build


def empty_file(path: bytes) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))


def link_to(target: str) -> Callable[[bytes], None]:
    return lambda path: Path(os.fsdecode(path)).symlink_to(target)


def bound_socket(path: bytes) -> None:
    # A socket's path may be about a hundred bytes long, and pytest's folders are longer.
    folder, name = os.path.split(path)
    before = os.getcwd()  # noqa: PTH109
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(name)
    finally:
        os.chdir(before)


def link_to_an_export(folder: Path) -> Path:
    (folder / "real.json").write_text("{}")
    (folder / "link.json").symlink_to(folder / "real.json")
    return folder / "link.json"


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "result.json")
    return folder / "result.json"


def nothing(folder: Path) -> Path:
    return folder / "nowhere.zip"


def many_files(folder: Path) -> Path:
    for number in range(5):
        (folder / f"{number}.json").write_text("{}")
    return folder


ZEROS = bytes(20 * MIB)
BEANS = b'{"beans": "' + b"bean " * 200 + b'"}'
PACKED_BEANS = deflated(BEANS)
ZIP64_SIZE = struct.pack("<HHQ", 1, 8, 2**60)

ZIPS: Mapping[str, Hostile] = {
    "a bomb by ratio": Hostile(zipped(Member(content=ZEROS, packed=deflated(ZEROS), method=8)), "ratio"),
    "a bomb by total": Hostile(zipped(Member(content=ZEROS)), "limit `total`", Limits(total=MIB)),
    "a bomb by a size of 2^60": Hostile(zipped(Member(size=0xFFFFFFFF, extra=ZIP64_SIZE)), "limit `total`"),
    "too many files": Hostile(zipped(*(Member(name=b"%d" % n) for n in range(9))), "members", Limits(members=5)),
    "two entries on the same bytes": Hostile(zipped(Member(), Member(name=b"b.json", offset=0)), "overlap"),
    "an entry that quotes the next": Hostile(
        zipped(Member(packed_size=60, size=60), Member(name=b"b.json", content=bytes(90))), "overlap"
    ),
    "an entry that goes on into the list": Hostile(zipped(Member(packed_size=500, size=500)), "overlap"),
    "an entry behind the end": Hostile(zipped(Member(offset=9999)), "overlap"),
    "a name that leads out": Hostile(named(b"../result.json"), "leads out"),
    "a name that leads out later": Hostile(named(b"photos/../../x.jpg"), "leads out"),
    "an absolute name": Hostile(named(b"/etc/passwd"), "absolute"),
    "a name with a drive": Hostile(named(b"C:/result.json"), "absolute"),
    "a name relative to a drive": Hostile(named(b"c:result.json"), "absolute"),
    "a name with backslashes": Hostile(named(b"photos\\x.jpg"), "backslash"),
    "a name of another computer": Hostile(named(b"\\\\server\\share\\x"), "backslash"),
    "a name with a NUL": Hostile(named(b"result.json\0.jpg"), "control characters"),
    "a name with a line break": Hostile(named(b"result\n.json"), "control characters"),
    "a name with an escape": Hostile(named(b"\x1b[2Jresult.json"), "control characters"),
    "a name with an empty part": Hostile(named(b"photos//x.jpg"), "empty part"),
    "a name with a dot for a part": Hostile(named(b"./result.json"), "empty part"),
    "no name": Hostile(named(b""), "empty part"),
    "a name too long": Hostile(named(b"x" * 2000), "path_length"),
    "a name too deep": Hostile(named(b"x/" * 100 + b"x"), "path_depth"),
    "a name that is not the UTF-8 it says": Hostile(zipped(Member(name=b"\xff.json", flags=0x800)), "not a whole zip"),
    "one name twice": Hostile(zipped(Member(), Member(content=b"[]")), "twice"),
    "a symbolic link": Hostile(zipped(Member(content=b"/etc/passwd", attributes=mode(stat.S_IFLNK))), "link"),
    "a device": Hostile(zipped(Member(attributes=mode(stat.S_IFBLK))), "device"),
    "a pipe": Hostile(zipped(Member(attributes=mode(stat.S_IFIFO))), "pipe"),
    "a socket": Hostile(zipped(Member(attributes=mode(stat.S_IFSOCK))), "socket"),
    "an encrypted file": Hostile(zipped(Member(flags=1)), "encrypted"),
    "packed with Deflate64": Hostile(zipped(Member(method=9)), "method 9"),
    "packed with bzip2": Hostile(zipped(Member(method=12)), "method 12"),
    "more than it declares": Hostile(
        zipped(Member(content=BEANS, packed=PACKED_BEANS, method=8, size=10, checksum=zlib.crc32(BEANS[:10]))),
        "more than the 10 bytes",
    ),
    "less than it declares": Hostile(
        zipped(Member(content=BEANS, packed=PACKED_BEANS, method=8, size=5000)), "where the zip declares 5,000"
    ),
    "unpacked, with two sizes": Hostile(zipped(Member(size=1)), "two sizes"),
    "a wrong checksum": Hostile(zipped(Member(checksum=1)), "checksum"),
    "packed bytes that are noise": Hostile(zipped(Member(packed=b"\xff" * 50, method=8)), "damaged"),
    "packed bytes that stop early": Hostile(
        zipped(Member(content=BEANS, packed=PACKED_BEANS[:-4], method=8)), "do not end"
    ),
    "packed bytes with more behind them": Hostile(
        zipped(Member(content=BEANS, packed=PACKED_BEANS + b"more", method=8)), "do not end"
    ),
    "another name where it lies": Hostile(zipped(Member(local_name=b"evilly.json")), "calls itself"),
    "a list too long to be true": Hostile(zipped(Member(), directory_size=2**31), "list of files longer"),
    "half a zip": Hostile(half(zipped(Member(content=bytes(5000)))), "not a whole zip"),
    "a zip without its last bytes": Hostile(half(zipped(Member(content=bytes(5000))), 0.999), "not a whole zip"),
    "an empty file called zip": Hostile(written(b""), "not a whole zip"),
    "noise called zip": Hostile(written(b"noise" * 99), "not a whole zip"),
    "the first part of several": Hostile(written(b"PK\7\x08" + bytes(99), "export.001"), "not a whole zip"),
}

FOLDERS: Mapping[str, Hostile] = {
    "a link to a file": Hostile(in_folder("photos/x.jpg", link_to("/etc/passwd")), "link"),
    "a link to a folder": Hostile(in_folder("photos", link_to("/etc")), "link"),
    "a link to nowhere": Hostile(in_folder("x.jpg", link_to("nowhere")), "link"),
    "a link to itself": Hostile(in_folder("x.jpg", link_to("x.jpg")), "link"),
    "a pipe": Hostile(in_folder("pipe", os.mkfifo), "pipe"),
    "a socket": Hostile(in_folder("socket", bound_socket), "socket"),
    "a name with a line break": Hostile(in_folder("a\nb.jpg", empty_file), "control characters"),
    "a name that is not UTF-8": Hostile(in_folder(b"\xff.jpg", empty_file), "broken encoding"),
    "a name with a backslash": Hostile(in_folder("a\\b.jpg", empty_file), "backslash"),
    "folders too deep": Hostile(in_folder("x/" * 100 + "x", empty_file), "path_depth"),
    "too many files": Hostile(many_files, "members", Limits(members=3)),
    "a link as the archive": Hostile(link_to_an_export, "is a link"),
    "a pipe as the archive": Hostile(a_pipe, "neither a file nor a folder"),
    "nothing at all": Hostile(nothing, "cannot be opened"),
}

FILES: Mapping[str, Hostile] = {
    "gzip": Hostile(written(b"\x1f\x8b\x08" + bytes(99), "result.json"), "gzip"),
    "7z": Hostile(written(b"7z\xbc\xaf\x27\x1c" + bytes(99), "export.7z"), "7z"),
    "RAR": Hostile(written(b"Rar!\x1a\x07\0" + bytes(99), "export.rar"), "RAR"),
    "tar": Hostile(written(bytes(257) + b"ustar" + bytes(300), "export.tar"), "tar"),
    "UTF-16": Hostile(written('{"name": "x"}'.encode("utf-16"), "result.json"), "UTF-16"),
    "UTF-16 without a mark": Hostile(written('{"name": "x"}'.encode("utf-16-be"), "result.json"), "UTF-16"),
    "UTF-32": Hostile(written('{"name": "x"}'.encode("utf-32"), "result.json"), "UTF-32"),
    "Latin-1": Hostile(written('{"name": "Zoë"}'.encode("latin-1"), "result.json"), "UTF8"),
    "an empty text": Hostile(written(b"", "result.json"), "ends too early, at byte 0"),
    "a text cut short": Hostile(written(b'{"messages": [{"id": 1}, {"i', "result.json"), "at byte 28"),
    "two texts": Hostile(written(b'{"a": 1}{"b": 2}', "result.json"), "trailing garbage"),
    "NaN": Hostile(written(b'{"a": NaN}', "result.json"), "not sound JSON"),
    "nesting without end": Hostile(written(b"[" * 100_000, "result.json"), "json_depth"),
    "nesting in a record": Hostile(written(b'{"messages": [' + b"[" * 100_000, "result.json"), "json_depth"),
    "an integer of ten thousand digits": Hostile(written(b"[" + b"9" * 10_000 + b"]", "result.json"), "cannot be read"),
    "an integer of more than 64 bits": Hostile(written(b"[18446744073709551616]", "result.json"), "number too large"),
    "a number of 10^999": Hostile(written(b"[1e999]", "result.json"), "number too large"),
    "a number beyond all bounds": Hostile(written(b"[1e99999999999999999999]", "result.json"), "cannot be read"),
    "a string too long": Hostile(
        written(b'["' + b"x" * 3000 + b'"]', "result.json"), "limit `string`", Limits(string=1000)
    ),
    "a key too long": Hostile(written(b'{"' + b"x" * 3000 + b'": 1}', "result.json"), "limit `key`"),
    "a record too long": Hostile(
        written(b'{"messages": [{"a": [' + b"1, " * 3000 + b"1]}]}", "result.json"),
        "limit `record`",
        Limits(record=2000, string=500),
    ),
    "a record of too many values": Hostile(
        written(b'{"messages": [{"a": [' + b"1, " * 3000 + b"1]}]}", "result.json"),
        "limit `values`",
        Limits(values=1000, string=500),
    ),
}
