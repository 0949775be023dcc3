"""Pages as Telegram Desktop writes them, with defaults for everything."""

from __future__ import annotations

from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.telegram.html.reader import DesktopHtml

DATE = "01.05.2024 09:00:00 UTC+02:00"


def page(*messages, title="Garden club"):
    return (
        '<!DOCTYPE html><html><body><div class="page_wrap"><div class="page_header"><div class="content">'
        f'<div class="text bold">\n{title} \n</div></div></div><div class="page_body chat_page"><div class="history">'
        f"{''.join(messages)}</div></div></div></body></html>"
    )


def said(number, text="Hello", name="Anna", date=DATE, inside=""):
    joined, named = ("", f'<div class="from_name">\n{name} \n</div>') if name else (" joined", "")
    return (
        f'<div class="message default clearfix{joined}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{date}">\n09:00\n</div>{named}{inside}'
        f'<div class="text">\n{text}\n</div></div></div>'
    )


def happened(number, sentence):
    return f'<div class="message service" id="message{number}"><div class="body details">\n{sentence}\n</div></div>'


def card(kind, title="", status=""):
    return (
        f'<div class="media_wrap clearfix"><div class="media clearfix pull_left {kind}"><div class="body">'
        f'<div class="title bold">\n{title}\n</div><div class="status details">\n{status}\n</div></div></div></div>'
    )


def read(folder, pages, zone=None):
    """The items of an export with these pages: by their names, or one page alone."""
    for name, text in pages.items() if isinstance(pages, dict) else [("messages.html", pages)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    with Archive.open(folder) as archive:
        assert DesktopHtml().identify(archive)
        return list(DesktopHtml().read(archive, Hints(timezone=zone)))


def messages(items):
    return [item for item in items if isinstance(item, Message)]
