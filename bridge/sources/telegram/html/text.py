"""What people wrote, from tags to spans."""

from __future__ import annotations

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.telegram.entities import link_of, mentioned
from bridge.sources.telegram.files import Files, existing
from bridge.sources.telegram.html.elements import Element, plain
from bridge.sources.telegram.text_builder import TextBuilder

_STYLES = {
    "strong": Style.BOLD,
    "b": Style.BOLD,
    "em": Style.ITALIC,
    "i": Style.ITALIC,
    "u": Style.UNDERLINE,
    "s": Style.STRIKETHROUGH,
    "del": Style.STRIKETHROUGH,
    "code": Style.CODE,
    "pre": Style.PREFORMATTED,
    "blockquote": Style.QUOTE,
}
_UNDECORATED = ("ShowHashtag", "ShowCashtag", "ShowBotCommand")
_EMOJI = ("ShowNotLoadedEmoji", "ShowNotAvailableEmoji")
_MENTION_LINK = "tg://user?id="
_SHORT = "https://t.me/"


def text_of(element: Element, files: Files) -> Text:
    """The words of an element with their spans."""
    children = _without_margins(element.children)
    if all(isinstance(child, str) or child.name == "br" for child in children):
        return Text("".join(plain(_joined(child)) if isinstance(child, str) else "\n" for child in children))
    builder = TextBuilder()
    _add(builder, children, files)
    return builder.build()


def _without_margins(children: list[Element | str]) -> list[Element | str]:
    # The line breaks after the opening tag and before the closing one are the writer's.
    inner = list(children)
    if inner and isinstance(inner[0], str):
        inner[0] = inner[0].removeprefix("\n")
    if inner and isinstance(last := inner[-1], str) and (cut := last.rstrip(" ")).endswith("\n"):
        inner[-1] = cut[:-1]
    return inner


def _joined(written: str) -> str:
    # A line break that a person wrote is a tag; another one comes from a program that has tidied the page up.
    return " ".join(line.strip(" ") for line in written.split("\n")) if "\n" in written else written


def _add(builder: TextBuilder, children: list[Element | str], files: Files) -> None:
    for child in children:
        if isinstance(child, str):
            builder.add(plain(_joined(child)))
        elif child.name == "br":
            builder.add("\n")
        else:
            start = builder.length
            _add(builder, child.children, files)
            _decorate(builder, start, child, files)


def _decorate(builder: TextBuilder, start: int, element: Element, files: Files) -> None:
    if style := _STYLES.get(element.name):
        builder.decorate(start, style)
    elif element.name == "a":
        _link(builder, start, element, files)
    elif "spoiler" in element.classes:
        builder.decorate(start, Style.SPOILER)


def _link(builder: TextBuilder, start: int, element: Element, files: Files) -> None:
    href, action, words = element.attribute("href"), element.attribute("onclick"), element.words()
    if "ShowMentionName" in action or href == f"{_SHORT}{words[1:]}":
        builder.decorate(start, Style.MENTION)
    elif any(name in action for name in _EMOJI):
        builder.decorate(start, Style.CUSTOM_EMOJI)
    elif href.startswith(_MENTION_LINK):
        builder.decorate(start, Style.MENTION, person=_mentioned(href))
    elif ":" not in href and href != words and (picture := existing(href, files)):
        builder.decorate(start, Style.CUSTOM_EMOJI, media=picture)
    elif href and not href.startswith("tel:") and not any(name in action for name in _UNDECORATED):
        builder.decorate(start, Style.LINK, url=link_of(href) if href == words else href)


def _mentioned(href: str) -> PersonId | None:
    number = href.removeprefix(_MENTION_LINK).partition("&")[0]
    return mentioned(f"user{number}")
