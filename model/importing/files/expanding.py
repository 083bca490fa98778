"""Reading what is packed, block by block, and no more of it than the limits allow."""

import stat
import zipfile
from collections.abc import Iterator

from model.importing.files.encodings import name_text
from model.importing.files.limits import FREE_BYTES, MAX_BYTES, MAX_MEMBERS, MAX_RATIO
from model.importing.report import CannotImport

BLOCK = 1 << 20


def expanded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int = MAX_BYTES) -> Iterator[bytes]:
    """The content of a member, counted as it comes: what the archive says about its size may be too little.

    CannotImport as soon as it is larger than the limit, or expands as only a zip bomb does.
    """
    _check_size(member.file_size, member, limit)
    size = 0
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            size += len(block)
            _check_size(size, member, limit)
            yield block


def _check_size(size: int, member: zipfile.ZipInfo, limit: int) -> None:
    if size > limit:
        raise CannotImport(f"it expands to more than {limit / 1024**2:,.0f} MB. Split it, or unpack it yourself.")
    if size > FREE_BYTES and size > MAX_RATIO * max(1, member.compress_size):
        raise CannotImport(f"it expands to more than {MAX_RATIO} times its size, as a zip bomb does. Unpack it yourself.")


def check_members(members: list[zipfile.ZipInfo]) -> None:
    """CannotImport if there are too many."""
    if len(members) > MAX_MEMBERS:
        raise CannotImport(f"it holds {len(members):,} files; at most {MAX_MEMBERS:,} are read. Pack only the export.")


def check_member(member: zipfile.ZipInfo) -> None:
    """CannotImport if the member is encrypted, a link, a zip, or has a path that leads out of a folder."""
    name = member.orig_filename
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or "\0" in name or (len(name) > 1 and name[1] == ":"):
        raise CannotImport("its path leads out of the zip. Pack the files anew, without paths.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise CannotImport("this is a link, not a file. Pack the file itself.")
    if member.flag_bits & 0x1:
        raise CannotImport("it is encrypted. Unpack it with its password, and drop the file itself.")
    if name.lower().endswith(".zip"):
        raise CannotImport("this is a zip within a zip. Unpack the outer one, and drop the inner one itself.")


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's name. Windows packs Japanese names without saying so; Python then reads them as those of MS-DOS."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return name_text(member.filename.encode("cp437")) or member.filename
    except UnicodeEncodeError:
        return member.filename
