"""Hands. Each is drawn with the wrist at (0, 0) and the fingers up (−y); the arm brings it into place.

All are left hands of the presenter (the viewer's right); the other is the mirror image. `open`, `one`, `two` and
`three` show the palm, `flat` and its kin the back, `side` the edge with the thumb.
"""

from __future__ import annotations

from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.curves import Point, Points, ellipse, limb, sample, spline, union
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Skin
from studio.render.cast.person import Person

Finger = tuple[Points, float, float]
"""(root, middle, tip), width at the root, width at the tip."""

OPEN: list[Finger] = [
    ([(12.2, -31), (17.4, -43), (20.2, -54)], 7.4, 5.8),
    ([(6, -35), (9.0, -51), (9.6, -66)], 8.4, 6.4),
    ([(-1.6, -37), (-1.6, -54), (-2.6, -70)], 8.6, 6.6),
    ([(-9.2, -35), (-12.4, -50), (-13.6, -63)], 8.6, 6.6),
]
THUMB: Finger = ([(-6, -8), (-16, -17), (-23.5, -28), (-28.6, -39)], 13.4, 6.8)
FOLDED_THUMB: Finger = ([(-9, -9), (-15, -19), (-9.5, -27.5), (1.5, -28.5)], 12, 6.8)
FLAT: list[Finger] = [
    ([(-12.6, -30), (-14.6, -43), (-14.2, -54)], 7.6, 5.8),
    ([(-6.2, -35), (-6.4, -51), (-5.6, -65)], 8.6, 6.4),
    ([(1.8, -37), (2.4, -54), (3.0, -69)], 8.8, 6.6),
    ([(9.4, -35), (11.4, -50), (11.8, -62)], 8.8, 6.6),
]
FLAT_THUMB: Finger = ([(7, -8), (15.5, -16), (20.5, -26), (21.6, -36.5)], 13, 7)
PALM: Points = [
    (-9.5, 2), (-12.5, -5), (-15.5, -14), (-14.6, -24), (-13.8, -36), (-8, -40.5), (0, -42), (8, -40), (15.6, -34.5),
    (16.6, -22), (13, -8), (9.5, 2),
]  # fmt: skip


def palm_tone(who: Person) -> str:
    """The inside of a hand is lighter and pinker than the face, most so on dark skin."""
    s = who.skin_ramp
    return mix(s.base, mix(s.hi, s.blush, 0.25), 0.55 if who.skin in ("umber", "ebony") else 0.35)


def _wrist(ink: Ink, tone: str) -> None:
    ink.fill(spline([(-8.6, 9), (-9.2, -4), (9.2, -4), (8.6, 9)]), tone)


def _cuff_shade(ink: Ink, s: Skin) -> None:
    with ink.clip(spline([(-8.6, 9), (-9.2, -4), (9.2, -4), (8.6, 9)])):
        ink.fill(spline([(-12, 12), (-12, 2), (0, 4), (12, 2), (12, 12)]), s.deep, 0.45, 1.2)


def _finger(ink: Ink, s: Skin, finger: Finger, tone: str) -> skia.Path:
    path, root, tip = finger
    shape = limb(path, root, tip)
    ink.fill(shape, tone)
    ink.edge(shape, -1.9, -0.6, s.shade, 0.75, blur=0.5)
    ink.edge(shape, 1.5, 1.2, s.hi, 0.6, blur=0.5)
    ink.edge(shape, 0.5, 0.3, s.deep, 0.35, blur=0.15)
    return shape


def _inside(ink: Ink, s: Skin, finger: Finger, palm: str) -> None:
    """A stretched finger from its soft side: two creases, a blush at the tip."""
    _finger(ink, s, finger, palm)
    path, _, tip = finger
    q = sample(path, 8)
    for t, a in ((0.3, 0.5), (0.66, 0.55)):
        x, y = q[int(t * (len(q) - 1))]
        ink.line([(x - tip * 0.36, y + 0.3), (x, y + 1.1), (x + tip * 0.36, y)], 0.8, s.deep, a)
    x, y = q[-1]
    ink.glow(x, y + 1, tip * 0.55, s.blush, 0.22)


def _palm(ink: Ink, s: Skin, palm: str) -> None:
    shape = spline(PALM)
    ink.fill(shape, palm)
    with ink.clip(shape):
        ink.edge(shape, -3, -0.8, s.shade, 0.75, blur=1.2)
        ink.glow(3, -22, 12, s.shade, 0.42, squash=1.2)
        ink.glow(-9, -34, 8, s.hi, 0.6, squash=0.6)
        ink.line([(-13, -29), (-5, -27.5), (1, -19), (2, -5)], 1.2, s.deep, 0.55, 0.4)
        ink.line([(-12.5, -30.5), (-2, -29), (6, -23), (10, -16)], 1.0, s.deep, 0.45, 0.4)
        ink.line([(16, -29), (7, -28.5), (0, -31.5), (-4, -36)], 1.1, s.deep, 0.45, 0.4)


def _thumb(ink: Ink, s: Skin, palm: str, thumb: Finger) -> None:
    shape, base = limb(*thumb), spline(PALM)
    ink.cast(shape, base, 1.6, 1.6, s.shade, opacity=0.55, blur=1.2)
    ink.fill(shape, palm)
    ink.edge(shape, -2.2, 0.6, s.shade, 0.6, blur=0.6)
    ink.edge(shape, 1.6, 1.2, s.hi, 0.6, blur=0.5)
    with ink.clip(union(base, shape)):
        ink.fill(ellipse(-6, -11, 8, 9), palm, 1, 2.4)
        ink.glow(-8, -14, 9, s.hi, 0.5, squash=1.1)
    x, y = thumb[0][-1][:2]
    ink.line([(x + 1.2, y + 7), (x + 3.4, y + 7.6), (x + 5.6, y + 6.6)], 0.8, s.deep, 0.4)


def _open(ink: Ink, who: Person) -> None:
    s, palm = who.skin_ramp, palm_tone(who)
    _wrist(ink, palm)
    for finger in OPEN:
        _inside(ink, s, finger, palm)
    _palm(ink, s, palm)
    _thumb(ink, s, palm, THUMB)
    _cuff_shade(ink, s)


def _offered(ink: Ink, who: Person) -> None:
    """The open hand turned half upwards, so that it is seen narrower: it gives rather than stops."""
    ink.canvas.skew(-0.1, 0)
    ink.canvas.scale(0.74, 1)
    _open(ink, who)


def _counting(number: int) -> Callable[[Ink, Person], None]:
    """Index, middle and ring finger stretched in turn, the others folded under the thumb."""

    def draw(ink: Ink, who: Person) -> None:
        s, palm = who.skin_ramp, palm_tone(who)
        _wrist(ink, palm)
        for finger in OPEN[4 - number :]:
            _inside(ink, s, finger, palm)
        _palm(ink, s, palm)
        for finger in OPEN[: 4 - number]:
            _folded(ink, who, finger)
        _thumb(ink, s, palm, FOLDED_THUMB)
        _nail(ink, s, (-1.6, -28.6), (2.2, -28.8), 3.2)
        _cuff_shade(ink, s)

    return draw


def _folded(ink: Ink, who: Person, finger: Finger) -> None:
    """A finger bent twice: the knuckle on top, its end resting on the palm."""
    s, ((x, y, *_), *_), w = who.skin_ramp, finger[0], finger[1]
    tone = mix(s.base, palm_tone(who), 0.5)
    end = limb([(x, y - 7), (x - 0.6, y + 2), (x - 1.2, y + 9)], w + 0.4, w - 1.2)
    ink.fill(limb([(x - 0.6, y), (x - 1, y + 4), (x - 1.2, y + 11)], w + 1, w), s.deep, 0.35, 1.0)
    ink.fill(end, tone)
    ink.edge(end, -1.8, -0.8, s.shade, 0.75, blur=0.5)
    ink.edge(end, 1.4, 1.6, s.hi, 0.65, blur=0.5)
    ink.edge(end, 0.5, 0.3, s.deep, 0.4, blur=0.15)
    ink.line([(x - 3, y - 0.4), (x - 0.4, y + 0.6), (x + 2.6, y - 0.6)], 0.8, s.deep, 0.5)


def _nail(ink: Ink, s: Skin, root: Point, tip: Point, width: float) -> None:
    nail = limb([root, ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2), tip], width * 0.9, width)
    ink.fill(nail, mix(s.hi, s.blush, 0.3), 0.85)
    ink.edge(nail, 0.5, 0.6, "#ffffff", 0.4, blur=0.2)


BACK: Points = [
    (-9.4, 2), (-12.4, -8), (-15.6, -22), (-15.4, -34), (-8, -40.5), (0, -42), (8, -40.5), (14.2, -35), (15.2, -22),
    (12.6, -7), (9.4, 2),
]  # fmt: skip


def _flat(ink: Ink, who: Person) -> None:
    """The back of the hand, fingers lying together."""
    _back(ink, who, FLAT, FLAT_THUMB)


def _back(ink: Ink, who: Person, fingers: list[Finger], thumb: Finger) -> None:
    s = who.skin_ramp
    _wrist(ink, s.base)
    _finger(ink, s, thumb, s.base)
    for finger in fingers:
        _finger(ink, s, finger, s.base)
        q = sample(finger[0], 8)
        (x, y), (px, py) = q[-1], q[-5]
        _nail(
            ink,
            s,
            (x - (x - px) * 0.2, y - (y - py) * 0.2),
            (x + (x - px) * 0.24, y + (y - py) * 0.24),
            finger[2] * 0.62,
        )
        x, y = q[int(0.42 * (len(q) - 1))]
        ink.line([(x - 2.4, y + 0.4), (x, y - 0.4), (x + 2.4, y + 0.4)], 0.7, s.deep, 0.4)
    shape = spline(BACK)
    ink.fill(shape, s.base)
    with ink.clip(shape):
        ink.edge(shape, -3, -0.8, s.shade, 0.7, blur=1.4)
        ink.edge(shape, 2.2, 1.0, s.hi, 0.4, blur=1.0)
        ink.glow(-2, -20, 12, s.hi, 0.3)
        for x in (-10.6, -4.4, 2.2, 9):
            ink.glow(x, -35.5, 4.2, s.hi, 0.5, squash=0.8)
            ink.line([(x - 2.4, -32.6), (x, -31.6), (x + 2.4, -32.6)], 0.9, s.shade, 0.7)
            ink.line([(x * 0.9, -29), (x * 0.6, -18)], 1.4, s.shade, 0.3)
    _cuff_shade(ink, s)


CURLED: list[Finger] = [
    ([(-11, -28), (-14.6, -38), (-12.8, -46)], 7.8, 6.4),
    ([(-5.4, -33), (-7.4, -45), (-6, -54)], 8.8, 7.0),
    ([(1.8, -35), (1.4, -48), (2.2, -57)], 9.0, 7.2),
    ([(9, -33), (10.8, -45), (10.6, -53)], 8.8, 7.0),
]


def _curled(ink: Ink, who: Person) -> None:
    """Fingers bent round the other hand, an armrest, a hip."""
    _back(ink, who, CURLED, ([(7, -8), (14, -16), (17.6, -25), (17, -34)], 12.4, 7))


def _side(ink: Ink, who: Person) -> None:
    """Seen from the thumb's edge, relaxed, fingers together: the hand that beats time."""
    s = who.skin_ramp
    tone = mix(s.base, palm_tone(who), 0.4)
    _wrist(ink, tone)
    far: list[Finger] = [
        ([(9, -28), (14.5, -42), (12, -53), (6, -59)], 8.4, 6.0),
        ([(8, -31), (12, -47), (8.4, -59), (1.6, -65.5)], 8.8, 6.4),
    ]
    for finger in far:
        _finger(ink, s, finger, mix(tone, s.shade, 0.35))
    palm = spline(
        [(-9.2, 2), (-11.2, -8), (-10.6, -20), (-5, -31), (1, -38), (8, -38), (13, -28), (12.6, -12), (9.2, 2)]
    )
    ink.fill(palm, tone)
    with ink.clip(palm):
        ink.edge(palm, -3.4, -0.6, s.shade, 0.75, blur=1.4)
        ink.edge(palm, 2, 1, s.hi, 0.45, blur=1)
    index: Finger = ([(4, -30), (7, -46), (2.6, -58), (-5, -65.5)], 9.2, 6.6)
    _finger(ink, s, index, tone)
    q = sample(index[0], 8)
    ink.glow(*q[-1], 3.4, s.blush, 0.2)
    with ink.clip(union(palm, limb(*index))):
        ink.fill(ellipse(4, -30, 6, 6), tone, 1, 2.4)
    for t in (0.36, 0.66):
        x, y = q[int(t * (len(q) - 1))]
        ink.line([(x + 2.4, y + 1.4), (x, y + 1.2), (x - 2.4, y - 0.6)], 0.8, s.deep, 0.4)
    _thumb(ink, s, tone, ([(-1, -9), (-8.5, -20), (-10, -32), (-6.4, -43)], 12.2, 6.8))
    _cuff_shade(ink, s)


HANDS: dict[str, Callable[[Ink, Person], None]] = {
    "open": _open, "offered": _offered, "one": _counting(1), "two": _counting(2), "three": _counting(3),
    "flat": _flat, "side": _side, "clasped": _curled, "under": _curled, "lap": _curled, "hip": _curled,
}  # fmt: skip
