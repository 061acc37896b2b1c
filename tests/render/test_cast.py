"""The cast: every presenter in every look, drawn."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from studio.render.canvas import skia
from studio.render.cast import sheet
from studio.render.cast.art import hair
from studio.render.cast.art.hair import beard
from studio.render.cast.catalogue import find, presenters
from studio.render.cast.performer import Performer
from studio.render.cast.person import PEOPLE, load
from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.sprites import Sprites
from studio.render.cast.visemes import VISEMES

AVATARS = [f"{presenter.id}.{look.id}" for presenter in presenters() for look in presenter.looks]
VOICES = {"female": {"nora", "emma", "liv"}, "male": {"paul", "hugh", "ben"}}
EXTREMES = [
    Pose(yaw=-0.9, roll=0.4, sway=9, pitch=0.4, trail=9, hand=0.6, wag=2, breath=1, mouth=VISEMES["AA"]),
    Pose(yaw=0.5, roll=-0.4, sway=-9, pitch=-0.4, trail=-9, hand=1.0, wag=-2, mouth=VISEMES["OO"]),
]


def drawn(performer: Performer, pose: Pose, *, margin: int = 24) -> np.ndarray:
    """BGRA pixels of the performer's bounds with a margin all round."""
    left, top, right, bottom = performer.bounds
    width, height = right - left + 2 * margin, bottom - top + 2 * margin
    surface = skia.Surface.MakeRaster(
        skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    )
    canvas = surface.getCanvas()
    canvas.translate(margin - left, margin - top)
    performer.draw(canvas, pose)
    return surface.toarray(colorType=skia.kBGRA_8888_ColorType)


def part(performer: Performer, pixels: np.ndarray, *, margin: int = 24) -> np.ndarray:
    """The performer's mouth box, cut from `drawn`."""
    left, top, _, _ = performer.bounds
    x0, y0, x1, y1 = performer.mouth_box
    return pixels[y0 - top + margin : y1 - top + margin, x0 - left + margin : x1 - left + margin]


def test_it_offers_two_dozen_presenters_with_two_looks_each():
    cast = presenters()
    assert len(cast) >= 24
    assert all(len(p.looks) >= 2 for p in cast)
    assert {p.gender for p in cast} == {"female", "male"}
    assert {p.age for p in cast} == {"young", "adult", "senior"}
    assert all(p.voice in VOICES[p.gender] for p in cast)
    assert len({p.name for p in cast}) == len(cast) == len(list(PEOPLE.glob("*.toml")))
    assert [p.id for p in presenters()] == [p.id for p in cast]


def test_it_finds_a_presenter_with_and_without_a_look():
    maya, look = find("maya")
    assert (maya.name, look.id) == ("Maya", "mustard")
    assert find("maya.") == (maya, look)
    assert find("maya.navy") == (maya, maya.looks[1])
    assert find("kate")[0].name == "Kate"


@pytest.mark.parametrize("unknown", ["", "nobody", "maya.tartan", "Maya", ".navy"])
def test_it_does_not_know_other_avatars(unknown):
    with pytest.raises(KeyError):
        find(unknown)


def test_it_lists_the_cast_without_loading_a_drawing_library():
    code = (
        "import sys; from studio.render.cast.catalogue import presenters; presenters();"
        "print([m for m in ('skia', 'numpy', 'cv2', 'av') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("presenter", presenters(), ids=lambda p: p.id)
def test_it_draws_everybody_inside_their_bounds(presenter):
    performer = Performer(f"{presenter.id}.{presenter.looks[-1].id}", head_px=50)
    for pose in (Pose(), *EXTREMES):
        alpha = drawn(performer, pose)[:, :, 3]
        assert (alpha > 250).mean() > 0.16
        inside = alpha.copy()
        inside[24:-24, 24:-24] = 0
        assert not inside.any()


def test_it_draws_every_look_differently():
    looks = [load(presenter.id, look.id) for presenter in presenters() for look in presenter.looks]
    drawings = [Sprites(look, 0.2) for look in looks]
    pictures = {parts.body().pixels.tobytes() + parts.front.pixels.tobytes() for parts in drawings}
    assert len(pictures) == len(AVATARS)


def test_it_shows_a_city_full_of_people():
    people = [load(presenter.id, look.id) for presenter in presenters() for look in presenter.looks]
    assert {"seated", "clasped", "hip", "pocket"} <= {who.stance for who in people}
    assert {"scrubs", "coat", "apron", "overalls", "vest", "suit", "tee", "kurta", "wrap"} <= {
        w.garment for w in people
    }
    assert {"hijab", "turban", "wrap"} <= {who.cover for who in people}
    assert {"kippah", "hardhat", "cap", "headset"} <= {who.hat for who in people}
    assert {"stethoscope", "tie", "lanyard"} <= {extra for who in people for extra in who.extra}
    assert len({who.skin for who in people}) == 6
    assert max(who.waist for who in people) > 2 * min(who.waist for who in people) - 1


def test_it_knows_how_to_draw_everything_the_files_ask_for():
    for presenter in presenters():
        for look in presenter.looks:
            who = load(presenter.id, look.id)
            assert who.style in {"none", *hair.FRONT}
            assert who.cover in {"", *hair.FRONT}
            assert who.beard in {"", "mustache", *beard.LOW}
            assert who.earrings in {"", "stud", "pearl", "drop", "hoop"}
            assert who.stance in {"down", "pocket", "hip", "clasped", "seated"}
            assert who.brand in {"top", "under", "veil", "accent"}


def test_it_draws_the_same_pose_the_same_way_in_any_order():
    poses = [Pose(), EXTREMES[0], Pose(yaw=-0.05, mouth=VISEMES["EE"], blink=0.5, brow=0.33, sway=0.77, breath=0.4)]
    first, second = Performer("kofi", head_px=120), Performer("kofi", head_px=120)
    forward = [drawn(first, pose).tobytes() for pose in poses]
    backward = [drawn(second, pose).tobytes() for pose in reversed(poses)]
    assert forward == backward[::-1]
    assert len(set(forward)) == len(poses)


@pytest.mark.parametrize("change", [
    {"yaw": 0.0}, {"pitch": 0.05}, {"roll": 0.06}, {"blink": 1.0}, {"gaze": (0.5, 0.0)}, {"brow": 0.9}, {"smile": 1.0},
    {"breath": 1.0}, {"sway": 1.5}, {"hand": 1.0}, {"lean": -0.3}, {"trail": 3.0}, {"mouth": Mouth(jaw=0.5)},
], ids=lambda change: next(iter(change)))  # fmt: skip
def test_it_shows_every_part_of_a_pose(change):
    performer = Performer("maya", head_px=120)
    before, after = drawn(performer, Pose()), drawn(performer, replace(Pose(), **change))
    assert (np.abs(before.astype(int) - after).max(axis=2) > 10).sum() > 60


def test_it_changes_nothing_but_the_face_when_it_speaks():
    performer = Performer("ken", head_px=160)
    before, after = drawn(performer, Pose()), drawn(performer, Pose(mouth=VISEMES["AA"]))
    rows, columns = np.nonzero(np.abs(before.astype(int) - after).max(axis=2))
    left, top, _, _ = performer.bounds
    height, width = rows / 1.6 + (top - 24) / 1.6, columns / 1.6 + (left - 24) / 1.6
    assert height.min() > 10
    assert height.max() < 64
    assert abs(width).max() < 40


@pytest.mark.parametrize("presenter", presenters(), ids=lambda p: p.id)
def test_it_keeps_every_mouth_inside_the_mouth_box(presenter):
    performer = Performer(presenter.id, head_px=110)
    closed = drawn(performer, Pose(mouth=VISEMES["PBM"]))
    for name in ("EE", "OO", "SZ"):  # with the jaw shut: an open jaw moves chin and beard too
        opened = drawn(performer, Pose(mouth=replace(VISEMES[name], jaw=0.0)))
        changed = (np.abs(opened.astype(int) - closed).max(axis=2) > 16).sum()
        inside = (np.abs(part(performer, opened).astype(int) - part(performer, closed)).max(axis=2) > 16).sum()
        assert inside > 15
        assert inside > 0.95 * changed


def test_it_scales_with_the_head():
    small, large = Performer("amara", head_px=60), Performer("amara", head_px=240)
    assert abs(large.bounds[0] / small.bounds[0] - 4) < 0.1
    assert abs(large.bounds[3] / small.bounds[3] - 4) < 0.1


def test_it_draws_on_whole_pixels():
    performer = Performer("rosie", head_px=80)
    pictures = []
    for shift in (0.0, 0.3):
        surface = skia.Surface(400, 400)
        surface.getCanvas().translate(200 + shift, 150 - shift)
        performer.draw(surface.getCanvas(), Pose())
        pictures.append(surface.toarray().tobytes())
    assert pictures[0] == pictures[1]


def test_it_paints_the_backdrop_of_each_look():
    plain = skia.Surface(90, 160)
    performer = Performer("leila.rose", head_px=40)
    performer.draw_backdrop(plain.getCanvas(), 90, 160)
    pixels = plain.toarray(colorType=skia.kRGBA_8888_ColorType)
    assert (pixels[:, :, 3] == 255).all()
    wanted = [int(load("leila", "rose").backdrop[i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(pixels[:, :, :3].reshape(-1, 3).mean(axis=0) - wanted).max() < 30


def test_it_stays_within_its_memory_at_full_size():
    performer = Performer("maya", head_px=480)
    for i in range(40):
        pose = Pose(blink=i % 7 / 6, gaze=(i / 20 - 1, 0), breath=i % 9 / 8, sway=i % 5 / 3, smile=i % 5 / 4)
        drawn(performer, pose)
    assert performer.memory < 150 * 2**20


def test_it_draws_a_contact_sheet():
    tiles = sheet.cast_tiles(presenters()[:1])
    more = [sheet.gesture_tiles(["kate"])[0], sheet.brand_tiles(["kate"])[0], sheet.mouth_tiles(["kate"] * 3)[2]]
    picture = sheet.sheet([tiles, more], columns=3)
    assert [tile.avatar_id for tile in tiles] == [f"maya.{look.id}" for look in presenters()[0].looks]
    rows = -(-len(tiles) // 3) + 1
    assert (picture.width(), picture.height()) == (3 * sheet.WIDTH, rows * (sheet.HEIGHT + sheet.CAPTION))
    pixels = picture.toarray()
    shown = {pixels[-sheet.HEIGHT :, x * sheet.WIDTH : (x + 1) * sheet.WIDTH].tobytes() for x in range(3)}
    assert len(shown) == 3
