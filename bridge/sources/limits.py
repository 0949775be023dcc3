"""How much an archive may ask of us. An export is made by others, so each of these is enforced while reading."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, unless said otherwise. The defaults are far above honest exports and far below what hurts."""

    total: int = 25 * GIB
    """Everything in one zip, unpacked. A folder costs no more than it already takes."""
    members: int = 1_000_000
    """How many files."""
    ratio: int = 200
    """Unpacked size of a file in a zip, divided by its packed size."""
    ratio_from: int = 16 * MIB
    """Below this unpacked size the ratio does not matter: small repetitive files pack very well."""
    path_length: int = 1024
    """Of a name, in UTF-8."""
    path_depth: int = 32
    """Folders in a name, counted."""
    json_depth: int = 64
    """Objects and lists within each other, counted."""
    string: int = 8 * MIB
    """One string in a JSON text."""
    key: int = 1024
    """One key of a JSON object that is walked through."""
    values: int = 1_000_000
    """Values in one record, counted."""
    record: int = 100 * MIB
    """One record: a message in a JSON text, a line of a text file."""


DEFAULTS = Limits()
"""What holds unless the operator configures otherwise."""
