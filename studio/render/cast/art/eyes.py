"""Eyes, lids, lashes, brows, glasses."""
from geom import spline, mix, ellipse, taper, lerp
import skia


class Eye:
    """Contours for one eye; k=-1 viewer"s left, +1 viewer"s right. u runs inner -> outer corner."""

    def __init__(self, who: Person, head: Head, k: int, blink: float) -> None:
        self.k, self.who, self.head = k, who, head
        w, up, lo, t = who.eye_w / 2, who.eye_up, who.eye_low, who.eye_tilt
        m = who.fold
        o = max(0., 1 - blink)
        lid = [(-w, 1.2), (-w * .62, -up * (.62 - .2 * m)), (-w * .08, -up), (w * .5, -up * .82), (w + .3, -t)]
        bot = [(-w, 1.2), (-w * .5, lo * .86), (w * .12, lo), (w * .66, lo * .6), (w + .3, -t)]
        shut = [(q[0], q[1] * .92 + .35) for q in bot]
        self.up = [(a[0], lerp(b[1], a[1], o)) for a, b in zip(lid, shut)]
        self.lo, self.open, self.full = bot, o, lid

    def M(self, pts: Points) -> None:
        """Eye space -> canvas."""
        out = []
        for q in pts:
            x = self.k * (self.who.eye_x + q[0])
            out.append(self.head.at(x, q[1] + 2, None) + tuple(q[2:]))
        return out

    def shape(self, upper: float = None) -> None:
        u, l = self.M(upper or self.up), self.M(self.lo)
        pts = [u[0] + ("c",)] + u[1:-1] + [u[-1] + ("c",)] + l[1:-1][::-1]
        return spline(pts)


def socket(ink: Ink, e: Eye) -> None:
    s, who = e.who.skin_ramp, e.who
    x, y = e.M([(-1, -4.6)])[0]
    ink.glow(x, y, 12.5, s.shade, .62 if e.k > 0 else .42, .62)
    x, y = e.M([(-7.5, -3)])[0]
    ink.glow(x, y, 6, s.deep, .34, 1.1)
    x, y = e.M([(0, 5.6)])[0]
    ink.glow(x, y, 8, s.shade, .35 + .3 * who.years, .34)


def eyeball(ink: Ink, e: Eye, gaze: tuple[float, float]) -> None:
    who = e.who
    sh = e.shape()
    ink.fill(sh, "#fcf6ef")
    with ink.clip(sh):
        r = 5.1
        ex, ey = e.M([(0, 0)])[0]
        cx, cy = ex + gaze[0] * 3.2 - e.k * .5, ey - .35 + gaze[1] * 1.8
        ink.fill(ellipse(cx, cy, r * .97, r), mix(who.iris, "#000000", .55))
        d = ellipse(cx, cy, r * .86, r * .89)
        ink.grad(d, (cx, cy - r), (cx, cy + r), [(0, mix(who.iris, "#000000", .45)), (.5, who.iris),
            (1, mix(who.iris, "#ffd9a0", .45))])
        ink.fill(ellipse(cx, cy, 2.25, 2.3), "#120b0e")
        ink.glow(cx + .6, cy + 2.6, 2.6, mix(who.iris, "#ffe2b0", .7), .75, .6)
        lid = e.M(e.up)
        lidsh = spline([(q[0], q[1] - 3) for q in lid] + [(q[0], q[1] + 1.9) for q in lid[::-1]])
        ink.fill(lidsh, "#5a3a4c", .38, .5)
        ink.fill(ellipse(cx - 1.6, cy - 1.9, 1.25, 1.35), "#ffffff")
        ink.fill(ellipse(cx + 1.7, cy + 1.6, .55, .55), "#ffffff", .7)
        x, y = e.M([(-who.eye_w / 2 + .6, 1.2)])[0]
        ink.glow(x, y, 2.6, "#dd8a80", .8)


def lids(ink: Ink, e: Eye) -> None:
    """Upper lid skin between crease and lash line; it grows as the eye closes."""
    who, s = e.who, e.who.skin_ramp
    full, now = e.M(e.full), e.M(e.up)
    lid = spline([(q[0], q[1] - 2.3 * (0 < i < 4) * (1 - .75 * who.fold)) for i,
        q in enumerate(full)] + now[::-1][1:-1])
    ink.fill(lid, mix(s.base, s.shade, .55))
    if who.made_up and who.lip_tint >= 1:
        ink.fill(lid, s.deep, .35)
    if e.open < .6:
        x, y = e.M([(0, 0)])[0]
        ink.glow(x - 1, y - 1.5, 6, s.hi, .4 * (1 - e.open), .5)
    if who.fold < .5:
        c = [(q[0], q[1] - 2.5 * g) for q, g in zip(e.M(e.full), (.3, .95, 1.05, 1., .55))]
        ink.line(c, 1.15, s.line, .6, .6)
    else:
        c = [(q[0], q[1] - 1.5 * g) for q, g in zip(e.M(e.full), (.0, .2, .7, 1., .8))]
        ink.line(c[1:], .9, s.deep, .6, .6)


def lashes(ink: Ink, e: Eye) -> None:
    who, s = e.who, e.who.skin_ramp
    ink_col = mix(s.line, "#140a0c", .75)
    u = e.M(e.up)
    w = who.eye_w / 2
    wing = e.M([(w + .7 + 1.8 * max(0, who.lash - .3), -who.eye_tilt - (.2 + 1.6 * max(0,
        who.lash - .3)) * (.4 + .6 * e.open))])[0]
    ink.line([u[0], u[1], u[2], u[3], u[4], wing], 1.25 + .85 * who.lash, ink_col, 1, .68, .5, .1)
    if who.lash > .8:
        q = ((u[3][0] + u[4][0]) / 2, (u[3][1] + u[4][1]) / 2 - .3)
        ink.line([q, (q[0] + e.k * .9, q[1] - .5),
            (q[0] + e.k * 2.4, q[1] - 1.9 * e.open + .8)], 1., ink_col, 1, .15, .8, 0)
    l = e.M(e.lo)
    ink.line(l[1:], .75 + .2 * who.lash, s.line, .62, .7)


def draw_eyes(ink: Ink, who: Person, head: Head, pose: float) -> None:
    for k in (-1, 1):
        e = Eye(who, head, k, pose.blink)
        socket(ink, e)
        if e.open > .06:
            eyeball(ink, e, (pose.gaze[0] - pose.yaw * 2.1, pose.gaze[1] - pose.pitch * 2))
        lids(ink, e)
