"""What old clients put before an answer: the answered message, quoted line by line.

The specification has done without since version 1.13, but clients and bots still send it.
"""

from __future__ import annotations

import re

_FIRST_LINE = re.compile(r"> (?:\* )?<@[^>\n]*> ?")


def without_reply_fallback(body: str) -> str:
    """The body of an answer without the message that it answers; a quote that somebody wrote stays."""
    if not _FIRST_LINE.match(body):
        return body
    lines = body.split("\n")
    quoted = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    own = lines[quoted + 1 :] if lines[quoted : quoted + 1] == [""] else lines[quoted:]
    # An answer that is nothing but a quote was meant as one.
    return "\n".join(own) or body
