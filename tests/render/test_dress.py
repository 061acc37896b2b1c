"""A brand's colour on a presenter: on the clothes, never on the face, and told apart from both."""

import numpy as np
import pytest

from studio.render.canvas import skia
from studio.render.cast import person
from studio.render.cast.catalogue import presenters
from studio.render.cast.palette import CLOTH, SKIN, apart, cloth, dyed, oklab
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Pose
from studio.render.layers.character import Character
from studio.render.plan import Canvas
from studio.render.spoken import Spoken
from studio.storyboard import AvatarCharacter

BRANDS = ("#ffffff", "#000000", "#39ff14", "#0057ff", "#e4002b", "#808080")


def shot(avatar_id: str, brand_color: str | None, *, head: float = 60) -> np.ndarray:
    """B, G, R, A of the figure, its head's centre 60 rows down."""
    info = skia.ImageInfo.Make(200, 230, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    surface.getCanvas().translate(100, 60)
    Performer(avatar_id, head_px=head, brand_color=brand_color).draw(surface.getCanvas(), Pose())
    return surface.toarray(colorType=skia.kBGRA_8888_ColorType).astype(int)


@pytest.mark.parametrize("avatar_id", [f"{p.id}.{p.looks[-1].id}" for p in presenters()])
def test_it_dyes_the_clothes_and_leaves_the_face(avatar_id):
    plain, branded = shot(avatar_id, None), shot(avatar_id, "#00b2a9")
    changed = np.abs(plain - branded).max(axis=2) > 6
    assert changed[95:].mean() > 0.02
    assert not changed[45:80, 85:115].any()  # brow to mouth
    assert (plain[:, :, 3] == branded[:, :, 3]).all()


@pytest.mark.parametrize("colour", BRANDS)
def test_it_can_wear_any_colour(colour):
    """The chest has the brand's hue; neither white nor black loses its folds."""
    branded = shot("kofi", colour)
    chest = branded[118:150, 90:110, :3].reshape(-1, 3)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (5, 3, 1)])
    assert np.abs(chest.mean(axis=0) - wanted).max() < 110
    ramp = dyed(colour)
    lights = [oklab(tone)[0] for tone in (ramp.hi, ramp.base, ramp.shade, ramp.deep)]
    assert lights == sorted(lights, reverse=True)
    assert lights[0] - lights[3] > 0.15


@pytest.mark.parametrize("skin", SKIN)
def test_it_never_looks_undressed(skin):
    who = person.load("kofi", "teal")
    dressed = person.dressed(person.replace(who, skin=skin), SKIN[skin].base)
    assert apart(dressed.top_ramp.base, SKIN[skin].base) > 0.08


@pytest.mark.parametrize("colour", [*BRANDS, "#f3e8d8", "#dfe7e6", "#2f3f66"])
def test_it_keeps_brand_shirt_and_backdrop_apart(colour):
    for presenter in presenters():
        for look in presenter.looks:
            who = person.load(presenter.id, look.id, brand_color=colour)
            base = dyed(getattr(who, who.brand)).base
            assert getattr(who, who.brand).startswith("#")
            assert all(apart(cloth(getattr(who, x)).base, base) > 0.1 for x in ("top", "under") if x != who.brand)
            assert apart(who.backdrop, base) > 0.05


def test_it_knows_colours_by_name_and_by_number():
    assert cloth("navy") is CLOTH["navy"]
    assert apart(cloth("#2f3f66").base, "#2f3f66") < 0.02
    assert apart("#000000", "#ffffff") == pytest.approx(1.0, abs=0.01)


def test_it_passes_from_the_storyboard_to_the_figure():
    def look(brand_color):
        character = AvatarCharacter(type="avatar", avatar_id="kate", brand_color=brand_color)
        figure = Character(
            character, Spoken(np.zeros(0, np.float32)), duration=1.0, canvas=Canvas(width=90, height=160, fps=25)
        )
        surface = skia.Surface(90, 160)
        figure.draw(surface.getCanvas(), 0.5)
        return surface.toarray()

    assert (look(None) != look("#0057ff")).any()
    assert (look("#0057ff") == look("#0057ff")).all()
