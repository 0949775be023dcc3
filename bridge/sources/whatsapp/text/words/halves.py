"""How languages say in which half of the day a time is. Written without spaces, dots and letter case."""

from __future__ import annotations

from enum import Enum


class Half(Enum):
    """A half of the day."""

    MORNING = "morning"
    """From midnight, hour 12, to noon."""
    AFTERNOON = "afternoon"
    """From noon, hour 12, to midnight."""
    NOON = "noon"
    """Around noon: 11 is before it, 1 is after it."""


_MORNING = """
am pg sa öö de dop ap fm ص ق.ظ قظ قم קבלהצ לפנהצ לפנה״צ לפנה"צ πμ проб пд дп прдп преп przed
上午 凌晨 清晨 早上 早晨 半夜 深夜 午前 오전 새벽 아침 पूर्वाह्न सुबह भोर मपू पू ক্ষপূর্বাহ্ন পূর্বাহ্ণ পূর্বাহ্ন காலை முற்பகல் ಪೂರ್ವಾಹ್ನ
രാവിലെ ఉదయం પૂર્વાહ્ન ਪੂਦੁ ਸਵੇਰ ก่อนเที่ยง ព្រឹក ກ່ອນທ່ຽງ ጥዋት ጠዋት priešpiet priekšp priekšpusdienā päeva eelkeskpäeva dopoledne
délelőtt di sáng صبح صباحًا صباحا قبلالظهر asubuhi vorm vormittags vm matin manhã mañana utra утра ночи raní morgens
"""

_AFTERNOON = """
pm ptg ch ös du odp ip em م ب.ظ بظ ب.م אחהצ אחה״צ אחה"צ μμ слоб пп md mdd popo po послепладне
下午 晚上 傍晚 午後 夜晚 오후 저녁 밤 낮 अपराह्न शाम दोपहर रात मउ উপরাহ্ন অপরাহ্ণ অপরাহ্ন மாலை பிற்பகல் ಅಪರಾಹ್ನ
ഉച്ചകഴിഞ്ഞ് సాయంత్రం અપરાહ્ન ਬਾਦੁ ਸ਼ਾਮ หลังเที่ยง ល្ងាច ຫຼັງທ່ຽງ ከሰዓት popiet pēcp pēcpusdienā päralõunat peale odpoledne
délután chiều مساءً مساء بعدالظهر عصر jioni mchana nachm nachmittags nm abends soir tarde noite дня вечера
"""

HALVES = (
    dict.fromkeys(_MORNING.split(), Half.MORNING)
    | dict.fromkeys(_AFTERNOON.split(), Half.AFTERNOON)
    | {"中午": Half.NOON, "正午": Half.NOON, "noon": Half.NOON}
)
