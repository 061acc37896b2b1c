"""Hair and head coverings by name. A style has a part behind the body and a part over the face."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, spline
from studio.render.cast.art.hair import cover, crops, hats, long, short, up, worn
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink
from studio.render.cast.person import Person

Drawing = Callable[[Ink, Person, Head], None]

BACK: dict[str, Drawing] = {
    "waves": long.waves_back,
    "lob": long.lob_back,
    "bob": long.bob_back,
    "straight": long.straight_back,
    "curls": up.curls_back,
    "bun": up.bun_back,
    "pony": worn.pony_back,
    "locs": worn.locs_back,
    "afro": crops.afro_back,
    "bangs": long.bob_back,
    "braid": crops.braid_back,
    "hijab": cover.hijab_back,
    "wrap": cover.wrap_back,
}
FRONT: dict[str, Drawing] = {
    "waves": long.waves_front,
    "lob": long.lob_front,
    "bob": long.bob_front,
    "straight": long.straight_front,
    "fade": short.fade_front,
    "fringe": short.fringe_front,
    "swept": short.swept_front,
    "parted": short.parted_front,
    "curls": up.curls_front,
    "bun": up.bun_front,
    "pony": worn.pony_front,
    "pixie": worn.pixie_front,
    "locs": worn.locs_front,
    "afro": crops.afro_front,
    "bangs": crops.bangs_front,
    "braid": crops.braid_front,
    "buzz": crops.buzz_front,
    "crown": crops.crown_front,
    "curly": crops.curly_top_front,
    "quiff": crops.quiff_front,
    "hijab": cover.hijab_front,
    "wrap": cover.wrap_front,
    "turban": cover.turban_front,
}


def hides_ears(who: Person) -> bool:
    """Whether hair or cloth lies over the ears."""
    return (who.cover or who.style) in ("waves", "lob", "bob", "straight", "locs", "hijab", "bangs", "braid")


def draw_back(ink: Ink, who: Person, head: Head) -> None:
    """Hair or cloth behind head and shoulders, if the style has any."""
    if draw := BACK.get(who.cover or who.style):
        ink.canvas.save()
        hats.clip_hair(ink, who)
        draw(ink, who, head)
        ink.canvas.restore()


def draw_front(ink: Ink, who: Person, head: Head) -> None:
    """Hair or cloth over the face, and the hat."""
    if draw := FRONT.get(who.cover or who.style):
        ink.canvas.save()
        hats.clip_hair(ink, who)
        draw(ink, who, head)
        ink.canvas.restore()
    hats.draw_hat(ink, who, head)


def draw_shadow(ink: Ink, who: Person, head: Head, face: skia.Path) -> None:
    """The soft shadow that hair or cloth throws on the brow: it seats the hair on the skull."""
    if who.bald and not who.hat:
        return
    top = spline(head.pts([
        (-36, 2), (-33.5, -14), (-24, -28), (-8, -33), (8, -33), (24, -28), (33.5, -14), (36, 2), (40, -60, C),
        (-40, -60, C),
    ]))  # fmt: skip
    with ink.clip(face):
        ink.fill(top, who.skin_ramp.shade, 0.7, 1.6)
