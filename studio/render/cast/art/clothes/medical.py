"""Hospital and laboratory: scrubs, white coat."""

from __future__ import annotations

from studio.render.cast.art.clothes.body import draw_torso
from studio.render.cast.art.clothes.inner import draw_shirt, draw_tee
from studio.render.cast.art.curves import C, Point, minus, moved, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person


def draw_scrubs(ink: Ink, who: Person) -> None:
    """A V-necked tunic with a piped neck and a breast pocket, over an undershirt."""
    n, c, u = who.neck_w, who.top_ramp, who.under_ramp
    v = spline([(-n - 6, 60, C), (-n + 1, 80), (-1, 116, C), (1, 116, C), (n - 1, 80), (n + 6, 60, C), (0, 50)])
    body = draw_torso(ink, who, c, drop=84, hole=v)
    with ink.clip(v):
        ink.canvas.save()
        ink.canvas.clipPath(spline([(-60, 84, C), (0, 90), (60, 84, C), (60, 140, C), (-60, 140, C)]))
        draw_tee(ink, who, u, drop=86)
        ink.canvas.restore()
    for k in (1, -1):
        band = spline(
            [
                (k * (n + 3), 60, C),
                (k * (n + 10.5), 64, C),
                (k * (n + 5), 88),
                (k * 0.5, 126, C),
                (k * -3.2, 118, C),
                (k * (n - 2), 84),
            ],
            k=0.24,
        )
        ink.cast(band, minus(body, v), 1, 2.2, c.deep, opacity=0.5, blur=1)
        ink.grad(band, (-30, 60), (30, 124), [(0, mix(c.base, c.hi, 0.5)), (1, mix(c.base, c.shade, 0.4))])
        ink.line(
            [(k * (n + 9), 66), (k * (n + 3.6), 88), (k * 0.5, 123)],
            0.8,
            mix(c.hi, "#ffffff", 0.5),
            0.9,
            0.5,
            e0=0.7,
            e1=0.7,
        )
    pocket: list[Point] = [(15, 140, C), (42, 138.6, C), (42.8, 166), (29, 170), (15.8, 167)]
    shape = spline(pocket, k=0.16)
    ink.fill(moved(shape, 0.4, 1.4), c.deep, 0.35, 0.8)
    ink.grad(shape, (15, 138), (43, 168), [(0, mix(c.base, c.hi, 0.3)), (1, mix(c.base, c.shade, 0.4))])
    ink.line([(15, 140), (28, 139.2), (42, 138.6)], 1.6, mix(c.hi, "#ffffff", 0.4), 0.8, 0.5, e0=1.2, e1=1.2)
    for x, y in ((-16, 150), (-6, 196), (12, 214)):
        ink.line([(x, y), (x + 4, y + 22), (x + 1, y + 44)], 2.6, c.shade, 0.5, 0.4)


def draw_coat(ink: Ink, who: Person) -> None:
    """A white coat worn open: over a shirt, or over scrubs and T-shirts of those who wear no collar."""
    n, c, u = who.neck_w, who.top_ramp, who.under_ramp
    body = draw_torso(ink, who, c, drop=128)
    opening: list[Point] = [
        (-n - 5, 62, C),
        (-n - 7, 78),
        (-26, 130),
        (-19, 210),
        (-17, 350, C),
        (19, 350, C),
        (21, 210),
        (26, 130),
        (n + 7, 78),
        (n + 5, 62, C),
    ]
    gap = spline(opening)
    with ink.clip(gap):
        (draw_tee if who.made_up else draw_shirt)(ink, who, u)
        tall = spline([(-n - 5, 30, C), *opening, (n + 5, 30, C)])
        ink.edge(tall, 4, 0, "#2a1420", 0.26, blur=1.6)
        ink.edge(tall, -3, 0, "#2a1420", 0.26, blur=1.6)
    for k in (1, -1):
        lapel = spline(
            [
                (k * (n + 3), 60, C),
                (k * (n + 15), 67),
                (k * (n + 25), 96, C),
                (k * (n + 15), 103, C),
                (k * (n + 22), 114, C),
                (k * 34, 150),
                (k * 20, 204, C),
                (k * 23, 140),
                (k * (n + 1), 84),
            ],
            k=0.26,
        )
        ink.cast(lapel, body, 1.6, 3.2, c.deep, opacity=0.6, blur=1.4)
        ink.grad(
            lapel, (k * 10 - 20, 70), (k * 20 + 10, 200), [(0, c.hi), (1, mix(c.base, c.shade, 0.25 if k < 0 else 0.5))]
        )
        ink.line([(k * (n + 15), 103), (k * (n + 6), 96), (k * (n - 1), 82)], 1.2, c.deep, 0.6, 0.3, e0=1, e1=0.3)
        ink.line([(k * 20, 204), (k * 19, 260), (k * 19, 350)], 1.5, c.deep, 0.55, 0.5, e0=1, e1=1.4)
    _pens(ink, who)


def _pens(ink: Ink, who: Person) -> None:
    """The breast pocket and what is in it."""
    c, x = who.top_ramp, 34.0
    ink.edge(
        spline([(x, 158, C), (x + 21, 156, C), (x + 21, 180, C), (x, 181, C)], k=0.1), 0.9, 0.9, c.deep, 0.45, blur=0.3
    )
    ink.line([(x, 158), (x + 10, 157), (x + 21, 156)], 1.2, c.shade, 1, 0.5, e0=1, e1=1)
    for dx, tone in ((5.0, "#2f6f9f"), (9.5, "#23272f")):
        ink.line([(x + dx, 150), (x + dx, 160)], 2.2, tone, 1, 0.5, e0=2, e1=2)
        ink.line([(x + dx - 0.5, 150.6), (x + dx - 0.5, 157)], 0.6, "#ffffff", 0.6)
