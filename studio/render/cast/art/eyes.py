"""Eyes: sockets, balls, lids and lashes, for any blink, gaze and squint."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, Points, ellipse, lerp, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person

IRIS = 5.1


class Eye:
    """Contours of one eye. `side` is −1 for the viewer's left, +1 for the right; u runs inner to outer corner."""

    def __init__(self, who: Person, head: Head, side: int, *, blink: float, squint: float) -> None:
        self.side, self.who, self.head = side, who, head
        w, up, low, t, m = who.eye_w / 2, who.eye_up, who.eye_low, who.eye_tilt, who.fold
        self.open = max(0.0, 1 - blink)
        lid = [(-w, 1.2), (-w * 0.62, -up * (0.62 - 0.2 * m)), (-w * 0.08, -up), (w * 0.5, -up * 0.82), (w + 0.3, -t)]
        lift = 1 - 0.46 * squint
        low *= lift
        self.low: list[Point] = [
            (-w, 1.2), (-w * 0.5, low * 0.86), (w * 0.12, low), (w * 0.66, low * 0.6), (w + 0.3, -t),
        ]  # fmt: skip
        shut = [(q[0], q[1] * 0.92 + 0.35) for q in self.low]
        self.full: list[Point] = [(q[0], q[1] * (1 - 0.08 * squint)) for q in lid]
        self.up: list[Point] = [(a[0], lerp(b[1], a[1], self.open)) for a, b in zip(self.full, shut, strict=True)]

    def place(self, pts: Points) -> list[Point]:
        """Eye space to canvas."""
        return [(*self.head.at(self.side * (self.who.eye_x + q[0]), q[1] + 2), *q[2:]) for q in pts]

    def spot(self, x: float, y: float) -> tuple[float, float]:
        p = self.place([(x, y)])[0]
        return p[0], p[1]

    def shape(self) -> skia.Path:
        u, low = self.place(self.up), self.place(self.low)
        return spline([(*u[0], C), *u[1:-1], (*u[-1], C), *low[1:-1][::-1]])


def draw_eyes(ink: Ink, who: Person, head: Head, *, blink: float, gaze: tuple[float, float], squint: float) -> None:
    """Both eyes. `gaze` moves the pupils (−1…1 each way), `squint` 0…1 lifts the lower lids as a smile does."""
    for side in (-1, 1):
        eye = Eye(who, head, side, blink=blink, squint=squint)
        _socket(ink, eye)
        if eye.open > 0.06:
            _ball(ink, eye, gaze)
        _lids(ink, eye, squint)
        _lashes(ink, eye)


def _socket(ink: Ink, eye: Eye) -> None:
    s, who = eye.who.skin_ramp, eye.who
    ink.glow(*eye.spot(-1, -4.6), 12.5, s.shade, 0.62 if eye.side > 0 else 0.42, squash=0.62)
    ink.glow(*eye.spot(-7.5, -3), 6, s.deep, 0.34, squash=1.1)
    ink.glow(*eye.spot(0, 5.6), 8, s.shade, 0.3 + 0.25 * who.years, squash=0.34)


def _ball(ink: Ink, eye: Eye, gaze: tuple[float, float]) -> None:
    who, shape = eye.who, eye.shape()
    ink.fill(shape, "#fcf6ef")
    with ink.clip(shape):
        ex, ey = eye.spot(0, 0)
        x, y = ex + gaze[0] * 3.2 - eye.side * 0.5, ey - 0.35 + gaze[1] * 1.8
        ink.fill(ellipse(x, y, IRIS * 0.97, IRIS), mix(who.iris, "#000000", 0.55))
        disc = ellipse(x, y, IRIS * 0.86, IRIS * 0.89)
        tones = [(0.0, mix(who.iris, "#000000", 0.45)), (0.5, who.iris), (1.0, mix(who.iris, "#ffd9a0", 0.45))]
        ink.grad(disc, (x, y - IRIS), (x, y + IRIS), tones)
        ink.fill(ellipse(x, y, 2.25, 2.3), "#120b0e")
        ink.glow(x + 0.6, y + 2.6, 2.6, mix(who.iris, "#ffe2b0", 0.7), 0.75, squash=0.6)
        lid = eye.place(eye.up)
        shade = spline([(q[0], q[1] - 3) for q in lid] + [(q[0], q[1] + 1.9) for q in lid[::-1]])
        ink.fill(shade, "#5a3a4c", 0.38, 0.5)
        ink.fill(ellipse(x - 1.6, y - 1.9, 1.25, 1.35), "#ffffff")
        ink.fill(ellipse(x + 1.7, y + 1.6, 0.55, 0.55), "#ffffff", 0.7)
        ink.glow(*eye.spot(-who.eye_w / 2 + 0.6, 1.2), 2.6, "#dd8a80", 0.8)


def _lids(ink: Ink, eye: Eye, squint: float) -> None:
    """Skin between crease and lash line; it grows as the eye closes."""
    who, s = eye.who, eye.who.skin_ramp
    full, now = eye.place(eye.full), eye.place(eye.up)
    raised = [(q[0], q[1] - 2.3 * (0 < i < 4) * (1 - 0.75 * who.fold)) for i, q in enumerate(full)]
    lid = spline(raised + now[::-1][1:-1])
    ink.fill(lid, mix(s.base, s.shade, 0.55))
    if who.made_up and who.lip_tint >= 1:
        ink.fill(lid, s.deep, 0.35)
    if eye.open < 0.6:
        x, y = eye.spot(0, 0)
        ink.glow(x - 1, y - 1.5, 6, s.hi, 0.4 * (1 - eye.open), squash=0.5)
    if who.fold < 0.5:
        crease = [(q[0], q[1] - 2.5 * g) for q, g in zip(full, (0.3, 0.95, 1.05, 1.0, 0.55), strict=True)]
        ink.line(crease, 1.15, s.line, 0.55, 0.6)
    else:
        crease = [(q[0], q[1] - 1.5 * g) for q, g in zip(full, (0.0, 0.2, 0.7, 1.0, 0.8), strict=True)]
        ink.line(crease[1:], 0.9, s.deep, 0.6, 0.6)
    if squint > 0.05:
        low = eye.place([(q[0], q[1] + 1.7) for q in eye.low[1:]])
        ink.line(low, 0.9, s.deep, 0.2 * squint, 0.5)


def _lashes(ink: Ink, eye: Eye) -> None:
    who, s = eye.who, eye.who.skin_ramp
    dark = mix(s.line, "#140a0c", 0.75)
    u, w, long = eye.place(eye.up), who.eye_w / 2, max(0.0, who.lash - 0.3)
    wing = eye.spot(w + 0.7 + 1.8 * long, -who.eye_tilt - (0.2 + 1.6 * long) * (0.4 + 0.6 * eye.open))
    ink.line([*u, wing], 1.25 + 0.85 * who.lash, dark, 1, 0.68, e0=0.5, e1=0.1)
    if who.lash > 0.8:
        x, y = (u[3][0] + u[4][0]) / 2, (u[3][1] + u[4][1]) / 2 - 0.3
        lash = [(x, y), (x + eye.side * 0.9, y - 0.5), (x + eye.side * 2.4, y - 1.9 * eye.open + 0.8)]
        ink.line(lash, 1.0, dark, 1, 0.15, e0=0.8, e1=0)
    ink.line(eye.place(eye.low)[1:], 0.75 + 0.2 * who.lash, s.line, 0.62, 0.7)
