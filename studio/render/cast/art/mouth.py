"""The mouth: lips, teeth, tongue and the folds beside them, for any of the continuous mouth shapes."""

from __future__ import annotations

from studio.render.cast.art.curves import C, Point, Points, spline
from studio.render.cast.art.head import Head, Place
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person
from studio.render.cast.pose import Mouth

TEETH, TONGUE = "#fdf8f0", "#c4565c"


class Lips:
    """Contours of one mouth, centred on its own lip line. Open between `top` (≤ 0) and `bottom`."""

    def __init__(self, who: Person, mouth: Mouth) -> None:
        m = mouth
        self.half = hw = who.mouth_w * (1 + 0.13 * m.wide - 0.4 * m.round + 0.035 * max(0.0, m.smile))
        self.top = top = -(m.jaw + 2.0 * m.up + 3.2 * m.round * min(1, m.jaw * 1.6)) * (1 - m.press)
        low = (m.jaw * 10.5 + 2.6 * m.low) * (1 - 0.75 * m.tuck) - 0.6 * m.tuck
        self.bottom = low = low * (1 - m.press)
        self.upper = tu = who.lip_up * (1 - 0.42 * m.press + 0.25 * m.round - 0.14 * m.up)
        self.lower = tl = who.lip_low * (1 - 0.38 * m.press + 0.2 * m.round - 0.4 * m.tuck - 0.1 * m.low)
        r = m.round
        corner = (-2.65 * m.smile + 0.28 * (low + top)) * (1 - r) + r * (0.45 * (low + top) + 0.3)
        self.corner = cy = corner
        bow, sq, ec = 2.7 - 0.6 * r, 0.5 + 0.1 * r + 0.06 * m.wide, 0.3 + 0.2 * r
        out_y = top * 0.9 - tu * 0.78 + cy * 0.15
        self.up_out = _arch(hw + 0.5, cy, (hw * 0.52, out_y), (bow, top - tu - 0.35), top - tu + 0.55)
        ins = (hw * 0.88, cy + (top - cy) * ec)
        self.up_in = _arch(hw - 0.5, cy, ins, (hw * sq, top * 0.8 + cy * 0.1 + 0.25), top + 0.55)
        ins = (hw * 0.88, cy + (low - cy) * ec)
        self.low_in = _arch(hw - 0.5, cy, ins, (hw * (sq + 0.02), low * 0.84 + cy * 0.12 + 0.3), low + 0.45)
        side, belly = low * 0.8 + tl * 0.72 + cy * 0.2, low + tl * 1.02
        self.low_out: list[Point] = [
            (-hw - 0.3, cy, C), (-hw * 0.62, side), (-hw * 0.2, belly), (hw * 0.2, belly), (hw * 0.62, side),
            (hw + 0.3, cy, C),
        ]  # fmt: skip

    @property
    def gap(self) -> float:
        """Distance between the lips in head units."""
        return self.bottom - self.top


def _arch(x: float, y: float, a: tuple[float, float], b: tuple[float, float], mid: float) -> list[Point]:
    """A symmetric line from corner to corner through two points a side and the middle."""
    return [(-x, y, C), (-a[0], a[1]), (-b[0], b[1]), (0, mid), b, a, (x, y, C)]


def draw_mouth(ink: Ink, who: Person, head: Head, mouth: Mouth) -> None:
    """The whole mouth on the face."""
    lips, s = Lips(who, mouth), who.skin_ramp

    def place(pts: Points) -> list[Point]:
        out: list[Point] = []
        for q in pts:
            z = 37 - (q[0] / 13) ** 2 * 6 + 3 * mouth.round
            out.append((*head.at(q[0], q[1] + who.mouth_y, z), *q[2:]))
        return out

    under = place([(0.8, lips.bottom + lips.lower + 2.4)])[0]
    ink.glow(under[0], under[1], 8.5, s.deep, 0.5, squash=0.36)
    if lips.gap > 0.35:
        _cavity(ink, mouth, lips, place)
    _lips(ink, who, lips, place)
    fold = max(0.0, 0.12 * mouth.wide + 0.17 * mouth.smile + 0.1 * mouth.up) + who.years * 0.42
    for k, side in ((-1, 0.55), (1, 0.9)):
        x = lips.half * k
        pts = [(k * 9.5, -9.5), (k * 13.2, -5.4), (x + 5.0 * k, lips.corner - 0.8), (x + 4.6 * k, lips.corner + 2.6)]
        ink.line(place(pts), 1.2 + 0.5 * who.years, s.deep, min(0.7, side * fold), 0.45)


def _cavity(ink: Ink, mouth: Mouth, lips: Lips, place: Place) -> None:
    inner = spline(place(lips.up_in) + place(lips.low_in)[::-1][1:-1])
    top, low = place([(0, lips.top)])[0], place([(0, lips.bottom)])[0]
    ink.grad(inner, top, (low[0], low[1] + 1), [(0, "#30090f"), (0.55, "#5b1720"), (1, "#7c2a30")])
    gap, bottom, w = lips.gap, lips.bottom, lips.half * 0.95
    with ink.clip(inner):
        back = bottom + 2.2 - (1.2 + gap * 0.42) * mouth.tongue - gap * 0.1
        w5, w7 = lips.half * 0.5, lips.half * 0.7
        body = [(-w7, bottom + 4), (-w5, back + 1.2), (0, back), (w5, back + 1.2), (w7, bottom + 4)]
        ink.fill(spline(place(body)), TONGUE)
        ink.line(place([(0, back + 0.6), (0, bottom + 1)]), 0.8, "#9c3a45", 0.6)
        if mouth.tlow > 0.02:
            _lower_teeth(ink, mouth, lips, place, w)
        edge = _upper_teeth(ink, mouth, lips, place, w)
        if mouth.tip > 0.02:
            y = edge - 1.2 + (1 - mouth.tip) * 4
            tip = [(-5, bottom + 3), (-3.6, y + 1.8), (0, y), (3.6, y + 1.8), (5, bottom + 3)]
            ink.fill(spline(place(tip)), "#cb5d62", min(1, mouth.tip * 1.6))
            shine = [(-2.2, y + 1.5), (0, y + 0.9), (1.4, y + 1.6), (-0.4, y + 2.1)]
            ink.fill(spline(place(shine)), "#ec9a96", 0.6 * mouth.tip)
        lip = [(-w, lips.top - 4), (w, lips.top - 4), (w, lips.top + 0.9), (0, lips.top + 1.3), (-w, lips.top + 0.9)]
        ink.fill(spline(place(lip)), "#3c0d14", 0.35, 0.5)


def _upper_teeth(ink: Ink, mouth: Mouth, lips: Lips, place: Place, w: float) -> float:
    """The upper row; returns the height of its biting edge."""
    top = lips.top - 3
    edge = lips.top + 0.3 + 3.3 * mouth.teeth
    row = spline(place([
        (-w, top, C), (-w * 0.93, edge - 1.5), (-w * 0.5, edge - 0.15), (0, edge + 0.15), (w * 0.5, edge - 0.15),
        (w * 0.93, edge - 1.5), (w, top, C),
    ]))  # fmt: skip
    ink.fill(row, TEETH)
    with ink.clip(row):
        for x, a in (
            (0.0, 0.36),
            (-0.23, 0.32),
            (0.23, 0.32),
            (-0.44, 0.28),
            (0.44, 0.28),
            (-0.64, 0.24),
            (0.64, 0.24),
        ):
            ink.line(place([(x * w, edge + 0.6), (x * w, edge - 2.6)]), 0.34, "#b9a090", a * mouth.teeth, 0.2)
    left, right = place([(-w, 0)])[0], place([(w, 0)])[0]
    shade = [(0.0, "#7a4a48", 0.45), (0.25, "#7a4a48", 0.0), (0.7, "#7a4a48", 0.05), (1.0, "#7a4a48", 0.6)]
    ink.grad(row, left, right, shade)
    return edge


def _lower_teeth(ink: Ink, mouth: Mouth, lips: Lips, place: Place, w: float) -> None:
    low = lips.bottom
    y = low + 0.6 - 2.6 * mouth.tlow
    row = [(-w * 0.8, low + 3), (-w * 0.72, y + 0.9), (0, y), (w * 0.72, y + 0.9), (w * 0.8, low + 3)]
    ink.fill(spline(place(row)), "#e9ded2")


def _lips(ink: Ink, who: Person, lips: Lips, place: Place) -> None:
    s, hw = who.skin_ramp, lips.half
    upper = spline(place(lips.up_out) + place(lips.up_in)[::-1])
    lower = spline(place(lips.low_in) + place(lips.low_out)[::-1])
    dark = mix(s.shade, mix(s.lip, s.line, 0.12), who.lip_tint)
    light = mix(s.base, mix(s.lip, s.lip_hi, 0.45), who.lip_tint)
    a, b = place([(-hw, 0)])[0], place([(hw, 0)])[0]
    ink.grad(lower, a, b, [(0, light), (0.55, light), (1, mix(light, dark, 0.8))])
    ink.grad(upper, a, b, [(0, mix(dark, light, 0.35)), (0.5, dark), (1, mix(dark, s.line, 0.2))])
    with ink.clip(lower):
        spot = place([(-hw * 0.1, lips.bottom + lips.lower * 0.5)])[0]
        ink.glow(spot[0], spot[1], hw * 0.42, s.hi, 0.55 * (0.5 + 0.5 * who.lip_tint), squash=0.38)
    rim = lips.top - lips.upper
    ink.line(place([(-1.9, rim - 0.5), (0, rim + 0.3), (1.9, rim - 0.5)]), 0.5, s.hi, 0.4)
    closed = max(0.0, 1 - lips.gap / 1.6)
    if closed > 0:
        y = 0.35 + lips.corner * 0.1
        seam = [(-hw - 0.8, lips.corner), (-hw * 0.5, y), (0, 0.75 + lips.top), (hw * 0.5, y), (hw + 0.8, lips.corner)]
        ink.line(place(seam), 1.15, s.line, 0.85 * closed, e0=0.5, e1=0.6)
    for k in (-1, 1):
        x, y = hw * k, lips.corner
        dimple = place([(x + 1.9 * k, y - 0.9)])[0]
        ink.glow(dimple[0], dimple[1], 3.0, s.deep, 0.34, squash=0.9)
        ink.line(place([(x * 0.93, y + 0.1), (x + 0.9 * k, y - 0.25), (x + 1.7 * k, y - 0.9)]), 0.95, s.line, 0.6, 0.4)
