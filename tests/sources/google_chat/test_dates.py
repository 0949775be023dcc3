from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.google_chat.dates import milliseconds

WRITTEN = [
    "Tuesday, November 14, 2023 at 10:13:20\u202fPM UTC",
    "Tuesday, November 14, 2023 at 10:13:20 PM UTC",
    "Tuesday, 14 November 2023 at 22:13:20 UTC",
    "Dienstag, 14. November 2023 um 22:13:20 UTC",
    "mardi 14 novembre 2023 à 22:13:20 UTC",
    "martes, 14 de noviembre de 2023, 10:13:20 p.\u00a0m. UTC",
    "terça-feira, 14 de novembro de 2023 às 22:13:20 UTC",
    "martedì 14 novembre 2023 alle ore 22:13:20 UTC",
    "dinsdag 14 november 2023 om 22:13:20 UTC",
    "2023年11月14日火曜日 22時13分20秒 UTC",
    "2023年11月14日星期二 UTC 22:13:20",
    "2023年11月14日 星期二 下午10:13:20 [UTC]",
    "2023년 11월 14일 화요일 오후 10시 13분 20초 UTC",
    "вторник, 14 ноября 2023 г. в 22:13:20 UTC",
    "wtorek, 14 listopada 2023 22:13:20 UTC",
    "14 Kasım 2023 Salı 22:13:20 UTC",
    "tiistai 14. marraskuuta 2023 klo 22.13.20 UTC",
    "2023. november 14., kedd 22:13:20 UTC",
    "Thứ Ba, 14 tháng 11, 2023 lúc 22:13:20 UTC",
    "วันอังคารที่ 14 พฤศจิกายน พุทธศักราช 2566 เวลา 22 นาฬิกา 13 นาที 20 วินาที UTC",
    "الثلاثاء، ١٤ نوفمبر ٢٠٢٣ في ١٠:١٣:٢٠ م UTC",
    "יום שלישי, 14 בנובמבר 2023 בשעה 22:13:20 UTC",
    "मंगलवार, 14 नवंबर 2023 को 10:13:20 pm UTC बजे",
    "Τρίτη 14 Νοεμβρίου 2023 στις 10:13:20 μ.μ. UTC",
    "Tuesday, November 14, 2023 at 11:13:20 PM GMT+1",
    "2023-11-14T22:13:20Z",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_one_moment_is_read_in_every_language(written):
    assert milliseconds(written) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC).timestamp() * 1000


def test_one_word_is_another_month_in_croatian():
    assert milliseconds("subota, 14. listopada 2023. u 22:13:20 UTC") == milliseconds(
        "October 14, 2023 at 10:13:20 PM UTC"
    )


@pytest.mark.parametrize(
    "written", ["", "some day", "31 February 2023 at 10:00:00 UTC", "May 1, 2023 at 25:00:00 UTC", "9" * 90]
)
def test_what_is_no_date_is_none(written):
    assert milliseconds(written) is None


@given(st.text(max_size=150))
def test_no_text_at_all_breaks_it(written):
    found = milliseconds(written)
    assert found is None or 0 < found < 4_102_444_800_000
