"""
Draws the artworks that stand in until a customer brings their own.

`python samples/artwork/bundled.py` writes `generators/artwork/samples/` anew.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parents[2] / "generators" / "artwork" / "samples"
WIDTH, HEIGHT = 400, 300

Grey = np.ndarray[Any, np.dtype[np.float64]]


def ridge(x: Grey, height: float, rough: float, seed: int) -> Grey:
    """The height of a line of hills along x from 0 to 1: waves of many lengths, each half as high as the last."""
    line = np.full_like(x, height)
    for octave in range(7):
        line += rough / 2**octave * np.sin(2 * math.pi * 2**octave * x * (1 + 0.13 * seed) + seed * (octave + 1) ** 2)
    return line


def hills() -> Grey:
    """Hills in the morning, the nearer the darker, a low sun over a lake with its glitter, and firs in front."""
    x, y = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(1, 0, HEIGHT))
    sun = np.hypot((x - 0.66) * WIDTH / HEIGHT, y - 0.74)
    grey = 0.60 + 0.22 * y + 0.30 * np.exp(-((sun / 0.22) ** 2))
    grey = np.where(sun < 0.065, 1.0, grey)
    clouds = np.sin(9 * x + 3 * np.sin(5 * y * 4)) * np.sin(40 * y + 4 * x) * np.exp(-(((y - 0.9) / 0.08) ** 2))
    grey += 0.07 * clouds
    for number, (height, rough, tone) in enumerate([(0.58, 0.05, 0.66), (0.48, 0.06, 0.52), (0.37, 0.05, 0.38)]):
        line = ridge(x, height, rough, number + 1)
        mist = 0.16 * np.exp(-np.clip(y - (height - 0.16), 0, None) / 0.06)
        grey = np.where(y < line, tone + mist, grey)
    lake = y < 0.27
    glitter = np.exp(-(((x - 0.66) / (0.05 + 0.3 * (0.27 - y))) ** 2)) * (np.sin(260 * y + 12 * np.sin(60 * x)) > 0)
    grey = np.where(lake, 0.46 + 0.2 * y + 0.42 * glitter, grey)
    shore = ridge(x, 0.10, 0.025, 5)
    grey = np.where(y < shore, 0.16, grey)
    for place, tall in [(0.05, 0.42), (0.12, 0.33), (0.19, 0.25), (0.30, 0.16), (0.86, 0.24), (0.93, 0.38)]:
        foot = 0.06
        share = (y - foot) / tall
        steps = 0.6 + 0.4 * (1 - np.mod(share * 7, 1))
        inside = (share > 0) & (share < 1) & (np.abs(x - place) < 0.17 * tall * (1 - share) * steps)
        grey = np.where(inside, 0.10 + 0.05 * share, grey)
    return np.clip(grey, 0, 1)


def moon() -> Grey:
    """A moon of three quarters with its craters, upright as a portrait is, over a dark sky with a few stars."""
    x, y = np.meshgrid(np.linspace(-0.75, 0.75, HEIGHT), np.linspace(1, -1, WIDTH))
    far = np.hypot(x, y - 0.1) / 0.6
    grey = np.full_like(x, 0.12) + 0.05 * (1 - y) / 2
    for number in range(24):
        place = (math.sin(7.3 * number) * 0.72, math.cos(4.1 * number) * 0.95)
        grey += 0.6 * np.exp(-((np.hypot(x - place[0], y - place[1]) / 0.008) ** 2))
    height = np.sqrt(np.clip(1 - far**2, 0, 1))
    lit = np.clip(0.75 * height + 0.6 * x / 0.6 + 0.25, 0.16, 1)
    for number in range(16):
        place = (0.45 * math.sin(5.7 * number), 0.1 + 0.45 * math.cos(3.3 * number))
        wide = 0.03 + 0.05 * abs(math.sin(2.9 * number))
        ring = np.hypot(x - place[0], y - place[1]) / wide
        lit *= 1 - 0.22 * np.exp(-(ring**4)) + 0.08 * np.exp(-(((ring - 1.1) / 0.25) ** 2))
    return np.clip(np.where(far < 1, lit, grey), 0, 1)


def star() -> str:
    """A star of five points, its inner corners not too deep, so that the points print."""
    points = []
    for number in range(10):
        radius, turn = (100, 46)[number % 2], math.radians(36 * number)
        points.append(f"{radius * math.sin(turn):.2f},{-radius * math.cos(turn):.2f}")
    return f'<polygon points="{" ".join(points)}"/>'


def heart() -> str:
    """A heart of two halves."""
    return (
        '<path d="M0 90C-20 70 -100 20 -100 -35C-100 -70 -75 -92 -48 -92C-25 -92 -8 -78 0 -60'
        'C8 -78 25 -92 48 -92C75 -92 100 -70 100 -35C100 20 20 70 0 90Z"/>'
    )


def cat() -> str:
    """A sitting cat, its tail raised beside it."""
    body = (
        "M-40 100C-62 62 -50 18 -30 -6C-46 -20 -50 -46 -46 -96L-20 -72C-8 -77 8 -77 20 -72L46 -96"
        "C50 -46 46 -20 30 -6C50 18 62 62 40 100Z"
    )
    tail = "M34 92C70 96 88 78 80 52C76 38 62 34 58 22"
    eyes = '<g fill="#fff"><ellipse cx="-18" cy="-42" rx="9" ry="6"/><ellipse cx="18" cy="-42" rx="9" ry="6"/></g>'
    nose = '<path fill="#fff" d="M-7 -26H7L0 -17Z"/>'
    line = 'fill="none" stroke="#000" stroke-width="16" stroke-linecap="round"'
    return f'<path d="{body}"/><path {line} d="{tail}"/>{eyes}{nose}'


def main() -> None:
    """Write every sample."""
    FOLDER.mkdir(exist_ok=True)
    Image.fromarray((hills() * 255 + 0.5).astype(np.uint8)).save(FOLDER / "hills.png", optimize=True)
    Image.fromarray((moon() * 255 + 0.5).astype(np.uint8)).save(FOLDER / "moon.png", optimize=True)
    for draw in (star, heart, cat):
        text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-110 -110 220 220">\n  {draw()}\n</svg>\n'
        (FOLDER / f"{draw.__name__}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
