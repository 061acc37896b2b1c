"""Torso, garments, jewellery."""
from geom import spline, mix, ellipse, lerp, minus
import skia


def mirrored_plain(pts: Points) -> None:
    return [(-q[0],) + tuple(q[1:]) for q in pts]


def torso_pts(who: Person) -> None:
    """Right half, from neckline to hem; the trapezius slopes about 20 degrees."""
    S, n = who.shoulder, who.neck_w
    return [(n + 4, 62.5), (n + 13, 69.5), (S * .62, 77), (S * .88, 84.5), (S + 1, 96), (S + 7, 116),
        (S + 10.5, 150), (S + 13, 195),
            (S + 12.5, 232), (S + 6, 268), (S - 8, 350, C)]


def torso(ink: Ink, who: Person, c: Cloth, drop: float = 84, hole: skia.Path | None = None) -> None:
    """Shoulders, chest and arms of the garment, with the big light and shade; scooped to `drop` at the neck."""
    r = torso_pts(who)
    n, S = who.neck_w, who.shoulder
    scoop = [(-n - 4, 62.5, C), (-n + 1, 71), (-n * .5, drop - 3), (0, drop), (n * .5, drop - 3), (n - 1, 71),
        (n + 4, 62.5, C)]
    shape = spline(scoop + r[1:] + mirrored_plain(r[1:])[::-1], k=.33)
    shape = minus(shape, hole) if hole else shape
    ink.grad(shape, (-S, 70), (S, 250), [(0, mix(c.base, c.hi, .5)), (.35, c.base),
        (.7, mix(c.base, c.shade, .5)), (1, c.shade)])
    with ink.clip(shape):
        arms(ink, who, c)
        ink.edge(shape, -8, -1, c.shade, .7, 2.2)
        ink.edge(shape, 2.6, 3.2, c.hi, .5, .9)
        ink.edge(shape, -1.3, .6, mix(c.hi, "#ffd9c9", .5), .55, .25)
    return shape


def arms(ink: Ink, who: Person, c: Cloth) -> None:
    """Sleeves: a soft plane under the arm, one inked seam, two elbow folds. Less is more."""
    S = who.shoulder
    for k in (-1, 1):
        seam = [(k * (S - 9), 128), (k * (S - 13), 158), (k * (S - 16.5), 196), (k * (S - 20), 232),
            (k * (S - 29), 270), (k * (S - 52), 350)]
        body = spline([(k * (S - 9), 126), (k * (S - 13), 158), (k * (S - 16.5), 196), (k * (S - 20), 232),
            (k * (S - 29), 270), (k * (S - 52), 360, C), (k * (S - 70), 360, C), (k * (S - 34), 250),
                (k * (S - 22), 160)])
        ink.fill(body, c.shade, .5 if k > 0 else .34, 4)
        ink.line(seam, 2.6, c.deep, .8, .45, 0, 2.4)
        ink.line([(k * (S - 9), 129), (k * (S - 17), 137), (k * (S - 30), 141)], 2.2, c.shade, .8, .25)
        ink.line([(k * (S - 10), 136), (k * (S - 16), 148), (k * (S - 25), 157)], 1.6, c.shade, .7, .25)
        ink.line([(k * (S + 12), 214), (k * (S + 2), 221), (k * (S - 12), 226)], 2.6, c.shade, .65, .35)
        ink.line([(k * (S + 11.5), 224), (k * (S + 3), 236), (k * (S - 8), 246)], 2, c.deep, .35, .35)
    if who.bust:
        for k in (-1, 1):
            ink.glow(k * 27 + 5, 163, 24, c.shade, .42 * who.bust, .32)
            ink.glow(k * 26 - 6, 143, 22, c.hi, .28 * who.bust, .7)


def crew(ink: Ink, who: Person, c: Cloth, drop: float = 79, band: float = 6.2) -> None:
    n = who.neck_w
    body = torso(ink, who, c, drop + 3)
    o = [(-n - 3.2, 60.2), (-n - 2.8, 71), (-n * .55, drop + 3.2), (0, drop + band), (n * .55, drop + 3.2),
        (n + 2.8, 71), (n + 3.2, 60.2)]
    i = [(-n - 1.6, 60), (-n + 1.8, 68), (-n * .48, drop - 3.2), (0, drop - .8), (n * .48, drop - 3.2),
        (n - 1.8, 68), (n + 1.6, 60)]
    ring = spline([o[0] + ("c",)] + o[1:-1] + [o[-1] + ("c",)] + [i[-1] + ("c",)] + i[::-1][1:-1] + [i[0] + ("c",)])
    ink.cast(ring, body, 1, 2.6, c.deep, .5, .8)
    ink.grad(ring, (-n, 60), (n, 80), [(0, mix(c.base, c.hi, .5)), (.5, c.base), (1, c.shade)])
    with ink.clip(ring):
        for t in range(-13, 14):
            x = t / 13
            ink.line([(x * n * 1.02, 80 - 26 * abs(x) ** 2.2 - 6),
                (x * n * 1.25, 88 - 26 * abs(x) ** 2.2)], .8, c.deep, .35)
    return body


def turtle(ink: Ink, who: Person, c: Cloth) -> None:
    n = who.neck_w
    body = torso(ink, who, c, 72)
    tube = spline([(-n - 2.4, 46), (-n * .4, 50.5), (n * .4, 50.5), (n + 2.4, 46), (n + 4.4, 56), (n + 8, 68),
        (n * .6, 76), (0, 77.5), (-n * .6, 76), (-n - 8, 68), (-n - 4.4, 56)])
    ink.cast(tube, body, 1.5, 3, c.deep, .6, 1.2)
    ink.grad(tube, (-n - 4, 56), (n + 6, 60), [(0, mix(c.base, c.hi, .5)), (.45, c.base), (1, c.deep)])
    with ink.clip(tube):
        ink.fill(spline([(-n - 6, 40), (n + 10, 40), (n + 8, 54), (4, 59), (-n, 53)]), c.deep, .45, 2)
        for t in range(-7, 8):
            x = t / 7
            ink.line([(x * n * 1.05, 50 - 3 * x * x), (x * n * 1.2, 62),
                (x * n * 1.5, 78 - 4 * x * x)], 1., c.deep, .35)
        ink.line([(-n - 5, 61), (-2, 68), (n + 6, 60)], 2.4, c.deep, .6)
        ink.line([(-n - 5, 59.4), (-4, 66), (n + 4, 58.6)], 1.1, c.hi, .5)
    chain = [(-n - 10, 70), (-14, 96), (0, 105), (14, 96), (n + 10, 70)]
    ink.line([(x + .6, y + 1.4) for x, y in chain], 1.2, c.deep, .6, .5, 1, 1)
    ink.line(chain, 1.1, "#e7c07a", 1, .5, .9, .9)
    ink.fill(ellipse(0, 107.5, 3.6, 3.9), "#e7c07a")
    ink.fill(ellipse(-.9, 106.3, 1.4, 1.4), "#fff3cf", .9)
    return body


def blazer(ink: Ink, who: Person, c: Cloth, inner: float) -> None:
    """inner(ink) draws what shows in the V; then two fronts and two lapels."""
    S, n = who.shoulder, who.neck_w
    body = torso(ink, who, c, 128)
    V = [(-n - 5, 62, C), (-n - 8, 76), (-22, 122), (-2, 196, C), (2, 198, C), (22, 122), (n + 8, 76), (n + 5, 62, C)]
    v = spline(V)
    with ink.clip(v):
        inner(ink)
        tall = spline([(-n - 5, 30, C)] + V + [(n + 5, 30, C)])      # so that the blur leaves no line across the neck
        ink.edge(tall, 3, 0, "#2a1420", .22, 1.)
        ink.edge(tall, -2.4, 0, "#2a1420", .22, 1.)
    ink.line([(0, 197), (3, 240), (1, 340)], 2.4, c.deep, .8, .3, .5, 2)
    for k in (1, -1):
        lap = [(k * (n + 4), 61, C), (k * (n + 14), 67), (k * (n + 25), 92, C), (k * (n + 17), 97, C),
            (k * (n + 27), 107, C), (k * 32, 140), (k * 14, 178), (k * 1, 199, C), (k * 9, 164), (k * 18, 124),
                (k * (n + 2), 84)]
        shape = spline(lap, k=.3)
        ink.cast(shape, body, 2.2 if k < 0 else 1.6, 3.4, c.deep, .6, 1.6)
        ink.grad(shape, (k * 10 - 20, 70), (k * 20 + 10, 190), [(0, mix(c.base, c.hi, .75 if k < 0 else .3)),
            (1, mix(c.base, c.shade, .15 if k < 0 else .5))])
        with ink.clip(shape):
            ink.edge(shape, 1.2, 0, c.hi, .5, .3)
            collar = [(k * (n + 17), 97), (k * (n + 6), 90), (k * (n - 3), 74)]
            ink.line(collar, 1.5, c.deep, .7, .3, 1, .4)
    ink.fill(ellipse(3.6, 212, 3.3, 3.3), c.deep)
    ink.fill(ellipse(3.0, 211.4, 2.5, 2.5), mix(c.shade, c.hi, .25))
    pocket = spline([(34, 158, C), (58, 154, C), (58.6, 160, C), (34.6, 164, C)])
    ink.fill(pocket, c.shade, .8)
    ink.line([(34, 158), (46, 156.2), (58, 154)], .9, c.hi, .5)
    return body


def tee(who: Person, c: Cloth, drop: float = 82) -> None:
    def draw(ink: Ink) -> None:
        n = who.neck_w
        t = spline([(-n - 16, 56), (-n - 1, 68), (-n * .5, drop - 2.4), (0, drop + .8), (n * .5, drop - 2.4),
            (n + 1, 68), (n + 16, 56), (70, 220, C), (-70, 220, C)])
        ink.grad(t, (-30, 80), (30, 170), [(0, c.hi), (.5, c.base), (1, c.shade)])
        with ink.clip(t):
            ink.line([(-n - 3, 66), (-n * .55, drop + 1.6), (0, drop + 5), (n * .55, drop + 1.6),
                (n + 3, 66)], 1., c.shade, .9, .5, 1, 1)
            ink.line([(-16, 104), (-8, 130), (-6, 160)], 4, c.shade, .5)
            ink.line([(14, 100), (12, 134), (4, 176)], 5, c.shade, .6)
    return draw


def shirt(who: Person, c: Cloth, tie: float = None) -> None:
    def draw(ink: Ink) -> None:
        n = who.neck_w
        left = [(-n - 12, 58), (-n - 1, 66), (-9, 88), (-2.5, 101), (-2, 220, C), (-70, 220, C)]
        right = [(n + 12, 58), (n + 1, 66), (9, 88), (1.5, 101), (-3, 112), (-3, 220, C), (70, 220, C)]
        for pts in (left, right):
            ink.grad(spline(pts), (-30, 80), (34, 170), [(0, c.hi), (.5, c.base), (1, c.shade)])
        ink.line([(-2.2, 102), (-2.6, 150), (-2.2, 210)], 1.1, c.deep, .8, .4, .6, .8)
        ink.line([(3, 110), (3, 150), (2.4, 190)], .6, c.shade, .8)
        for y in (118, 146, 174):
            ink.fill(ellipse(.4, y, 1.5, 1.5), c.deep, .7)
            ink.fill(ellipse(.1, y - .3, 1.1, 1.1), c.hi)
        for k in (1, -1):
            wing = spline([(k * (n + 3), 54, C), (k * (n + 9), 64), (k * (n + 4), 88), (k * 17, 101, C),
                (k * 9, 93), (k * 3.5, 97, C), (k * (n - 5), 77)], k=.3)
            ink.cast(wing, everywhere(), 1.6, 2.6, c.deep, .55, 1.)
            ink.grad(wing, (k * 10 - 12, 60), (k * 18 + 8, 98), [(0, c.hi), (.6, c.base),
                (1, mix(c.base, c.shade, .7 if k > 0 else .3))])
            ink.line([(k * 16, 99), (k * (n + 2.4), 86), (k * (n + 6.6), 66)], .6, c.shade, .9)
    return draw


def everywhere() -> None:
    p = skia.Path()
    p.addRect(skia.Rect.MakeLTRB(-500, -500, 500, 500))
    return p


def hoodie(ink: Ink, who: Person, c: Cloth, c2: Cloth) -> None:
    n = who.neck_w
    hood = spline([(-n - 20, 72), (-n - 19, 54), (-n - 6, 44), (n + 6, 44), (n + 19, 54), (n + 20, 72), (0, 84)])
    body = torso(ink, who, c, 100)
    tri = spline([(-n - 6, 60, C), (-n - 8, 90), (0, 108, C), (n + 8, 90), (n + 6, 60, C), (0, 60)])
    with ink.clip(tri):
        tee(who, c2, 76)(ink)
    for k in (1, -1):
        side = spline([(k * (n - 1), 50, C), (k * (n + 12), 53), (k * (n + 23), 65), (k * (n + 21), 80),
            (k * 18, 97), (k * -2, 108, C), (k * 3, 96), (k * (n - 4), 78)], k=.34)
        ink.cast(side, body, 1.5, 4, c.deep, .6, 1.8)
        ink.grad(side, (k * 20 - 20, 56), (k * 22 + 14, 100), [(0, mix(c.base, c.hi, .7 if k < 0 else .3)),
            (.6, c.base), (1, c.shade)])
        with ink.clip(side):
            ink.line([(k * (n + 8), 56), (k * (n + 9), 76), (k * 8, 98)], 3, c.shade, .7)
            ink.line([(k * (n + 17), 62), (k * (n + 13), 82), (k * 14, 96)], 2, c.shade, .6)
            ink.edge(side, k * 1.4, 1.4, c.hi, .4, .4)
    for k in (-1, 1):
        x = k * 12
        cord = [(x, 100), (x + k * 2, 124), (x + k * .5, 146)]
        ink.line([(a + 1.4, b + 1.6) for a, b in cord], 2, c.deep, .5, .5, 2, 2)
        ink.line(cord, 2.1, "#f6efe2", 1, .5, 2, 2)
        ink.fill(ellipse(x, 100, 2.2, 2.2), c.deep)
        ink.fill(spline([(x + k * .5 - 1.3, 145, C), (x + k * .5 + 1.3, 145, C), (x + k * .5 + 1.1, 153, C),
            (x + k * .5 - 1.1, 153, C)]), "#d8cdb9")
    return body


def vneck(ink: Ink, who: Person, c: Cloth) -> None:
    n, s = who.neck_w, who.skin_ramp
    v = spline([(-n - 8, 60, C), (-20, 88), (-1, 124, C), (1, 124, C), (20, 88), (n + 8, 60, C), (0, 50)])
    body = torso(ink, who, c, 84, v)
    with ink.clip(v):
        low = spline([(-30, 86, C), (30, 86, C), (30, 140, C), (-30, 140, C)])
        ink.grad(low, (0, 86), (0, 122), [(0, s.shade, 0), (1, s.shade, .6)])
        ink.line([(0, 104), (.6, 114), (0, 122)], 1.4, s.deep, .3)
    for k in (1, -1):
        fold = spline([(k * (n + 6), 60, C), (k * (n + 17), 66), (k * 27, 96), (k * -2, 131, C), (k * 18, 92)], k=.3)
        ink.cast(fold, body, 1.4, 3, c.deep, .5, 1.2)
        ink.grad(fold, (-30, 60), (30, 130), [(0, c.hi), (.5, mix(c.base, c.hi, .3)), (1, c.shade)])
        for i in range(3):
            ink.line([(k * (24 + i * 7), 98 + i * 4), (k * (26 + i * 4), 128 + i * 8),
                (k * (17 + i * 5), 158 + i * 10)], 3, c.shade, .6, .35)
    return body


def draw_collar_back(ink: Ink, who: Person) -> None:
    """The far side of the collar, seen behind the neck."""
    n = who.neck_w
    if who.garment in ("crew", "blazer", "suit", "vneck"):
        c = who.under if who.garment == "suit" else who.top
        if who.garment == "vneck":
            ink.fill(spline([(-n - 8, 84, C), (-n - 7, 61), (0, 55), (n + 7, 61), (n + 8, 84, C)]), c.deep)
            return
        ink.fill(spline([(-n - 2.6, 64), (-n - 1.6, 59.5), (0, 55), (n + 1.6, 59.5), (n + 2.6, 64), (0, 72)]), c.deep)
    if who.garment == "hoodie":
        ink.fill(spline([(-n - 16, 72), (-n - 12, 56), (-n - 2, 48), (n + 2, 48), (n + 12, 56), (n + 16, 72),
            (0, 84)]), who.top.deep)


def draw_clothes(ink: Ink, who: Person) -> None:
    c, c2 = who.top, who.under
    if who.garment == "blazer":
        return blazer(ink, who, c, tee(who, c2))
    if who.garment == "suit":
        return blazer(ink, who, c, shirt(who, c2))
    if who.garment == "turtle":
        return turtle(ink, who, c)
    if who.garment == "hoodie":
        return hoodie(ink, who, c, c2)
    if who.garment == "vneck":
        return vneck(ink, who, c)
    return crew(ink, who, c)


def draw_earrings(ink: Ink, who: Person, head: Head) -> None:
    if not who.earrings:
        return
    for k in (-1, 1):
        x, y = head.at(k * (who.face_w + 1.6), 16., -4)
        if who.earrings == "hoop":
            p = ink.paint("#e2b04f")
            p.setStyle(skia.Paint.kStroke_Style)
            p.setStrokeWidth(1.4)
            ink.canvas.drawCircle(x, y + 6.5, 5.6, p)
            p.setColor(skia.ColorSetARGB(220, 255, 240, 200))
            p.setStrokeWidth(.7)
            ink.canvas.drawArc(skia.Rect.MakeLTRB(x - 5.6, y + .9, x + 5.6, y + 12.1), 170, 80, False, p)
        elif who.earrings == "drop":
            ink.line([(x, y), (x + .2, y + 5), (x, y + 8)], .9, "#e2b04f", 1, .5, .8, .8)
            ink.fill(spline([(x, y + 6), (x + 3.2, y + 12.5), (x, y + 16), (x - 3.2, y + 12.5)]), "#e2b04f")
            ink.fill(ellipse(x - .9, y + 11.5, .9, 1.6), "#fff3cf", .9)
        else:
            r = 2.5 if who.earrings == "pearl" else 1.5
            ink.fill(ellipse(x, y + 1, r, r), "#f4ece4" if r > 2 else "#e2b04f")
            ink.fill(ellipse(x - .6, y + .3, r * .4, r * .4), "#ffffff")

