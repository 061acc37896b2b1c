        tu = who.lip_up * (1 - .42 * v.press + .25 * v.round - .14 * v.up)
        tl = who.lip_low * (1 - .38 * v.press + .2 * v.round - .4 * v.tuck - .1 * v.low)
        cy = -2.3 * v.smile + .28 * (li + ui)
        r = v.round
        cy = cy * (1 - r) + r * (.45 * (li + ui) + .3)
        bow = 2.7 - .6 * r
        self.corner = cy
        sq = .5 + .1 * r + .06 * v.wide          # squareness of the opening
        self.up_out = [(-hw - .5, cy, C), (-hw * .52, ui * .9 - tu * .78 + cy * .15), (-bow, ui - tu - .35),
                       (0, ui - tu + .55), (bow, ui - tu - .35), (hw * .52, ui * .9 - tu * .78 + cy * .15),
                           (hw + .5, cy, C)]
        ec = .3 + .2 * r                        # how blunt the corner is: 0 almond, 1 ring
        self.up_in = [(-hw + .5, cy, C), (-hw * .88, cy + (ui - cy) * ec), (-hw * sq, ui * .8 + cy * .1 + .25),
            (0, ui + .55),
                      (hw * sq, ui * .8 + cy * .1 + .25), (hw * .88, cy + (ui - cy) * ec), (hw - .5, cy, C)]
        self.lo_in = [(-hw + .5, cy, C), (-hw * .88, cy + (li - cy) * ec),
            (-hw * (sq + .02), li * .84 + cy * .12 + .3), (0, li + .45),
                      (hw * (sq + .02), li * .84 + cy * .12 + .3), (hw * .88, cy + (li - cy) * ec), (hw - .5, cy, C)]
        self.lo_out = [(-hw - .3, cy, C), (-hw * .62, li * .8 + tl * .72 + cy * .2), (-hw * .2, li + tl * 1.02),
            (hw * .2, li + tl * 1.02),
                       (hw * .62, li * .8 + tl * .72 + cy * .2), (hw + .3, cy, C)]
        self.tu, self.tl = tu, tl


def place(head: Head, who: Person, pts: Points, v: Mouth) -> None:
    """Mouth plane -> head -> canvas; lips ride on a curved muzzle."""
    out = []
    for q in pts:
        z = 37 - (q[0] / 13) ** 2 * 6 + 3 * v.round
        out.append(head.at(q[0], q[1] + who.mouth_y, z) + tuple(q[2:]))
    return out


def draw_cavity(ink: Ink, who: Person, v: Mouth, L: Lips, M: Place) -> None:
    inner = spline(M(L.up_in) + M(L.lo_in)[::-1][1:-1])
    top, bot = M([(0, L.ui)])[0], M([(0, L.li)])[0]
    ink.grad(inner, top, (bot[0], bot[1] + 1), [(0, "#30090f"), (.55, "#5b1720"), (1, "#7c2a30")])
    gap = L.li - L.ui
    with ink.clip(inner):
        tg = L.li + 2.2 - (1.2 + gap * .42) * v.tongue - gap * .1
        body = M([(-L.hw * .7, L.li + 4), (-L.hw * .5, tg + 1.2), (0, tg), (L.hw * .5, tg + 1.2),
            (L.hw * .7, L.li + 4)])
        ink.fill(spline(body), "#c4565c")
        ink.line(M([(0, tg + .6), (0, L.li + 1)]), .8, "#9c3a45", .6)
        w = L.hw * .95
        if v.tlow > .02:
            y = L.li + .6 - 2.6 * v.tlow
            ink.fill(spline(M([(-w * .8, L.li + 3), (-w * .72, y + .9), (0, y), (w * .72, y + .9),
                (w * .8, L.li + 3)])), "#e9ded2")
        d = L.ui + .3 + 3.3 * v.teeth
        t = M([(-w, L.ui - 3, C), (-w * .93, d - 1.5), (-w * .5, d - .15), (0, d + .15), (w * .5, d - .15),
            (w * .93, d - 1.5), (w, L.ui - 3, C)])
        ink.fill(spline(t), "#fdf8f0")
        ink.grad(spline(t), M([(-w, 0)])[0], M([(w, 0)])[0], [(0, "#7a4a48", .45), (.25, "#7a4a48", 0),
            (.7, "#7a4a48", .05), (1, "#7a4a48", .6)])
        if v.tip > .02:
            y = d - 1.2 + (1 - v.tip) * 4
            ink.fill(spline(M([(-5, L.li + 3), (-3.6, y + 1.8), (0, y), (3.6, y + 1.8),
                (5, L.li + 3)])), "#cb5d62", min(1, v.tip * 1.6))
            ink.fill(spline(M([(-2.2, y + 1.5), (0, y + .9), (1.4, y + 1.6), (-.4, y + 2.1)])), "#ec9a96", .6 * v.tip)
        ink.fill(spline(M([(-L.hw, L.ui - 4), (L.hw, L.ui - 4), (L.hw, L.ui + .9), (0, L.ui + 1.3),
            (-L.hw, L.ui + .9)])), "#3c0d14", .35, .5)


def draw_lips(ink: Ink, who: Person, v: Mouth, L: Lips, M: Place) -> None:
    s = who.skin_ramp
    up = spline(M(L.up_out) + M(L.up_in)[::-1])
    lo = spline(M(L.lo_in) + M(L.lo_out)[::-1])
    c_up, c_lo = mix(s.lip, s.line, .12), mix(s.lip, s.lip_hi, .45)
    c_up, c_lo = mix(s.shade, c_up, who.lip_tint), mix(s.base, c_lo, who.lip_tint)
    a, b = M([(-L.hw, 0)])[0], M([(L.hw, 0)])[0]
    ink.grad(lo, a, b, [(0, c_lo), (.55, c_lo), (1, mix(c_lo, c_up, .8))])
    ink.grad(up, a, b, [(0, mix(c_up, c_lo, .35)), (.5, c_up), (1, mix(c_up, s.line, .2))])
    with ink.clip(lo):
        q = M([(-L.hw * .1, L.li + L.tl * .5)])[0]
        ink.glow(*q, L.hw * .42, s.hi, .55 * (.5 + .5 * who.lip_tint), .38)
    closed = max(0., 1 - (L.li - L.ui) / 1.6)
    if closed > 0:
        ink.line(M([(-L.hw - .8, L.corner), (-L.hw * .5, .35 + L.corner * .1), (0, .75 + L.ui),
            (L.hw * .5, .35 + L.corner * .1), (L.hw + .8, L.corner)]),
                 1.15, s.line, .85 * closed, e0=.5, e1=.6)
    for k in (-1, 1):
        x = L.hw * k
        ink.line(M([(x * .93, L.corner + .1), (x + .9 * k, L.corner - .25),
            (x + 1.7 * k, L.corner - .9)]), .95, s.line, .6, .4)


def draw_mouth(ink: Ink, who: Person, head: Head, v: Mouth) -> None:
    s = who.skin_ramp
    L = Lips(who, v)

    def M(pts: Points) -> None:
        return place(head, who, pts, v)
    q = M([(.8, L.li + L.tl + 2.4)])[0]
    ink.glow(*q, 8.5, s.deep, .55, .36)
    if L.li - L.ui > .35:
        draw_cavity(ink, who, v, L, M)
    draw_lips(ink, who, v, L, M)
    fold = max(0, .12 * v.wide + .2 * v.smile + .1 * v.up) + who.years * .5
    for k, al in ((-1, .6), (1, 1.)):
        x = L.hw * k
        pts = [(k * 9.5, -9.5), (k * 12.8, -5), (x + 4.6 * k, L.corner - .5), (x + 4.2 * k, L.corner + 3)]
        ink.line(M(pts), 1.1 + .5 * who.years, s.deep, min(.8, al * fold), .45)
