"""WhatsApp's sentences in the languages that are known here, as tables: a module for each."""

from __future__ import annotations

from bridge.sources.whatsapp.text.words.arabic import ARABIC
from bridge.sources.whatsapp.text.words.chinese import CHINESE
from bridge.sources.whatsapp.text.words.dutch import DUTCH
from bridge.sources.whatsapp.text.words.english import ENGLISH
from bridge.sources.whatsapp.text.words.french import FRENCH
from bridge.sources.whatsapp.text.words.german import GERMAN
from bridge.sources.whatsapp.text.words.hindi import HINDI
from bridge.sources.whatsapp.text.words.indonesian import INDONESIAN
from bridge.sources.whatsapp.text.words.italian import ITALIAN
from bridge.sources.whatsapp.text.words.japanese import JAPANESE
from bridge.sources.whatsapp.text.words.korean import KOREAN
from bridge.sources.whatsapp.text.words.polish import POLISH
from bridge.sources.whatsapp.text.words.portuguese import PORTUGUESE
from bridge.sources.whatsapp.text.words.russian import RUSSIAN
from bridge.sources.whatsapp.text.words.spanish import SPANISH
from bridge.sources.whatsapp.text.words.turkish import TURKISH
from bridge.sources.whatsapp.text.words.ukrainian import UKRAINIAN

LANGUAGES = (
    ENGLISH,
    GERMAN,
    DUTCH,
    FRENCH,
    SPANISH,
    PORTUGUESE,
    ITALIAN,
    RUSSIAN,
    UKRAINIAN,
    POLISH,
    ARABIC,
    TURKISH,
    HINDI,
    JAPANESE,
    CHINESE,
    KOREAN,
    INDONESIAN,
)
