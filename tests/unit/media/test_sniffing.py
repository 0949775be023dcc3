"""The first bytes decide what a file is, whatever it is called."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.media.sniffing import HEAD, OPAQUE, sniff
from tests import media_samples as samples

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(first: str, content: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(first, content)
    return stream.getvalue()


def ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00isommp41"


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (samples.jpeg(), "image/jpeg"),
        (samples.png(), "image/png"),
        (samples.webp(), "image/webp"),
        (samples.gif(), "image/gif"),
        (samples.mp4(), "video/mp4"),
        (samples.webm(), "video/webm"),
        (samples.voice(), "audio/ogg"),
        (samples.tgs(), "application/x-tgsticker"),
        (gzip.compress(b"a log file", mtime=0), "application/gzip"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36", "image/bmp"),
        (ftyp(b"heic"), "image/heic"),
        (ftyp(b"avif"), "image/avif"),
        (ftyp(b"qt  "), "video/quicktime"),
        (ftyp(b"M4A "), "audio/mp4"),
        (ftyp(b"3gp4"), "video/3gpp"),
        (b"OggS" + bytes(24) + b"\x80theora", "video/ogg"),
        (b"\x1aE\xdf\xa3\x93B\x82\x88matroska", "video/x-matroska"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x44" + bytes(8), "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"%PDF-1.7\n", "application/pdf"),
        (zipped("a.txt"), "application/zip"),
        (zipped("mimetype", "application/epub+zip"), "application/epub+zip"),
        (b"plain words, na\xc3\xafve ones too\n", "text/plain"),
        (b"\x00\x01\x02\x03", OPAQUE),
        (b"", OPAQUE),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, mime: str):
    assert sniff(content[:HEAD]) == mime


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "page.txt"),
        (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.png"),
        (b"<?xml version='1.0'?><a/>", None),
        (b"alert(document.cookie)", "innocent.js"),
        (b"hello <b>there</b>", "page.html"),
    ],
)
def test_what_a_browser_would_run_is_opaque(content: bytes, name: str | None):
    assert sniff(content, None, name) == OPAQUE


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript"])
def test_a_text_declared_as_active_is_opaque(declared: str):
    assert sniff(b"some words", declared) == OPAQUE


def test_a_declared_type_does_not_overrule_the_bytes():
    assert sniff(samples.png(), "text/html", "page.html") == "image/png"


def test_a_declared_sound_is_believed_of_a_container_that_may_hold_either():
    assert sniff(ftyp(b"isom"), "audio/mp4") == "audio/mp4"
    assert sniff(samples.webm()[:HEAD], "audio/webm; codecs=opus") == "audio/webm"


def test_a_document_is_told_from_a_zip_by_its_name():
    assert sniff(zipped("word/document.xml"), None, "minutes.docx") == WORD
    assert sniff(zipped("word/document.xml"), "text/html", "minutes.zip") == "application/zip"


def test_a_table_of_words_keeps_its_kind():
    assert sniff(b"name,amount\nAnna,3\n", "text/csv") == "text/csv"
    assert sniff(b"name,amount\nAnna,3\n", "text/x-python") == "text/plain"


def test_text_in_two_byte_characters_is_not_taken_for_sound():
    assert not sniff("A note".encode("utf-16")).startswith("audio/")


def test_a_character_cut_in_two_is_still_text():
    assert sniff("é".encode()[:1].rjust(HEAD, b"a")) == "text/plain"


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_no_bytes_at_all_become_something_active(content: bytes, declared: str, name: str):
    mime = sniff(content, declared, name)
    assert mime.count("/") == 1
    assert not any(word in mime for word in ("html", "svg", "xml", "script"))


@given(st.sampled_from([b"<html>", b"<svg>", b"<?xml ", b"<script>"]), st.text(max_size=50))
def test_markup_is_opaque_whatever_follows(beginning: bytes, rest: str):
    assert sniff(beginning + rest.encode(errors="replace"), "image/png", "photo.png") == OPAQUE
