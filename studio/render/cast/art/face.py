"""Head shape, ears, neck, nose, cheeks."""
import random
from geom import spline, mix, ellipse, taper


def outline(who: Person, head: Head, jaw: float = 0.) -> None:
    """Skull-and-jaw silhouette; only the lower third follows the jaw."""
    d, w, j, c, cy = jaw * 4.2, who.face_w, who.jaw_w, who.chin_w, who.chin_y
    right = [(20, -46.5, 0), (33, -30, 0), (w - .4, -10, 2), (w, 3, 4), (max(w - 1.8, j + 1.9), 16, 8),
        (j + 1.2, 30 + d * .4, 12),
             (lerp_x(j, c, .45), 41.5 + d * .8, 17), (c, cy - 1.6 + d, 23)]
    left = [(-x, y, z) for x, y, z in reversed(right)]
    return spline([head.at(0, -50, 0)] + [head.at(*q) for q in right] + [head.at(0, cy + d,
        25)] + [head.at(*q) for q in left])


def lerp_x(j: float, c: Cloth, t: float) -> None:
    return j + (c - j) * t


def ear(ink: Ink, who: Person, head: Head, k: int) -> None:
    s = who.skin_ramp
    x0 = who.face_w - 2.2

    def M(pts: Points) -> None:
        return [head.at(k * (x0 + q[0]), q[1], -6) + tuple(q[2:]) for q in pts]
    shape = spline(M([(0, -3), (3.2, -6.4), (7.2, -4.8), (7.8, 1), (6, 8), (4.4, 14), (1.8, 16.8), (-1, 13)]))
    ink.fill(shape, s.base if k < 0 else mix(s.base, s.shade, .55))
    ink.edge(shape, -1.6 * k if k > 0 else 1.4, -.8, s.shade, .55, .4)
    ink.line(M([(1, -1.5), (3.4, -3.8), (5.6, -2.2), (5.3, 3.5), (3.8, 8.6)]), 1.5, s.deep, .55, .35)
    ink.line(M([(1.2, 3), (3.2, 2.2), (3.4, 5.4), (1.4, 7.8)]), 1.6, s.deep, .6, .4)


def neck(ink: Ink, who: Person, head_xy: tuple[float, float], chin_shape: skia.Path) -> None:
    """Cylinder between jaw and collar, with the chin"s cast shadow: this shadow anchors the head."""
    s, n = who.skin_ramp, who.neck_w
    hx, hy = head_xy
    pts = [(-n + hx * .8, 18 + hy), (-n + .6 + hx * .5, 44), (-n - .2, 54), (-n - 2, 63), (-n - 6, 72),
        (-30, 118), (30, 118), (n + 6, 72),
           (n + 2, 63), (n + .2, 54), (n - .6 + hx * .5, 44), (n + hx * .8, 18 + hy)]
    shape = spline(pts, k=.3)
    ink.fill(shape, s.base)
    with ink.clip(shape):
        ink.grad(shape, (-n, 0), (n + 8, 0), [(0, s.shade, 0), (.45, s.shade, .1), (1, s.shade, .9)])
        ink.fill(moved(chin_shape, 3.5, 12.5), s.shade, .95, .6)
        ink.fill(moved(chin_shape, 2., 6.5), s.deep, .55, 1.6)
        ink.line([(n * .7, 50), (n * .35, 62), (3.5, 72)], 2.2, s.shade, .7, .7)
        ink.line([(-n * .75, 56), (-n * .4, 64), (-3.5, 72)], 1.6, s.shade, .5, .7)
        ink.line([(-4, 73.5), (-12, 71.5), (-27, 73)], 1.7, s.shade, .6, .3)
        ink.line([(5, 73.5), (13, 71.5), (28, 73)], 2., s.deep, .45, .3)
        if who.years > .3:
            for i in (0, 1):
                ink.line([(-n * .8, 54 + 5 * i), (0, 58 + 5 * i), (n * .7, 54 + 5 * i)], .9, s.deep, .35 * who.years)
    return shape


def moved(path: float, dx: float, dy: float) -> None:
    import skia
    q = skia.Path(path)
    q.offset(dx, dy)
    return q


def skin_shading(ink: Ink, who: Person, head: Head, shape: skia.Path) -> None:
    """Two-tone cel shade on the side away from the light, plus soft planes."""
    s = who.skin_ramp
    ink.fill(shape, s.base)
    with ink.clip(shape):
        x0, x1 = head.at(-34, 0, 10)[0], head.at(36, 0, 10)[0]
        ink.grad(shape, (x0, -30), (x1, 26), [(0, s.hi, .55), (.35, s.hi, 0), (.6, s.shade, 0), (1, s.shade, .5)])
        side = [(26, -52, C), (24, -26), (27.5, -10), (29.5, 2), (26.5, 13), (24.5, 22), (20, 33), (12, 43),
            (4, 48.5), (2, 60, C), (60, 60, C), (60, -52, C)]
        ink.fill(spline(head.pts(side)), s.shade, .62, .9)
        ink.edge(shape, -2.6, -2.4, s.deep, .28, 1.6)
        for k, a in ((-1, 1.), (1, .8)):
            x, y = head.at(k * 20.5, 17.5)
            ink.glow(x, y, 11.5, s.blush, who.blush * .62 * a, .72)
        x, y = head.at(-19, 12)
        ink.glow(x, y, 8.5, s.hi, .5, .5)
        x, y = head.at(-3, -24)
        ink.glow(x, y, 20, s.hi, .4, .55)
        x, y = head.at(-1.5, 45.5)
        ink.glow(x, y, 6, s.hi, .45, .6)
    marks(ink, who, head, shape)


def marks(ink: Ink, who: Person, head: Head, shape: skia.Path) -> None:
    s, a = who.skin_ramp, who.years
    with ink.clip(shape):
        if a > .2:
            for i, (y, w) in enumerate(((-27, 15), (-21.5, 18), (-16.5, 12))):
                if i < 1 + 2 * a:
                    ink.line(head.pts([(-w, y + .8), (-w * .3, y - .6), (w * .4, y),
                        (w, y + 1.2)]), .8, s.deep, .42 * a)
            for k in (-1, 1):
                for i in (-1, 0, 1):
                    ink.line(head.pts([(k * 26.3, 3 + i * 1.6), (k * 29, 3.2 + i * 3),
                        (k * 31, 4 + i * 4.6)]), .7, s.deep, .5 * a, .3)
                ink.line(head.pts([(k * 9.5, 9.5), (k * 14, 12.2), (k * 20, 11.6)]), 1., s.deep, .4 * a, .4)
        rnd = random.Random(7)
        for _ in range(int(46 * who.freckles)):
            x = rnd.gauss(0, 1) * 5.5 + rnd.choice((-16, 16, 0))
            y = 12.5 + rnd.gauss(0, 3.) - (2 if abs(x) < 6 else 0)
            r = rnd.uniform(.28, .68)
            ink.fill(ellipse(*head.at(x, y), r * 1.15, r), "#c0714f", rnd.uniform(.25, .55))


def nose(ink: Ink, who: Person, head: Head) -> None:
    s, w, y = who.skin_ramp, who.nose_w, who.nose_y

    def M(pts: Points) -> None:
        return [head.at(q[0], q[1], 33 + 10 * max(0., min(1., (q[1] + 6) / (y + 4))) * max(0,
            1 - abs(q[0]) / (w * 1.7))) + tuple(q[2:]) for q in pts]
    plane = spline(M([(4.6, -9), (2.7, -1), (3., 8), (3.6, y - 7), (w * .55, y - 3.6), (w * .62, y + 1),
        (w * 1.02, y - .6), (w * 1.04, y - 4), (w * .78, y - 8), (6.2, 4), (7.5, -6)]))
    ink.grad(plane, M([(0, -8)])[0], M([(0, y)])[0], [(0, s.shade, .1), (.45, s.shade, .5), (1, s.shade, .85)], .7)
    under = spline(M([(-w * .82, y - .6), (-w * .5, y + 1.5), (-2, y + 2.9), (2.4, y + 3.), (w * .62, y + 1.4),
        (w * .95, y - .6), (w * .55, y - .2), (2, y + .9), (-2, y + .9), (-w * .5, y - .2)]))
    ink.fill(under, s.deep, .55, .35)
    for k in (-1, 1):
        ink.line(M([(k * w * .7, y + .3), (k * w * .48, y - .1 + .8), (k * w * .2, y + 1.7)]), 1.7, s.line, .72, .5)
    ink.line(M([(w * .78, y - 5.4), (w * 1.08, y - 2.4), (w * .92, y + .7)]), 1.1, s.deep, .75, .6)
    ink.line(M([(-w * .84, y - 4.6), (-w * 1.05, y - 2), (-w * .86, y + .5)]), .8, s.deep, .5, .6)
    ink.fill(taper(M([(-1.2, -3), (-1.5, 5), (-1.4, y - 8)]), 2.2, .6), s.hi, .45, .7)
    x, yy = M([(-1.6, y - 3.6)])[0]
    ink.glow(x, yy, 3.8, mix(s.hi, "#ffffff", .35), .6, .8)
    ink.line(M([(1.6, y + 4), (1.5, y + 7.8)]), 1.8, s.shade, .6)

