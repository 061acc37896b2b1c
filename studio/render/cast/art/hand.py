"""One open hand, palm to the viewer, raised from the elbow. Hand length = .72 head."""
import math
from geom import spline, mix, sample, union, ellipse
import skia

FINGERS = [  # root, mid, tip, root width, tip width  (wrist at 0,0; up is -y; thumb on the left)
    [(12.5, -31), (16, -44), (18.2, -56), 7.6, 6.2],
    [(6, -35), (8.6, -51), (9.6, -67), 8.6, 6.8],
    [(-1.6, -37), (-1.8, -54), (-2.6, -71.5), 8.9, 7.],
    [(-9.2, -35), (-11.4, -50), (-13.4, -65), 8.8, 7.],
]
THUMB = [(-6, -8), (-17, -18), (-22.5, -29), (-24.4, -41), 14, 7.6]


def limb(pts: Points, w0: float, w1: float) -> None:
    """Round-ended limb along a spline, slightly swollen at the pad."""
    q = sample(pts, 8)
    n, L, R = len(q) - 1, [], []
    for i, (x, y) in enumerate(q):
        a, b = q[max(0, i - 1)], q[min(n, i + 1)]
        m = math.hypot(b[0] - a[0], b[1] - a[1]) or 1
        nx, ny = -(b[1] - a[1]) / m, (b[0] - a[0]) / m
        t = i / n
        w = (w0 + (w1 - w0) * t + .5 * math.sin(t * math.pi * 2.2)) / 2
        L.append((x + nx * w, y + ny * w))
        R.append((x - nx * w, y - ny * w))
    (x, y), (px, py) = q[-1], q[-3]
    m = math.hypot(x - px, y - py)
    d = w1 * .46
    cap = [(x + (x - px) / m * d, y + (y - py) / m * d)]
    return spline(L[::3] + [L[-1]] + cap + [R[-1]] + R[::-1][1::3])


def finger(ink: Ink, s: Skin, f: Finger, palm: str) -> None:
    shape = limb(f[:3], f[3], f[4])
    ink.fill(shape, palm)
    ink.edge(shape, -1.9, -.6, s.shade, .75, .5)
    ink.edge(shape, 1.5, 1.2, s.hi, .6, .5)
    q = sample(f[:3], 8)
    for t, a in ((.3, .5), (.66, .55)):
        x, y = q[int(t * (len(q) - 1))]
        ink.line([(x - f[4] * .36, y + .3), (x, y + 1.1), (x + f[4] * .36, y)], .8, s.deep, a)
    return shape


def palm_shape() -> None:
    return spline([(-9.5, 2), (-12.5, -5), (-15.5, -14), (-14.6, -24), (-13.8, -36), (-8, -40.5), (0, -42),
        (8, -40), (15.6, -34.5), (16.6, -22), (13, -8), (9.5, 2)])


def draw_palm(ink: Ink, s: Skin, palm: str) -> None:
    shape = palm_shape()
    ink.fill(shape, palm)
    with ink.clip(shape):
        ink.edge(shape, -3, -.8, s.shade, .75, 1.2)
        ink.glow(3, -22, 12, s.shade, .42, 1.2)
        ink.glow(-9, -34, 8, s.hi, .6, .6)
        ink.line([(-13, -29), (-5, -27.5), (1, -19), (2, -5)], 1.2, s.deep, .6, .4)
        ink.line([(-12.5, -30.5), (-2, -29), (6, -23), (10, -16)], 1., s.deep, .5, .4)
        ink.line([(16, -29), (7, -28.5), (0, -31.5), (-4, -36)], 1.1, s.deep, .5, .4)
    return shape


def draw_thumb(ink: Ink, s: Skin, palm: str) -> None:
    shape = limb(THUMB[:4], THUMB[4], THUMB[5])
    ink.cast(shape, palm_shape(), 1.6, 1.6, s.shade, .55, 1.2)
    ink.fill(shape, palm)
    ink.edge(shape, -2.2, .6, s.shade, .6, .6)
    ink.edge(shape, 1.6, 1.2, s.hi, .6, .5)
    root = ellipse(-6, -11, 8, 9)
    with ink.clip(union(palm_shape(), shape)):
        ink.fill(root, palm, 1, 2.4)
        ink.glow(-8, -14, 9, s.hi, .5, 1.1)
    ink.line([(-24.6, -33), (-22, -32), (-19.2, -33.4)], .8, s.deep, .5)


def sleeve(ink: Ink, c: Cloth, x0: float, y0: float) -> None:
    arm = spline([(-14, 6, C), (14, 6, C), (19, 40), (27, 90), (34, 150, C), (-30, 150, C), (-24, 84), (-17, 40)])
    ink.grad(arm, (-20, 40), (26, 60), [(0, mix(c.base, c.hi, .55)), (.5, c.base), (1, c.shade)])
    with ink.clip(arm):
        ink.edge(arm, -4, -1, c.deep, .4, 1.6)
        ink.edge(arm, 2, .6, c.hi, .5, .7)
        for i, (a, b) in enumerate((((-18, 44), (2, 54)), ((20, 34), (2, 42)), ((-22, 74), (4, 88)), ((24, 66),
            (6, 80)))):
            ink.line([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 2.5), b], 2.6, c.shade, .8, .3)
    cuff = spline([(-15, 3, C), (0, 6), (15, 3, C), (15.6, 12, C), (0, 15.5), (-15.6, 12, C)])
    ink.grad(cuff, (-15, 0), (15, 0), [(0, mix(c.base, c.hi, .7)), (.5, c.base), (1, c.shade)])
    ink.line([(-15.6, 12), (0, 15.5), (15.6, 12)], 1.2, c.deep, .8, .5, .8, .8)
    return arm


def draw_hand(ink: Ink, who: Person, pose: float) -> None:
    """pose.hand 0..1 raises the forearm from below the frame; pose.wag rocks the wrist."""
    if pose.hand < .02:
        return
    s, c = who.skin_ramp, who.top
    palm = mix(s.base, mix(s.hi, s.blush, .25), .35 if who.skin not in ("umber", "ebony") else .75)
    h = pose.hand
    ink.canvas.save()
    # the forearm swings up about the elbow from across the belly: it never looks like a third arm
    ink.canvas.translate(who.shoulder - 15, 166 + (1 - h) * 120)
    ink.canvas.rotate(-(1 - h) * 62 - 11 + pose.wag * 2.5, 12, 105)
    ink.canvas.scale(.93, .93)
    shadow = union(palm_shape(), *[limb(f[:3], f[3], f[4]) for f in FINGERS])
    shadow.offset(-5, 7)
    ink.fill(shadow, c.deep, .28 * h, 4)
    ink.fill(spline([(-20, 6), (4, 6), (20, 90), (24, 150), (-38, 150), (-30, 84)]), c.deep, .42 * h, 4)
    sleeve(ink, c, 0, 0)
    ink.canvas.save()
    ink.canvas.rotate(pose.wag * 6, 0, 4)
    wrist = spline([(-9.6, 8), (-9.4, -4), (9.4, -4), (9.6, 8)])
    ink.fill(wrist, palm)
    for f in FINGERS:
        finger(ink, s, f, palm)
    draw_palm(ink, s, palm)
    draw_thumb(ink, s, palm)
    ink.fill(spline([(-10, 7), (-10, 1), (0, 3), (10, 1), (10, 7)]), s.deep, .5, 1)
    ink.canvas.restore()
    cuff = spline([(-15, 3.4, C), (0, 6.5), (15, 3.4, C), (15.6, 12, C), (0, 15.5), (-15.6, 12, C)])
    ink.grad(cuff, (-15, 0), (15, 0), [(0, mix(c.base, c.hi, .7)), (.5, c.base), (1, c.shade)])
    ink.canvas.restore()

