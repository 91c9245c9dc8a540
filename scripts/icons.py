"""Draws the icons of the app package, a person behind a shield: python scripts/icons.py."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "bot" / "package" / "icons"
NAVY = (29, 53, 87)
WHITE = (255, 255, 255)
FINE = 4  # points drawn for each pixel, across and down

Shape = Callable[[float, float], bool]


def shield(x: float, y: float, margin: float = 0.0) -> bool:
    """Inside the shield, which fills the square from -1 to 1; a margin is left out all round."""
    across, below = abs(x) / (0.78 - margin), (y + 0.9 - margin) / (1.8 - 2.4 * margin)
    if not 0 <= below <= 1:
        return False
    return across <= (1 if below < 0.4 else 1 - ((below - 0.4) / 0.6) ** 2)


def person(x: float, y: float) -> bool:
    """Inside the head or the shoulders."""
    head = x * x + (y + 0.32) ** 2 < 0.055
    shoulders = y < 0.36 and (x / 0.42) ** 2 + ((y - 0.36) / 0.4) ** 2 < 1
    return head or shoulders


def coverage(shape: Shape, size: int, column: int, row: int) -> float:
    """How much of a pixel a shape covers, from 0 to 1."""
    steps = [(n + 0.5) / FINE for n in range(FINE)]
    points = [
        (2 * (column + dx) / size - 1, 2 * (row + dy) / size - 1) for dx in steps for dy in steps
    ]
    return sum(shape(x, y) for x, y in points) / len(points)


def color_icon(size: int = 192) -> bytes:
    """White on navy, the drawing within the middle part that no client cuts off."""

    def drawn(x: float, y: float) -> bool:
        return shield(x / 0.66, y / 0.66) and not person(x / 0.66, y / 0.66)

    def pixel(column: int, row: int) -> bytes:
        part = coverage(drawn, size, column, row)
        mixed = (round(w * part + n * (1 - part)) for w, n in zip(WHITE, NAVY, strict=True))
        return bytes((*mixed, 255))

    return png(size, pixel)


def outline_icon(size: int = 32) -> bytes:
    """White on nothing."""

    def drawn(x: float, y: float) -> bool:
        return person(x, y) or (shield(x, y) and not shield(x, y, margin=0.13))

    def pixel(column: int, row: int) -> bytes:
        return bytes((*WHITE, round(255 * coverage(drawn, size, column, row))))

    return png(size, pixel)


def png(size: int, pixel: Callable[[int, int], bytes]) -> bytes:
    """A square PNG file of RGBA pixels."""
    rows = (b"\0" + b"".join(pixel(c, r) for c in range(size)) for r in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main() -> int:
    """Write both files."""
    (FOLDER / "color.png").write_bytes(color_icon())
    (FOLDER / "outline.png").write_bytes(outline_icon())
    return 0


if __name__ == "__main__":
    sys.exit(main())
