"""Photos that somebody might have taken at the harbour, and other still pictures."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from demo.story.scenery import (
    DAWN,
    DAY,
    DOUBLE,
    NIGHT,
    STORM,
    Colour,
    boat,
    crowd,
    garland,
    gradient,
    hills,
    lantern,
    quay,
    rain,
    scene,
    sun,
    words,
)  # fmt: skip

SAILS: tuple[Colour, ...] = ((224, 82, 68), (246, 190, 76), (68, 138, 160), (244, 240, 228))
COATS: tuple[Colour, ...] = ((64, 84, 130), (176, 72, 72), (60, 120, 100), (210, 160, 80), (110, 80, 130))
STONE: Colour = (120, 112, 104)


def harbour_at_dawn() -> Image.Image:
    painted = scene(1120, 840, DAWN, 1)
    sun(painted, 0.7, 0.47, 70)
    hills(painted, (96, 84, 120))
    boat(painted, 0.12, 330, SAILS[0])
    boat(painted, 0.55, 190, SAILS[3])
    return painted.finished()


def regatta() -> Image.Image:
    painted = scene(1120, 840, DAY, 2)
    hills(painted, (92, 140, 110))
    for number, x in enumerate((0.02, 0.26, 0.5, 0.72)):
        boat(painted, x, 260 + 60 * (number % 2), SAILS[number])
    return painted.finished()


def lantern_night() -> Image.Image:
    painted = scene(1120, 840, NIGHT, 3)
    for number in range(14):
        x, y = (number + 0.5) / 14, 0.16 + 0.14 * math.sin(number * 1.7) ** 2
        lantern(painted, x, y + 0.05, 34 + 8 * (number % 3), SAILS[number % 3])
    quay(painted, (48, 44, 60))
    crowd(painted, COATS)
    return painted.finished()


def stage() -> Image.Image:
    painted = scene(1120, 840, DAWN, 4)
    garland(painted, 0.08, SAILS)
    quay(painted, STONE)
    painted.draw.rectangle((560, 620, 1680, 1320), fill=(54, 46, 66))
    painted.draw.polygon([(500, 640), (1740, 640), (1120, 430)], fill=SAILS[0])
    for x, colour in ((800, COATS[1]), (1090, COATS[3]), (1380, COATS[2])):
        painted.draw.rounded_rectangle((x, 980, x + 90, 1290), 40, fill=colour)
        painted.draw.ellipse((x + 5, 890, x + 85, 970), fill=(198, 146, 112))
    crowd(painted, COATS, 20)
    return painted.finished()


def rainy_quay() -> Image.Image:
    painted = scene(900, 675, STORM, 5)
    boat(painted, 0.35, 300, (206, 206, 206))
    quay(painted, (90, 90, 94))
    rain(painted)
    return painted.finished()


def soup() -> Image.Image:
    """A bowl of fish soup, from above."""
    image = gradient((1800, 1800), ((178, 128, 88), (150, 100, 64)))
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 250, 1550, 1550), fill=(242, 238, 228))
    draw.ellipse((370, 370, 1430, 1430), fill=(226, 120, 58))
    for number in range(24):
        turn, far = number * 2.4, 90 + number * 17
        x, y = 900 + far * math.cos(turn), 900 + far * math.sin(turn)
        draw.ellipse(
            (x - 42, y - 30, x + 42, y + 30), fill=((250, 226, 190), (96, 150, 70), (236, 190, 60))[number % 3]
        )
    return image.resize((900, 900), Image.Resampling.LANCZOS)


def portrait_of_a_boat() -> Image.Image:
    """Higher than wide, as telephones take them."""
    painted = scene(720, 960, DAY, 6)
    boat(painted, 0.1, 620, SAILS[1], hull=(44, 92, 110))
    return painted.finished()


def poster() -> Image.Image:
    painted = scene(840, 1190, DAWN, 7)
    garland(painted, 0.03, SAILS)
    boat(painted, 0.22, 520, SAILS[0])
    words(painted, "HARBOUR\nFESTIVAL", 0.5, 0.26, 96, (255, 250, 240))
    words(painted, "music · boats · soup · lanterns", 0.5, 0.87, 36, (255, 250, 240))
    words(painted, "the last weekend of August, on the old quay", 0.5, 0.92, 26, (255, 250, 240))
    return painted.finished()


def emblem(ground: Colour = (36, 86, 112), sail: Colour = SAILS[1]) -> Image.Image:
    """The group's picture."""
    image = Image.new("RGB", (640 * DOUBLE, 640 * DOUBLE), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((160, 160, 1120, 1120), fill=(242, 236, 220))
    draw.polygon([(660, 280), (660, 800), (980, 800)], fill=sail)
    draw.polygon([(620, 380), (620, 800), (360, 800)], fill=SAILS[0])
    draw.polygon([(300, 840), (980, 840), (880, 980), (400, 980)], fill=ground)
    return image.resize((640, 640), Image.Resampling.LANCZOS)


def site_map() -> Image.Image:
    """A sketch of who stands where; sent as a file, so that it stays sharp."""
    image = Image.new("RGB", (1000, 640), (250, 247, 238))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 400, 1000, 640), fill=(176, 212, 226))
    draw.line((0, 400, 1000, 400), fill=(90, 84, 76), width=8)
    for number, colour in enumerate((*SAILS[:3], COATS[2], COATS[4], COATS[0])):
        left = 60 + number * 155
        draw.rounded_rectangle((left, 230, left + 110, 330), 12, fill=colour)
        draw.text((left + 55, 280), "ABCDEF"[number], fill="white", anchor="mm", font_size=44)
    draw.text((500, 90), "Who stands where", fill=(60, 56, 52), anchor="mm", font_size=48)
    draw.text((500, 530), "the water (do not fall in)", fill=(60, 90, 110), anchor="mm", font_size=32)
    return image


def waving_hand() -> Image.Image:
    """A still sticker."""
    image = Image.new("RGBA", (1024, 1024))
    draw = ImageDraw.Draw(image)
    skin = (240, 186, 120, 255)
    for number, turn in enumerate((-38, -16, 4, 24)):
        far = 400 + 30 * (number % 2)
        x, y = 512 + far * math.sin(math.radians(turn)), 620 - far * math.cos(math.radians(turn))
        draw.line((512, 620, x, y), fill=skin, width=96)
        draw.ellipse((x - 48, y - 48, x + 48, y + 48), fill=skin)
    draw.line((512, 700, 800, 560), fill=skin, width=104)
    draw.ellipse((748, 508, 852, 612), fill=skin)
    draw.ellipse((322, 480, 702, 900), fill=skin)
    draw.arc((120, 120, 360, 420), 180, 270, fill=(68, 138, 160, 255), width=28)
    draw.arc((690, 90, 930, 390), 270, 360, fill=(68, 138, 160, 255), width=28)
    return image.resize((512, 512), Image.Resampling.LANCZOS)


def anchor() -> Image.Image:
    """A custom emoji."""
    image = Image.new("RGBA", (400, 400))
    draw = ImageDraw.Draw(image)
    blue = (36, 86, 112, 255)
    draw.ellipse((160, 20, 240, 100), outline=blue, width=26)
    draw.line((200, 90, 200, 370), fill=blue, width=34)
    draw.line((110, 150, 290, 150), fill=blue, width=30)
    draw.arc((50, 120, 350, 380), 20, 160, fill=blue, width=34)
    return image.resize((100, 100), Image.Resampling.LANCZOS)


def jpeg(paint: Callable[[], Image.Image], quality: int = 62) -> bytes:
    """As a photo, much compressed: the whole export has to stay small."""
    return saved(paint(), "JPEG", quality=quality, optimize=True, progressive=True)


def thumbnail(image: Image.Image, side: int = 320) -> bytes:
    """As Telegram Desktop lays beside films and documents."""
    small = image.convert("RGB")
    small.thumbnail((side, side))
    return saved(small, "JPEG", quality=60)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """In a file format that Pillow knows."""
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()
