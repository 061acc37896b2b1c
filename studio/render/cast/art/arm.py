"""Arms from shoulder to cuff, for any elbow and wrist; the hand is art/hand.py, brought there by art/wrist.py."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art import wrist
from studio.render.cast.art.bones import Arm, Bone, rolled, rolled_end
from studio.render.cast.art.clothes.body import big_light, torso_shape
from studio.render.cast.art.clothes.patterns import PATTERNS
from studio.render.cast.art.curves import C, both, minus, moved, spline, union
from studio.render.cast.art.ink import Ink, Stop, mix
from studio.render.cast.gesture import Reach
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person

RAISED = 250.0
"""Wrists above this height throw their shadow on the body."""


def draw_upper(ink: Ink, who: Person, reach: Reach) -> None:
    """From the shoulder to the elbow, over the torso. For the right side; the left is the mirror image."""
    _dress(ink, who, Arm(who, reach), fore=False)


def draw_resting(ink: Ink, who: Person, reach: Reach) -> None:
    """A whole arm in one piece: shoulder to cuff, and the hand when the stance shows it."""
    arm = Arm(who, reach)
    if reach.wrist[1] < RAISED:
        ink.cast(_with_hand(arm.fore(), who, reach), torso_shape(who), -3, 5, "#3a1c2c", opacity=0.3, blur=2.6)
    wrist.draw_hand(ink, who, reach)
    _dress(ink, who, arm, fore=True)


def draw_fore(ink: Ink, who: Person, reach: Reach) -> None:
    """Elbow, forearm, cuff and hand of a gesture, with the shadow they throw on the body."""
    arm = Arm(who, reach)
    ink.cast(_with_hand(arm.fore(), who, reach), torso_shape(who), -4, 7, "#3a1c2c", opacity=0.26, blur=3.2)
    wrist.draw_hand(ink, who, reach)
    if arm.sleeve.length == "long":
        _cloth_light(ink, who, arm.cloth, arm.fore(), seam=arm.elbow)
        _weave(ink, arm, arm.fore())
        _fore_folds(ink, arm)
        _cuff(ink, arm)
    else:
        _bare(ink, who, arm.fore(), arm.low, seam=arm.elbow)
        if arm.sleeve.length == "rolled":
            roll = rolled(arm)
            _cloth_light(ink, who, arm.cloth, roll, seam=arm.elbow)
            _turn_up(ink, arm)


def _dress(ink: Ink, who: Person, arm: Arm, *, fore: bool) -> None:
    """Sleeve and bare skin, over a soft shadow on the torso."""
    c, length = arm.cloth, arm.sleeve.length
    shape = arm.upper(hem=0.6 if length == "short" else 0.0)
    if length == "short":
        skin = union(arm.bare_upper(), arm.fore()) if fore else arm.bare_upper()
        ink.cast(skin, torso_shape(who), -2.6, 1.6, "#3a1c2c", opacity=0.3, blur=2.2)
        _bare(ink, who, skin, arm.high, seam=None if fore else arm.elbow)
        with ink.clip(skin):
            ink.fill(moved(shape, -0.6, 3.0), who.skin_ramp.deep, 0.45, 1.2)
    elif length == "rolled":
        if fore:
            _bare(ink, who, arm.fore(), arm.low, seam=None)
            shape = union(shape, rolled(arm))
    elif fore:
        shape = union(shape, arm.fore())
    ink.cast(shape, torso_shape(who), -2.6, 1.6, c.deep, opacity=0.42, blur=2.2)
    _cloth_light(ink, who, c, shape, seam=arm.shoulder if fore or length == "short" else union(arm.shoulder, arm.elbow))
    with ink.clip(shape):
        _weave(ink, arm, shape)
        _set_in(ink, who, c)
        if length == "short":
            hem = [arm.high.at(0.55, arm.half + 1.8), arm.high.at(0.59, 0), arm.high.at(0.55, -arm.half - 1.4)]
            ink.line(hem, 0.8, c.deep, 0.55, 0.5, e0=0.8, e1=0.8)
        else:
            _elbow_folds(ink, arm)
        if fore and length == "long":
            _fore_folds(ink, arm)
        ink.line(
            [arm.high.at(0.2, arm.half * 0.45), arm.high.at(0.4, arm.half * 0.6), arm.high.at(0.62, arm.half * 0.5)],
            2.8,
            c.hi,
            0.26,
        )
    if fore and length == "long":
        _cuff(ink, arm)
    elif fore and length == "rolled":
        _turn_up(ink, arm)


def _weave(ink: Ink, arm: Arm, shape: skia.Path) -> None:
    """The garment's pattern, across upper arm and forearm."""
    if draw := PATTERNS.get(arm.who.garment):
        low = arm.fore() if arm.sleeve.length == "long" else rolled(arm)
        with ink.clip(both(shape, low)):
            draw(ink, arm.who, arm.low.a, arm.low.b)
        with ink.clip(minus(shape, low)):
            draw(ink, arm.who, arm.high.a, arm.high.b)


def _set_in(ink: Ink, who: Person, c: Ramp) -> None:
    """The seam of the sleeve, from the shoulder to the armpit."""
    s = who.shoulder
    ink.line([(s * 0.81, 83), (s * 0.765, 98), (s - 17, 118), (s - 14, 134)], 1.2, c.deep, 0.45, 0.7)


def _elbow_folds(ink: Ink, arm: Arm) -> None:
    c, h, bone = arm.cloth, arm.half, arm.high
    ink.line([bone.at(0.8, -h), bone.at(0.9, -h * 0.2), bone.at(0.86, h * 0.4)], 2.6, c.shade, 0.7, 0.3)
    ink.line([bone.at(0.95, -h), bone.at(1.0, -h * 0.1), bone.at(0.94, h * 0.6)], 2.2, c.deep, 0.4, 0.3)
    ink.line([bone.at(0.77, -h), bone.at(0.865, -h * 0.2), bone.at(0.82, h * 0.4)], 1.3, c.hi, 0.35, 0.4)
    ink.line([bone.at(0.14, -h * 0.9), bone.at(0.24, -h * 0.3), bone.at(0.25, h * 0.1)], 2.2, c.shade, 0.6, 0.25)


def _fore_folds(ink: Ink, arm: Arm) -> None:
    c, bone, root = arm.cloth, arm.low, arm.root
    with ink.clip(arm.fore()):
        for t, a in ((0.14, 0.7), (0.36, 0.45)):
            ink.line(
                [bone.at(t, -root), bone.at(t + 0.1, -root * 0.2), bone.at(t + 0.04, root * 0.4)], 2.3, c.shade, a, 0.3
            )
        ink.line([bone.at(0.3, root), bone.at(0.22, root * 0.3), bone.at(0.26, -root * 0.3)], 2.2, c.shade, 0.5, 0.3)
        ink.line([bone.at(0.86, root), bone.at(0.82, root * 0.2), bone.at(0.87, -root * 0.5)], 1.8, c.shade, 0.5, 0.3)


def _outside(seam: skia.Path | None, shape: skia.Path) -> skia.Path:
    return minus(shape, seam) if seam is not None else shape


def _cloth_light(ink: Ink, who: Person, c: Ramp, shape: skia.Path, *, seam: skia.Path | None) -> None:
    """Fill and edges; no edges where `seam` joins the shape to the next."""
    a, b, tones = big_light(who, c)
    ink.grad(shape, a, b, tones)
    with ink.clip(_outside(seam, shape)):
        ink.edge(shape, 5, -0.5, c.shade, 0.5, blur=2.0)
        ink.edge(shape, -3.4, -0.6, c.shade, 0.55, blur=1.6)
        ink.edge(shape, 1.6, 1.6, c.hi, 0.34, blur=0.8)
        ink.edge(shape, -1.2, 0.6, mix(c.hi, "#ffd9c9", 0.5), 0.4, blur=0.25)


def _bare(ink: Ink, who: Person, shape: skia.Path, bone: Bone, *, seam: skia.Path | None) -> None:
    s = who.skin_ramp
    tones: list[Stop] = [(0, mix(s.base, s.hi, 0.35)), (0.5, s.base), (1, mix(s.base, s.shade, 0.7))]
    ink.grad(shape, bone.at(0.5, -12), bone.at(0.5, 12), tones)
    with ink.clip(_outside(seam, shape)):
        ink.edge(shape, -2.6, -0.6, s.shade, 0.6, blur=1.2)
        ink.edge(shape, 2.4, 0, s.hi, 0.4, blur=1.0)
        ink.edge(shape, 1.0, 0, s.shade, 0.3, blur=0.6)


def _with_hand(shape: skia.Path, who: Person, reach: Reach) -> skia.Path:
    """The forearm's outline with the hand's."""
    out = skia.Path(shape)
    out.addPath(wrist.silhouette(who, reach))
    return out


def _turn_up(ink: Ink, arm: Arm) -> None:
    """The folded band of a rolled sleeve."""
    c, bone, wide, end = arm.cloth, arm.low, arm.half * 1.03, rolled_end(arm.low)
    u = 1 / bone.long
    band = spline(
        [
            (*bone.at(end + 2 * u, wide), C),
            (*bone.at(end + 2 * u, -wide), C),
            (*bone.at(end - 7 * u, -wide), C),
            (*bone.at(end - 7 * u, wide), C),
        ],
        k=0.2,
    )
    with ink.clip(arm.fore()):
        ink.fill(moved(band, 0, 1.8), arm.who.skin_ramp.deep, 0.4, 1.0)
    ink.grad(band, bone.at(end, -wide), bone.at(end, wide), [(0, mix(c.base, c.hi, 0.6)), (0.5, c.base), (1, c.shade)])
    for back, width in ((7.0, 1.0), (2.0, 0.7)):
        t = end - back * u
        ink.line([bone.at(t, wide), bone.at(t + u, 0), bone.at(t, -wide)], width, c.deep, 0.5, 0.5, e0=width, e1=width)


def _cuff(ink: Ink, arm: Arm) -> None:
    who, c, bone, tip, kind = arm.who, arm.cloth, arm.low, arm.tip, arm.sleeve.cuff
    u = 1 / bone.long
    wide, deep = (tip * 1.02, 6.0) if kind == "rib" else (tip * 1.07, 2.4)
    if kind == "shirt":
        r = who.under_ramp
        linen = spline(
            [
                (*bone.at(1 + 4.6 * u, tip * 0.86), C),
                (*bone.at(1 + 4.6 * u, -tip * 0.86), C),
                (*bone.at(1 - u, -tip * 0.9), C),
                (*bone.at(1 - u, tip * 0.9), C),
            ],
            k=0.2,
        )
        ink.grad(linen, bone.at(1, -tip), bone.at(1, tip), [(0, r.hi), (0.6, r.base), (1, r.shade)])
    cuff = spline(
        [
            (*bone.at(1 + 1.2 * u, wide), C),
            bone.at(1 + 2.6 * u, 0),
            (*bone.at(1 + 1.2 * u, -wide), C),
            (*bone.at(1 - deep * u, -wide), C),
            bone.at(1 - (deep - 1.6) * u, 0),
            (*bone.at(1 - deep * u, wide), C),
        ],
        k=0.3,
    )
    tones = [(0.0, mix(c.base, c.hi, 0.5)), (0.5, c.base), (1.0, c.shade)]
    ink.grad(cuff, bone.at(1, -wide), bone.at(1, wide), tones)
    ink.line(
        [bone.at(1 - deep * u, wide), bone.at(1 - (deep - 1.6) * u, 0), bone.at(1 - deep * u, -wide)],
        0.9,
        c.deep,
        0.6,
        0.5,
        e0=0.7,
        e1=0.7,
    )
    if kind == "rib":
        with ink.clip(cuff):
            for i in range(-5, 6):
                x = i / 5.5 * wide
                ink.line([bone.at(1 + 2 * u, x), bone.at(1 - deep * u, x)], 0.7, c.deep, 0.35)
