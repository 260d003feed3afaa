"""No archive writes outside its place, fills memory, or stops the class: each is one line."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from lms.test_collect import answered, archive, folder, submitted, text

from autograder.lms import downloads, hand_in
from autograder.lms.collect import collect
from autograder.lms.collection import Collection

HONEST = "honest_1_7000_tiny.ipynb"


def collected(klass: Path, tmp_path: Path, content: bytes) -> Collection:
    """Collect an archive; the honest submission in it has to arrive, and nothing else."""
    path = tmp_path / "download.zip"
    path.write_bytes(content)
    before = sorted(path for path in tmp_path.parent.rglob("*") if klass not in path.parents)
    done = collect(klass, [path])
    assert list(submitted(klass)) == ["honest_1/tiny/tiny.ipynb"]
    after = sorted(path for path in tmp_path.parent.rglob("*") if klass not in path.parents)
    assert before == after
    assert all(line.isprintable() for line in text(done).splitlines())
    return done


def zipped(klass: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in [(HONEST, answered(klass)), *members]:
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../evil_2_7001_tiny.ipynb",
        "/etc/evil_2_7001_tiny.ipynb",
        "evil_2_7001_a/../../tiny.ipynb",
        "C:\\evil_2_7001_tiny.ipynb",
        "..\\..\\evil_2_7001_tiny.ipynb",
        "evil//tiny.ipynb",
        "evil_2_7001_\x1b[2J.ipynb",
        "evil_2_7001_" + "x" * 300 + ".ipynb",
        "/".join("abcdefghijkl") + "/tiny.ipynb",
    ],
)
def test_odd_paths_are_not_used(klass: Path, tmp_path: Path, name: str) -> None:
    done = collected(klass, tmp_path, zipped(klass, (name, answered(klass))))
    assert len(done.not_understood) == 1
    assert any(why in text(done) for why in ("a path ", "a name with control", "too many folders"))


@pytest.mark.parametrize("student", ["..", ".", "-", "...."])
def test_a_student_whose_name_leads_out_has_no_folder(
    klass: Path, tmp_path: Path, student: str
) -> None:
    form = "_assignsubmission_file_/tiny.ipynb"
    files = {f"honest_1{form}": answered(klass), f"{student}_2{form}": b"{}"}
    download = archive(tmp_path / "m.zip", files)
    done = collect(klass, [download])
    assert list(submitted(klass)) == ["honest/tiny/tiny.ipynb"]
    assert len(done.not_understood) == 1


def test_a_link_in_an_archive_is_not_made(klass: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("evil_2_7001_tiny.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    done = collected(klass, tmp_path, zipped(klass, (link, b"/etc/passwd")))
    assert "a link or a device, which is not followed" in text(done)


def test_links_pipes_and_devices_in_a_folder_are_not_opened(klass: Path, tmp_path: Path) -> None:
    place = folder(tmp_path / "f", {"ada.ipynb": answered(klass)})
    (place / "evil.ipynb").symlink_to("/etc/passwd")
    (place / "eve").symlink_to("/etc")
    os.mkfifo(place / "pipe.ipynb")
    done = collect(klass, [place])
    assert list(submitted(klass)) == ["ada/tiny/tiny.ipynb"]
    assert "evil.ipynb: a link, which" in text(done) and "pipe.ipynb: a pipe" in text(done)


def test_a_bomb_is_not_unpacked(
    klass: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "LARGEST", 1 << 20)
    bomb = zipped(klass, ("evil_2_7001_tiny.ipynb", b" " * (64 << 20)))
    tracemalloc.start()
    done = collected(klass, tmp_path, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "expected at most 1 MB, got 64 MB" in text(done)
    assert peak < 32 << 20


def test_a_bomb_that_lies_about_its_size_is_cut_off(klass: Path, tmp_path: Path) -> None:
    content = bytearray(zipped(klass, ("evil_2_7001_tiny.ipynb", b" " * (8 << 20))))
    size = struct.pack("<I", 8 << 20)
    while (place := content.find(size)) >= 0:
        content[place : place + 4] = struct.pack("<I", 100)
    done = collected(klass, tmp_path, bytes(content))
    assert "damaged in the archive" in text(done)


def test_a_bomb_within_a_students_archive_costs_that_student(
    klass: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "LARGEST", 1 << 20)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("tiny.ipynb", b" " * (16 << 20))
    done = collected(klass, tmp_path, zipped(klass, ("evil_2_7001_a.zip", inner.getvalue())))
    assert "evil (2): tiny.ipynb: expected at most 1 MB, got 16 MB" in text(done)


def test_archives_within_archives_within_archives_are_not_opened(
    klass: Path, tmp_path: Path
) -> None:
    content = answered(klass)
    for name in ("tiny.ipynb", "a.zip"):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as file:
            file.writestr(name, content)
        content = inner.getvalue()
    done = collected(klass, tmp_path, zipped(klass, ("evil_2_7001_b.zip", content)))
    assert "evil (2): b.zip: no notebook" in text(done)


def test_an_archive_of_thousands_of_files_is_not_listed(klass: Path, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        for number in range(downloads.MOST_PACKED + 1):
            file.writestr(f"{number}.py", b"")
    done = collected(klass, tmp_path, zipped(klass, ("evil_2_7001_b.zip", inner.getvalue())))
    assert "got an archive of over 500 files" in text(done)


def test_much_of_one_student_is_read_up_to_a_limit(
    klass: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_in, "MOST_READ", 2 << 20)
    members = [(f"evil_2_{7001 + n}_{n}.ipynb", b" " * (1 << 20)) for n in range(5)]
    done = collected(klass, tmp_path, zipped(klass, *members))
    assert text(done).count("over 2 MB of one student: the rest is not read") == 3


def test_encrypted_and_oddly_packed_members_are_one_line(klass: Path, tmp_path: Path) -> None:
    content = bytearray(zipped(klass, ("evil_2_7001_tiny.ipynb", b"{}")))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.rfind(mark) + offset] |= 1
    assert "encrypted" in text(collected(klass, tmp_path, bytes(content)))


def test_a_packing_that_takes_gigabytes_is_not_undone(klass: Path, tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped(klass))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_LZMA) as file:
        file.writestr("evil_2_7001_tiny.ipynb", b"{}")
    assert "pack it again as plain zip" in text(collected(klass, tmp_path, buffer.getvalue()))


def test_a_damaged_member_costs_only_itself(klass: Path, tmp_path: Path) -> None:
    content = zipped(klass, ("evil_2_7001_tiny.ipynb", b"{} of a kind " * 100), method=0)
    done = collected(klass, tmp_path, content.replace(b"{} of a kind {}", b"{} of another {"))
    assert "evil (2): tiny.ipynb: damaged in the archive: Bad CRC-32" in text(done)


def test_two_files_where_one_is_the_others_folder_are_told(klass: Path, tmp_path: Path) -> None:
    place = "Eve_2_assignsubmission_file_"
    files = {
        f"{place}/tiny.ipynb": answered(klass),
        f"{place}/a": b"1",
        f"{place}/a/b": b"2",
        f"{place}/tiny.ipynb/c.py": b"3",
    }
    done = collect(klass, [archive(tmp_path / "m.zip", files)])
    assert list(submitted(klass)) == ["Eve/tiny/a", "Eve/tiny/tiny.ipynb"]
    assert "another file of that name is there" in text(done)


def test_names_in_utf_8_that_do_not_say_so_are_read_as_such(klass: Path, tmp_path: Path) -> None:
    name = "Zoë Ött_2_assignsubmission_file_/tiny.ipynb"
    path = archive(tmp_path / "m.zip", {name: answered(klass)})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 9), (b"PK\x03\x04", 7)):
        content[content.find(mark) + offset] &= ~0x08
    path.write_bytes(bytes(content))
    collect(klass, [path])
    assert list(submitted(klass)) == ["Zoë-Ött/tiny/tiny.ipynb"]
