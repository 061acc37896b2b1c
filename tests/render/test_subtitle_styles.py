"""Subtitles as they are burned in: every style is legible everywhere, stays in the picture and marks the right word."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from studio.render import fonts, samples
from studio.render.bidi import directed, visual_order
from studio.render.boxes import meet
from studio.render.canvas import skia
from studio.render.layers.block import SAFE, block
from studio.render.layers.label import Label
from studio.render.layers.layer import difference
from studio.render.layers.subtitles import EARLY, Subtitles
from studio.render.lettering import Lettering
from studio.render.plan import Canvas
from studio.render.presets import CATALOGUE, PRESETS, presets, resolved
from studio.render.spoken import Word
from studio.render.typesetting import scene_cues, typesetting, upper
from studio.storyboard import Subtitles as Wanted
from tests.render.test_subtitles import LONG, spoken

CANVAS = Canvas(640, 360, 25)
ROOT = Path(__file__).parents[2]
Pixels = npt.NDArray[np.uint8]
LINES = {
    "latin": "Five good ideas, Ångström",
    "arabic": "خمسة أفكار جيدة في YouTube عام 2026",
    "hindi": "पाँच अच्छे विचार",
    "thai": "ห้าความคิดดีๆ",
    "japanese": "五つの良いアイデア、",
}


def subtitles(
    line: str = "One two three", preset: str = "bold", *, canvas: Canvas = CANVAS, **more: object
) -> Subtitles:
    return Subtitles(spoken(line), Wanted.model_validate({"preset_name": preset, **more}), canvas=canvas)


@pytest.mark.parametrize("preset", ["bold", "single"])
def test_what_stands_when_a_scene_ends_stands_in_its_last_frame(preset: str) -> None:
    """So that nothing goes for two frames between scenes."""
    words = spoken("One two three")
    until = words[-1].end + 0.4
    found = Subtitles(words, Wanted(preset_name=preset), canvas=CANVAS, until=until)
    assert found.look(until - 1 / CANVAS.fps).box
    longer = Subtitles(words, Wanted(preset_name=preset), canvas=CANVAS, until=until + 2)
    assert not longer.look(until + 1.9).box


def drawn(layer: Subtitles | Label, t: float, *, on: Pixels | None = None, canvas: Canvas = CANVAS) -> Pixels:
    pixels = np.zeros((canvas.height, canvas.width, 4), np.uint8) if on is None else on.copy()
    if layer.look(t).box:
        layer.draw(skia.Surface(pixels).getCanvas(), t)
    return pixels


def ground(kind: str, canvas: Canvas = CANVAS) -> Pixels:
    """A whole picture, RGBA."""
    pixels = np.full((canvas.height, canvas.width, 4), 255, np.uint8)
    if kind == "photograph":
        coarse = np.random.default_rng(5).integers(0, 256, (24, 40, 3), np.uint8)
        pixels[..., :3] = cv2.resize(coarse, (canvas.width, canvas.height), interpolation=cv2.INTER_CUBIC)
    else:
        pixels[..., :3] = {"white": 255, "black": 0, "grey": 119}[kind]
    return pixels


def luminance(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """WCAG 2's relative luminance."""
    part = pixels[..., :3] / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def rgb(colour: str) -> npt.NDArray[np.int_]:
    return np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)])


def contrast(layer: Subtitles | Label, t: float, kind: str, *, colour: str, canvas: Canvas = CANVAS) -> float:
    """Of letters in `colour` to the tenth of what lies right around them that is most like them."""
    alone, picture = drawn(layer, t, canvas=canvas), drawn(layer, t, on=ground(kind, canvas))
    letters = ((np.abs(alone[..., :3] - rgb(colour)).max(axis=2) <= 2) & (alone[..., 3] > 200)).astype(np.uint8)
    assert letters.sum() > 30
    near, edge = (cv2.dilate(letters, np.ones((n, n), np.uint8)) for n in (7, 5))
    around = luminance(picture[(near - edge).astype(bool)])
    own = float(np.median(luminance(picture[letters.astype(bool)])))
    worst = float(np.quantile(around, 0.9 if own > 0.4 else 0.1))
    return (max(own, worst) + 0.05) / (min(own, worst) + 0.05)


def test_it_offers_at_least_eight_styles_in_order() -> None:
    assert len(presets()) >= 8
    assert [name for name, _ in presets()] == list(PRESETS) == list(CATALOGUE)
    assert presets()[0] == ("classic", "Classic")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("classic", "classic"), ("Bold", "bold"), ("default", "classic"), ("normal-black", "classic"),
     ("normal_black", "classic"), ("Word by word", "single"), (" NEON ", "neon"), ("swirl", None)],
)  # fmt: skip
def test_it_knows_a_style_by_its_names_here_and_elsewhere(name: str, wanted: str | None) -> None:
    assert resolved(name) == wanted


@pytest.mark.parametrize("kind", ["white", "black", "grey", "photograph"])
@pytest.mark.parametrize("preset", PRESETS)
def test_it_is_legible_on_any_picture(preset: str, kind: str) -> None:
    layer, style = subtitles("Home home home", preset, font_size=40), CATALOGUE[preset]
    assert contrast(layer, 0.33, kind, colour=style.marked) >= 4.5
    if style.words != 1 and style.highlight != "reveal":
        assert contrast(layer, 0.33, kind, colour=style.waiting or style.text) >= 4.5
        assert contrast(layer, 0.73, kind, colour=style.text) >= 4.5


@pytest.mark.parametrize("word", ["École", "Çà", "ЙОД", "Ễặ", "Åsa", "İzmir", "र्हीं", "هُوَّأُسْ", "ปั๊ม", "ჟურნალი"])
@pytest.mark.parametrize("preset", ["bright", "headline"])
def test_the_box_of_the_word_being_said_holds_all_its_marks(preset: str, word: str) -> None:
    """Outside of it they have the colour of what lies there."""
    pixels = drawn(subtitles(word, preset, font_size=60), 0.33, on=ground("black"))
    letters, box = (
        np.flatnonzero((np.abs(pixels[..., :3] - colour).max(axis=2) <= 2).any(axis=1))
        for colour in (rgb(CATALOGUE[preset].marked), rgb(CATALOGUE[preset].accent))
    )
    assert box.min() <= letters.min() and letters.max() <= box.max()


@pytest.mark.parametrize("preset", PRESETS)
def test_it_is_legible_with_one_word_and_without_marks(preset: str) -> None:
    layer = subtitles("Home", preset, font_size=46, disable_highlight=True)
    assert contrast(layer, 0.33, "white", colour=CATALOGUE[preset].text) >= 4.5
    assert contrast(layer, 0.33, "black", colour=CATALOGUE[preset].text) >= 4.5


@pytest.mark.parametrize("preset", PRESETS)
def test_it_stays_in_the_picture_at_every_alignment_in_every_script(preset: str) -> None:
    for alignment in range(1, 10):
        line = list(LINES.values())[alignment % len(LINES)]
        size = (None, 8, 90)[alignment % 3]
        layer = subtitles(line, preset, alignment=alignment, font_size=size, position={"x": 30, "y": -20})
        for t in (0.02, 0.3, 0.7):
            rows, columns = np.nonzero(drawn(layer, t)[..., 3] > 100)
            assert min(columns.min(), rows.min()) > 0
            assert columns.max() < CANVAS.width - 1 and rows.max() < CANVAS.height - 1


@pytest.mark.parametrize("preset", PRESETS)
def test_it_draws_only_within_its_box(preset: str) -> None:
    layer = subtitles("Jumping qualities", preset)
    for t in (0.0, 0.1, 0.5):
        pixels, box = drawn(layer, t), layer.look(t).box
        assert box is not None
        rows, columns = np.nonzero(pixels[..., 3])
        assert box[0] < columns.min() and columns.max() < box[2]
        assert box[1] < rows.min() and rows.max() < box[3]


@pytest.mark.parametrize("preset", PRESETS)
def test_it_changes_only_the_parts_it_says(preset: str) -> None:
    layer, moments = subtitles("Five jumping ideas, my friends", preset), [n / 25 for n in range(0, 40)]
    for before, after in pairwise(moments):
        first, second = drawn(layer, before), drawn(layer, after)
        changed = (first != second).any(axis=2)
        for left, top, right, bottom in difference(layer.look(before), layer.look(after)):
            changed[max(0, top) : bottom, max(0, left) : right] = False
        assert not changed.any()


def test_it_redraws_one_small_box_as_the_next_word_is_said() -> None:
    layer = subtitles("Five good ideas", "classic")
    boxes = difference(layer.look(0.3), layer.look(0.5))
    whole = layer.look(0.3).box
    assert whole is not None and 1 <= len(boxes) <= 2
    assert sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes) < 0.5 * (whole[2] - whole[0]) * (
        whole[3] - whole[1]
    )
    assert layer.look(0.3) == layer.look(0.31)


@pytest.mark.parametrize("preset", [name for name in PRESETS if CATALOGUE[name].words != 1])
@pytest.mark.parametrize("script", ["latin", "arabic", "hindi"])
def test_it_marks_the_word_being_said(preset: str, script: str) -> None:
    words, wanted = spoken(LINES[script]), Wanted(preset_name=preset, font_size=24)
    marked, calm = (Subtitles(words, each, canvas=CANVAS) for each in
                    (wanted, wanted.model_copy(update={"disable_highlight": True})))  # fmt: skip
    setting = typesetting(wanted, CANVAS, words)
    page = setting.pages(setting.cues(words)[0])[0]
    place = block(page, setting, CANVAS).words[1]
    t = page.words[1].start + 0.2
    assert (drawn(calm, t) == drawn(calm, t - 0.25)).all()
    if CATALOGUE[preset].highlight in ("reveal", "fill") or CATALOGUE[preset].waiting:
        return  # these change the words before or after, too
    changed = (drawn(marked, t) != drawn(calm, t)).any(axis=(0, 2))
    middle = np.flatnonzero(changed).mean()
    assert place.x <= middle <= place.x + place.width


@pytest.mark.parametrize("preset", ["bright", "headline", "minimal", "typewriter"])
def test_a_mark_is_the_same_however_much_of_it_is_drawn_again(preset: str) -> None:
    """A head that moves behind it changes a part of it: its edges must not flicker."""
    layer = subtitles("Humming humming", preset, font_size=41)
    t = 0.4 - EARLY + 0.2
    whole, parts = (np.zeros((CANVAS.height, CANVAS.width, 4), np.uint8) for _ in range(2))
    layer.draw(skia.Surface(whole).getCanvas(), t)
    for begin in range(0, CANVAS.height, 3):
        canvas = skia.Surface(parts).getCanvas()
        canvas.clipRegion(skia.Region(skia.IRect.MakeLTRB(0, begin, CANVAS.width, begin + 3)))
        layer.draw(canvas, t)
    assert (whole == parts).all()


@pytest.mark.parametrize(("line", "leftwards"), [("Humming humming", False), ("خمسة أفكار", True)])
def test_it_fills_a_word_in_the_direction_in_which_it_is_read(line: str, leftwards: bool) -> None:
    layer = subtitles(line, "karaoke", font_size=40)
    begun, half = drawn(layer, 0.4 - EARLY + 0.02), drawn(layer, 0.4 - EARLY + 0.18)
    changed = np.flatnonzero((begun != half).any(axis=(0, 2)))
    over = np.flatnonzero((half != drawn(layer, 0.4 - EARLY + 0.36)).any(axis=(0, 2)))
    assert (changed.mean() > over.mean()) == leftwards


def test_it_lets_words_appear_as_they_are_typed() -> None:
    layer = subtitles("Five good ideas", "typewriter")
    one, three = (np.flatnonzero(drawn(layer, t)[..., 1].max(axis=0) > 200).max() for t in (0.3, 1.1))
    assert three - one > 60


@pytest.mark.parametrize("preset", PRESETS)
def test_it_has_a_current_picture_of_every_style_for_the_editor(preset: str) -> None:
    kept = np.asarray(Image.open(ROOT / "static" / "studio" / "subtitles" / f"{preset}.webp").convert("RGB"), float)
    made = np.asarray(samples.sample(preset), float)
    assert np.abs(kept - made).mean() < 2, "run python -m studio.render.samples, see there"


def test_it_orders_right_to_left_lines_and_keeps_foreign_words_in_order() -> None:
    line = ["مرحبا", "big", "studio", "بكم", "2026،"]
    assert [line[n] for n in visual_order(line, rtl=True)] == ["2026،", "بكم", "big", "studio", "مرحبا"]
    assert visual_order(["Hello", "مرحبا", "بكم", "you"], rtl=False) == [0, 2, 1, 3]
    assert visual_order(["שלום", "123", "456", "עולם"], rtl=True) == [3, 2, 1, 0]
    assert visual_order(["Hi", "שלום", "123"], rtl=False) == [0, 2, 1]
    assert directed(line, rtl=True)[4] == "\u200f2026،\u200f"
    assert directed(["في", "YouTube."], rtl=True)[1] == "\u2067YouTube.\u2069"
    assert directed(line, rtl=False) == line


def test_it_puts_the_mark_that_ends_foreign_words_where_the_line_goes_on() -> None:
    assert directed(["אני", "Visual", "Studio,", "וגם"], rtl=True)[1:3] == ["\u2067Visual,\u2069", "Studio"]
    assert directed(["אני", "(Visual", "Studio)."], rtl=True)[1:] == ["(Visual", "Studio)."]


def test_a_part_of_a_sentence_runs_as_the_sentence_does() -> None:
    """Its few words at a time may begin with a foreign one."""
    layer = subtitles("مرحبا بكم API الجديد", "single", font_size=30)
    assert all(cue.leftwards for cue in layer._cues)
    words = spoken("שלום עולם. My dear people. API בכם")
    setting = typesetting(Wanted(preset_name="bold"), CANVAS, words)
    assert [cue.leftwards for cue in setting.cues(words)] == [True, False, False]


def test_it_leaves_no_gap_where_emoji_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "drawable", lambda sign: sign < "\U0001f000")
    monkeypatch.setattr(fonts, "lacking", lambda text: ("No installed font draws emoji.",))
    layer = Subtitles([Word("One 👨\u200d👩\u200d👧", 0.2, 0.6), Word("two", 0.6, 1.0)], Wanted(preset_name="classic"),
                      canvas=CANVAS)  # fmt: skip
    assert [word.text for word in layer._cues[0].words] == ["One", "two"]


def test_it_shapes_arabic() -> None:
    letters = Lettering(size=60, weight=400)
    assert letters.width("مرحبا") < sum(letters.width(sign) for sign in "مرحبا") * 0.85


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("straße", "STRASSE"),
        ("Άνθρωπος", "ΑΝΘΡΩΠΟΣ"),
        ("საქართველო", "საქართველო"),
        ("ёлка", "ЁЛКА"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_it_writes_capitals_as_the_language_does(text: str, capitals: str) -> None:
    assert upper(text) == capitals
    assert upper("ışık iyi", dotted=True) == "IŞIK İYİ"


def test_it_shows_nothing_before_the_first_and_after_the_last_word() -> None:
    layer = Subtitles(spoken("One two", start=1.0), Wanted(preset_name="bold"), canvas=CANVAS)
    assert layer.look(1.0 - EARLY - 0.01).box is None
    assert layer.look(1.0).box is not None
    assert layer.look(5.0).box is None


def test_it_stands_where_the_keypad_says_and_moves_right_and_up() -> None:
    middles = {}
    for alignment in range(1, 10):
        rows, columns = np.nonzero(drawn(subtitles("Hi there", alignment=alignment), 0.5)[..., 3])
        middles[alignment] = (columns.mean(), rows.mean())
    for row in ((1, 2, 3), (4, 5, 6), (7, 8, 9)):
        assert middles[row[0]][0] < middles[row[1]][0] - 50 < middles[row[2]][0] - 100
    assert middles[2][1] > middles[5][1] + 80 > middles[8][1] + 160
    rows, columns = np.nonzero(drawn(subtitles("Hi there", position={"x": 40, "y": 30}), 0.5)[..., 3])
    assert columns.mean() == pytest.approx(middles[2][0] + 40, abs=1)
    assert rows.mean() == pytest.approx(middles[2][1] - 30, abs=1)


def test_it_takes_the_size_asked_for_in_drafts_too() -> None:
    small, large = (subtitles("Hi", font_size=size) for size in (20, 60))
    heights = [np.ptp(np.nonzero(drawn(layer, 0.3)[..., 3])[0]) for layer in (small, large)]
    assert heights[1] > 2 * heights[0]
    half = Canvas(320, 180, 25, 0.5)
    draft = drawn(subtitles("Hi", font_size=60, canvas=half), 0.3, canvas=half)
    assert np.ptp(np.nonzero(draft[..., 3])[0]) == pytest.approx(heights[1] / 2, abs=2)


@pytest.mark.parametrize("preset", PRESETS)
def test_it_breaks_lines_in_drafts_and_files_where_the_video_does(preset: str) -> None:
    words, wanted = spoken(LONG), Wanted(preset_name=preset, font_size=70)
    whole, draft = Canvas(1080, 1920, 25), Canvas(202, 360, 25, 360 / 1920)
    settings = [typesetting(wanted, canvas, words) for canvas in (whole, draft)]
    cues, small = (setting.cues(words, until=40.0) for setting in settings)
    assert cues == small
    assert [settings[0].pages(cue) for cue in cues] == [settings[1].pages(cue) for cue in small]
    filed = scene_cues(words, wanted, whole, begin=2.0, duration=40.0)
    assert [(cue.lines, cue.start - 2, cue.end - 2) for cue in filed] == [
        (cue.lines, pytest.approx(cue.start), pytest.approx(cue.end)) for cue in cues
    ]


def test_it_says_what_it_had_to_make_smaller_or_to_move() -> None:
    assert subtitles().warnings() == []
    endless = Subtitles([Word("Donau" * 20, 0, 1)], Wanted(preset_name="classic", font_size=60), canvas=CANVAS)
    assert "too long for a line" in endless.warnings()[0] and "DonauDonau" in endless.warnings()[0]
    huge = subtitles(font_size=400).warnings()
    assert huge[0].startswith("subtitles.font_size: Letters of 400 pixels are too large")
    away = subtitles(position={"x": 3000, "y": 0})
    assert away.warnings() == [
        "subtitles.position: The subtitles would have left the picture; they were moved back into it."
    ]
    columns = np.nonzero(drawn(away, 0.5)[..., 3] > 100)[1]
    assert CANVAS.width - SAFE * CANVAS.height * 4 < columns.max() < CANVAS.width - 1


def test_it_leaves_out_characters_without_a_font_instead_of_drawing_boxes() -> None:
    words = [Word("\ue123\ue124", 0, 1), Word("fine", 1, 2), Word("★", 2, 3)]
    private = Subtitles(words, Wanted(preset_name="bold"), canvas=CANVAS)
    assert private.look(0.5).box is None
    assert private.look(1.2).box is not None
    assert len(private.look(2.2).parts) == 2


@pytest.mark.parametrize("canvas", [CANVAS, Canvas(360, 640, 25), Canvas(128, 128, 25)])
def test_it_puts_the_watermark_where_no_subtitles_stand(canvas: Canvas) -> None:
    for alignment in range(1, 10):
        around = subtitles("A watermark never covers these", "classic", canvas=canvas, alignment=alignment).bounds()
        mark = Label("Made with Understudy", canvas=canvas, around=around)
        box = mark.look(0).box
        assert box is not None and around is not None and not meet(box, around)
        pixels = drawn(mark, 0, canvas=canvas)
        rows, columns = np.nonzero(pixels[..., 3])
        assert box[0] <= columns.min() and columns.max() < box[2] and box[1] <= rows.min() and rows.max() < box[3]


@pytest.mark.parametrize("kind", ["white", "black", "photograph"])
def test_it_writes_the_watermark_legibly(kind: str) -> None:
    large = Canvas(1920, 1080, 25)
    assert contrast(Label("HILTI", canvas=large), 0, kind, colour="#f7f7f7", canvas=large) >= 4.5
