"""The things that the festival's pictures are painted with. Coordinates are pixels; pictures are painted at double size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]

NIGHT: tuple[Colour, ...] = ((10, 14, 44), (38, 38, 92), (96, 62, 118))
DAWN: tuple[Colour, ...] = ((62, 88, 150), (238, 150, 130), (255, 222, 160))
DAY: tuple[Colour, ...] = ((70, 150, 220), (150, 205, 240), (225, 242, 250))
STORM: tuple[Colour, ...] = ((52, 60, 74), (96, 106, 120), (150, 156, 162))

DOUBLE = 2


@dataclass(frozen=True)
class Scene:
    """A picture being painted."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    dice: Random

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    @property
    def horizon(self) -> int:
        return self.height * 55 // 100

    def finished(self) -> Image.Image:
        """At its proper size, with smooth edges."""
        return self.image.resize((self.width // DOUBLE, self.height // DOUBLE), Image.Resampling.LANCZOS)


def scene(width: int, height: int, sky: Sequence[Colour], seed: int = 1) -> Scene:
    """An empty harbour under a sky."""
    size = (width * DOUBLE, height * DOUBLE)
    image = gradient(size, sky)
    painted = Scene(image, ImageDraw.Draw(image), Random(seed))
    _water(painted, sky)
    return painted


def gradient(size: tuple[int, int], colours: Sequence[Colour]) -> Image.Image:
    """From the first colour at the top to the last at the bottom."""
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(list(colours))
    return column.resize(size, Image.Resampling.BICUBIC)


def _water(painted: Scene, sky: Sequence[Colour]) -> None:
    top = painted.horizon
    mirrored = [_mixed(colour, (12, 40, 74), 0.55) for colour in reversed(sky)]
    painted.image.paste(gradient((painted.width, painted.height - top), mirrored), (0, top))
    for _ in range(140):
        y = painted.dice.randrange(top + 6, painted.height)
        length = 10 + (y - top) // 3
        x = painted.dice.randrange(-length, painted.width)
        tone = painted.image.getpixel((max(0, min(x, painted.width - 1)), y))
        painted.draw.line((x, y, x + length, y), fill=_mixed(_colour(tone), (255, 255, 255), 0.18), width=2)


def hills(painted: Scene, colour: Colour) -> None:
    """A far shore."""
    top = painted.horizon
    points = [
        (x, top - 20 - 40 * (1 + math.sin(x / 170 + painted.dice.random() / 3)))
        for x in range(0, painted.width + 40, 40)
    ]
    painted.draw.polygon([(0, top), *points, (painted.width, top)], fill=colour)


def sun(painted: Scene, x: float, y: float, radius: int, colour: Colour = (255, 236, 190)) -> None:
    """A disc with a glow; coordinates are shares of the picture."""
    glow = Image.new("L", painted.image.size, 0)
    at = (painted.width * x, painted.height * y)
    ImageDraw.Draw(glow).ellipse(_around(at, radius * 2), fill=140)
    painted.image.paste(colour, mask=glow.filter(ImageFilter.GaussianBlur(radius * 0.6)))
    painted.draw.ellipse(_around(at, radius), fill=colour)


def boat(painted: Scene, x: float, size: int, sail: Colour, hull: Colour = (92, 52, 44)) -> None:
    """A sailing boat; ``x`` is a share of the width, ``size`` its length."""
    left, deck = painted.width * x, painted.horizon + size * 0.45
    painted.draw.polygon(
        [
            (left, deck),
            (left + size, deck),
            (left + size * 0.82, deck + size * 0.2),
            (left + size * 0.15, deck + size * 0.2),
        ],
        fill=hull,
    )
    mast, top = left + size * 0.46, deck - size * 1.15
    painted.draw.line((mast, deck, mast, top), fill=(70, 60, 60), width=max(2, size // 40))
    painted.draw.polygon([(mast + 6, top), (mast + 6, deck - 8), (left + size * 0.95, deck - 8)], fill=sail)
    painted.draw.polygon(
        [(mast - 6, top + size * 0.2), (mast - 6, deck - 8), (left + size * 0.08, deck - 8)],
        fill=_mixed(sail, (255, 255, 255), 0.4),
    )


def lantern(painted: Scene, x: float, y: float, radius: int, colour: Colour) -> None:
    """A paper lantern that shines."""
    at = (painted.width * x, painted.height * y)
    glow = Image.new("L", painted.image.size, 0)
    ImageDraw.Draw(glow).ellipse(_around(at, radius * 2), fill=120)
    painted.image.paste(colour, mask=glow.filter(ImageFilter.GaussianBlur(radius * 0.8)))
    painted.draw.ellipse(_around(at, radius, 1.2), fill=_mixed(colour, (255, 255, 255), 0.35))
    for turn in (-0.5, 0.0, 0.5):
        painted.draw.arc(_around((at[0] + turn * radius, at[1]), radius, 1.2), 80, 280, fill=colour, width=2)


def garland(painted: Scene, y: float, colours: Sequence[Colour]) -> None:
    """Pennants on a string from side to side."""
    count = 16
    for number in range(count):
        x = painted.width * (number + 0.5) / count
        hang = painted.height * y + 60 * math.sin(math.pi * (number + 0.5) / count)
        painted.draw.polygon([(x - 26, hang), (x + 26, hang), (x, hang + 58)], fill=colours[number % len(colours)])


def quay(painted: Scene, colour: Colour) -> None:
    """A stone edge along the bottom."""
    top = painted.height * 86 // 100
    painted.draw.rectangle((0, top, painted.width, painted.height), fill=colour)
    for x in range(0, painted.width, 90):
        painted.draw.line((x, top, x - 20, painted.height), fill=_mixed(colour, (0, 0, 0), 0.25), width=3)


def crowd(painted: Scene, colours: Sequence[Colour], count: int = 26) -> None:
    """People seen from behind, on the quay."""
    ground = painted.height * 90 // 100
    for number in range(count):
        x = painted.width * (number + painted.dice.random() * 0.8) / count
        tall = painted.dice.randrange(70, 110)
        painted.draw.rounded_rectangle((x, ground - tall, x + 40, ground + 60), 18, fill=colours[number % len(colours)])
        painted.draw.ellipse(_around((x + 20, ground - tall - 14), 18), fill=painted.dice.choice(_SKINS))


_SKINS: tuple[Colour, ...] = ((92, 60, 44), (146, 98, 70), (198, 146, 112), (236, 196, 164))


def rain(painted: Scene) -> None:
    """Plenty of it."""
    for _ in range(500):
        x, y = painted.dice.randrange(painted.width), painted.dice.randrange(painted.height)
        painted.draw.line((x, y, x - 8, y + 34), fill=(190, 200, 212), width=2)


def words(painted: Scene, text: str, x: float, y: float, size: int, colour: Colour) -> None:
    """Written across, its middle at these shares of the picture."""
    font = ImageFont.load_default(size * DOUBLE)
    painted.draw.text(
        (painted.width * x, painted.height * y), text, font=font, fill=colour, anchor="mm", align="center"
    )


def _around(at: tuple[float, float], radius: float, tall: float = 1.0) -> tuple[float, float, float, float]:
    return at[0] - radius, at[1] - radius * tall, at[0] + radius, at[1] + radius * tall


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _colour(pixel: float | tuple[int, ...] | None) -> Colour:
    assert isinstance(pixel, tuple), "these pictures have colours"
    red, green, blue = pixel
    return red, green, blue
