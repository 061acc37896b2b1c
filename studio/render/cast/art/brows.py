        lashes(ink, e)


def draw_brows(ink: Ink, who: Person, head: Head, pose: float) -> None:
    c = who.brow_colour or mix(who.hair_ramp.shade, who.hair_ramp.base, .3)
    if who.hair in ("silver", "pepper"):
        c = who.hair_ramp.shade if who.hair == "pepper" else "#8d8790"
    for k in (-1, 1):
        y, t, a = who.brow_y - pose.brow * 3.2, who.brow_t, who.brow_arch
        top = [(6.8, y + .5), (12, y - a * .55), (19, y - a * 1.05), (25.5, y - a * .2 + .5)]
        tip = (28.8, y + 2.4)
        bot = [(24.5, y - a * .2 + t * .62), (18.5, y - a * 1. + t * .82), (12, y - a * .5 + t), (7.2, y + t + .1)]

        def M(pts: Points) -> None:
            # inner end down, outer end up: the opposite slope reads as worry
            return head.pts([(k * q[0], q[1] + .5 - (q[0] - 7) * .05) + tuple(q[2:]) for q in pts])
        shape = spline(M(top + [tip + ("c",)] + bot))
        x0, x1 = M([(6, y)])[0], M([(29, y)])[0]
        ink.grad(shape, x0, x1, [(0, c, .62), (.3, c, .95), (1, c, 1)], .22)
        for i in range(6):
            x = 7.6 + i * 2.7
            yy = y - a * (.1 + .9 * min(1, i / 4)) + t * .75
            with ink.clip(shape):
                ink.line(M([(x, yy + .7), (x + 1.5, yy - t * .35),
                    (x + 3.3, yy - t * .62)]), .7, mix(c, "#000000", .25), .4)


def draw_glasses(ink: Ink, who: Person, head: Head) -> None:
    if not who.glasses:
        return
    col = "#3a2a30" if who.glasses == "square" else "#a8742f"
    wd = 2.1 if who.glasses == "square" else 1.3
    for k in (-1, 1):
        cx = k * 17.
        if who.glasses == "square":
            o = [(-11.4, -6.6), (-5, -7.8), (5, -7.8), (11.6, -6.8), (11.6, 1), (9.4, 7.6), (2, 9.4), (-6, 9.2),
                (-10.6, 6)]
        else:
            o = [(0, -10.2), (8.2, -7.2), (11.6, .6), (8.2, 8.2), (0, 11.2), (-8.2, 8.2), (-11.4, .6), (-8.2, -7.2)]
        pts = [head.at(cx + k * x, y + 3.2, 32) for x, y in o]
        lens = spline(pts)
        with ink.clip(lens):
            ink.fill(lens, "#dff0ff", .12)
            x, y = head.at(cx, 3, 32)
            ink.fill(spline([(x - 9, y + 12, C), (x + 2, y - 14, C), (x + 6, y - 14, C),
                (x - 5, y + 12, C)]), "#ffffff", .2)
        ink.cast(lens_ring(lens, wd), everywhere(), .6, 1.2, who.skin_ramp.deep, .35, .5)
        pen = ink.paint(col)
        pen.setStyle(skia.Paint.kStroke_Style)
        pen.setStrokeWidth(wd)
        ink.canvas.drawPath(lens, pen)
        ink.line([head.at(cx + k * 11.3, .5, 30), head.at(k * (who.face_w + .5), -1, 2)], wd * 1.2, col, 1, .5, wd, wd)
    ink.line([head.at(-6, 2, 33), head.at(0, -.2, 36), head.at(6, 2, 33)], wd, col, 1, .5, wd, wd)


def lens_ring(lens: skia.Path, w: float) -> None:
    p = skia.Paint(AntiAlias=True)
    p.setStyle(skia.Paint.kStroke_Style)
    p.setStrokeWidth(w)
    out = skia.Path()
    p.getFillPath(lens, out)
    return out


def everywhere() -> None:
    p = skia.Path()
    p.addRect(skia.Rect.MakeLTRB(-500, -500, 500, 500))
    return p
