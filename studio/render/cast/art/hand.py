"""One open hand on its forearm, palm to the viewer. The wrist is at (0, 0), up is −y, the elbow at (12, 105)."""

from __future__ import annotations

from studio.render.cast.art.curves import C, Points, ellipse, limb, moved, sample, spline, union
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp, Skin
from studio.render.cast.person import Person

Finger = tuple[Points, float, float]
"""(root, middle, tip), width at the root, width at the tip."""

FINGERS: list[Finger] = [
    ([(12.5, -31), (16.4, -43.5), (19.4, -54.5)], 7.6, 6.0),
    ([(6, -35), (8.4, -51), (9.8, -66)], 8.6, 6.6),
    ([(-1.6, -37), (-2.0, -54), (-2.2, -71)], 8.9, 6.8),
    ([(-9.2, -35), (-11.8, -50), (-14.2, -64)], 8.8, 6.8),
]
THUMB: Finger = ([(-6, -8), (-16, -17), (-22.5, -28), (-25.6, -39.5)], 14, 7.2)
BEND = 20.0
"""Degrees at the wrist."""
PALM: Points = [
    (-9.5, 2), (-12.5, -5), (-15.5, -14), (-14.6, -24), (-13.8, -36), (-8, -40.5), (0, -42), (8, -40), (15.6, -34.5),
    (16.6, -22), (13, -8), (9.5, 2),
]  # fmt: skip


def palm_tone(who: Person) -> str:
    """The inside of a hand is lighter and pinker than the face, most so on dark skin."""
    s = who.skin_ramp
    return mix(s.base, mix(s.hi, s.blush, 0.25), 0.55 if who.skin in ("umber", "ebony") else 0.35)


def draw_hand(ink: Ink, who: Person) -> None:
    """Hand and wrist."""
    s, palm = who.skin_ramp, palm_tone(who)
    ink.fill(spline([(-9.6, 14), (-9.4, -4), (9.4, -4), (9.6, 14)]), palm)
    for finger in FINGERS:
        _finger(ink, s, finger, palm)
    _palm(ink, s, palm)
    _thumb(ink, s, palm)
    ink.fill(spline([(-10, 12), (-10, 3), (0, 5), (10, 3), (10, 12)]), s.deep, 0.5, 1.2)


def _finger(ink: Ink, s: Skin, finger: Finger, palm: str) -> None:
    path, root, tip = finger
    shape = limb(path, root, tip)
    ink.fill(shape, palm)
    ink.edge(shape, -1.9, -0.6, s.shade, 0.75, blur=0.5)
    ink.edge(shape, 1.5, 1.2, s.hi, 0.6, blur=0.5)
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


def _thumb(ink: Ink, s: Skin, palm: str) -> None:
    path, root, tip = THUMB
    shape, hand = limb(path, root, tip), spline(PALM)
    ink.cast(shape, hand, 1.6, 1.6, s.shade, opacity=0.55, blur=1.2)
    ink.fill(shape, palm)
    ink.edge(shape, -2.2, 0.6, s.shade, 0.6, blur=0.6)
    ink.edge(shape, 1.6, 1.2, s.hi, 0.6, blur=0.5)
    with ink.clip(union(hand, shape)):
        ink.fill(ellipse(-6, -11, 8, 9), palm, 1, 2.4)
        ink.glow(-8, -14, 9, s.hi, 0.5, squash=1.1)
    ink.line([(-25.4, -32.4), (-22.6, -31.4), (-20, -32.6)], 0.8, s.deep, 0.5)


def draw_sleeve(ink: Ink, who: Person) -> None:
    """The forearm in its sleeve, from the cuff down past the elbow; drawn over the wrist."""
    c = who.top_ramp
    arm = spline([
        (-15, 6, C), (15, 6, C), (20, 46), (27, 92), (31, 132), (12, 158), (-22, 150), (-25, 96), (-18, 44),
    ], k=0.3)  # fmt: skip
    tones = [(0.0, mix(c.base, c.hi, 0.5)), (0.5, c.base), (1.0, c.shade)]
    ink.grad(arm, (-24, 40), (28, 60), tones)
    with ink.clip(arm):
        ink.edge(arm, -4, -1, c.deep, 0.4, blur=1.6)
        ink.edge(arm, 2, 0.6, c.hi, 0.5, blur=0.7)
        folds = (((-18, 44), (2, 54)), ((20, 34), (2, 42)), ((-22, 74), (4, 88)), ((24, 66), (6, 80)))
        for a, b in folds:
            ink.line([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 2.5), b], 2.6, c.shade, 0.8, 0.3)
    _cuff(ink, c)


def _cuff(ink: Ink, c: Ramp) -> None:
    cuff = spline([(-15, 3.4, C), (0, 6.5), (15, 3.4, C), (15.6, 12, C), (0, 15.5), (-15.6, 12, C)])
    ink.grad(cuff, (-15, 0), (15, 0), [(0, mix(c.base, c.hi, 0.7)), (0.5, c.base), (1, c.shade)])
    ink.line([(-15.6, 12), (0, 15.5), (15.6, 12)], 1.2, c.deep, 0.8, 0.5, e0=0.8, e1=0.8)


def draw_arm(ink: Ink, who: Person) -> None:
    """Forearm and hand with their shadow on the chest. The hand bends outwards: it explains rather than swears."""
    dark = who.top_ramp.deep
    ink.fill(spline([(-22, 14), (8, 14), (18, 96), (22, 146), (-34, 146), (-32, 90)]), dark, 0.26, 3.5)
    ink.canvas.save()
    ink.canvas.rotate(BEND, 0, 4)
    silhouette = union(spline(PALM), limb(*THUMB), *[limb(*finger) for finger in FINGERS])
    ink.fill(moved(silhouette, -4, 6), dark, 0.2, 2.5)
    draw_hand(ink, who)
    ink.canvas.restore()
    draw_sleeve(ink, who)
