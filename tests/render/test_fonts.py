"""Which font draws what: the bundled ones everywhere, the system's for the rest, a sentence when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymupdf_fonts import SpaceMono_Regular

from studio.render import fonts
from studio.render.canvas import skia

ROOT = Path(__file__).parents[2]
BUNDLED = {"FiraGO", "Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math"}
SENTENCES = {
    "polish": "Zażółć gęślą jaźń ŁŚ",
    "vietnamese": "Tiếng Việt: ngữ pháp đã sửa ộ ẵ ỗ",
    "turkish": "Değişik ışık İĞŞ",
    "romanian": "știință țară",
    "icelandic": "Þetta er íslenskt ðæö",
    "yoruba": "Ẹ káàbọ̀ ṣé dáadáa ni",
    "greek": "Καλημέρα κόσμε άέήίόύώ ἀρχῇ",
    "russian": "Съешь ещё этих мягких булок",
    "ukrainian": "Їжак ґава Єва",
    "kazakh": "Қазақ тілі әңғүұһө",
    "arabic": "مرحبا بالعالم ؟",
    "persian": "گفت‌وگو پچژ ی ک",
    "hebrew": "שָׁלוֹם עולם",
    "thai": "สวัสดีครับ",
    "hindi": "नमस्ते दुनिया",
    "georgian": "გამარჯობა",
    "money": "€ £ ¥ ₹ ₽ ₺ ₿ 100 % ½",
    "signs": "“quoted” ‘so’ — … • © ™ → ← ✓ ★ ♥ ≤ ∑",
}


def ink(text: str, *, weight: int = 400, width: int = 400) -> np.ndarray:
    """Darkness of the picture of `text` set as a paragraph at 40 px, 0 paper to 255 ink."""
    layout, shaping = skia.textlayout, fonts.shaping(text, weight=weight)
    style = layout.TextStyle()
    style.setFontFamilies(list(shaping.families))
    style.setFontStyle(skia.FontStyle(weight, skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant))
    style.setFontSize(40)
    style.setColor(skia.ColorBLACK)
    whole = layout.ParagraphStyle()
    whole.setTextStyle(style)
    builder = layout.ParagraphBuilder.make(whole, shaping.fonts, fonts.icu())
    builder.pushStyle(style)
    builder.addText(text)
    paragraph = builder.Build()
    paragraph.layout(width)
    surface = skia.Surface(width, 80)
    surface.getCanvas().clear(skia.ColorWHITE)
    paragraph.paint(surface.getCanvas(), 0, 0)
    return 255 - surface.toarray()[:, :, 1].astype(int)


def columns(picture: np.ndarray) -> np.ndarray:
    """The columns with ink in them."""
    return np.flatnonzero(picture.max(axis=0) > 64)


def python(code: str, *, fontconfig: Path) -> subprocess.CompletedProcess[str]:
    """Runs `code` in a fresh Python whose system fonts are those that the file `fontconfig` names."""
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fontconfig), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def no_fonts(tmp_path):
    """A fontconfig file of a machine without fonts."""
    path = tmp_path / "fonts.conf"
    path.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    return path


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("language", SENTENCES)
def test_it_draws_the_bundled_scripts_without_system_fonts(language, weight):
    text = SENTENCES[language]
    for run in fonts.runs(text, weight=weight):
        assert run.face.getFamilyName() in BUNDLED
        visible = [ord(character) for character in run.text if character.isalnum() or character.isprintable()]
        glyphs = run.face.unicharsToGlyphs([code for code in visible if code not in (0x200C, 0x20)])
        assert 0 not in glyphs
    assert fonts.lacking(text) == ()


def test_it_does_not_wake_fontconfig_for_bundled_scripts(tmp_path):
    code = "from studio.render import fonts; print(fonts.typeface({!r}, weight=700).getFamilyName())"
    nowhere = tmp_path / "not-there.conf"  # which fontconfig complains of as soon as it is asked

    asleep = python(code.format("Zażółć"), fontconfig=nowhere)
    awake = python(code.format("தமிழ்"), fontconfig=nowhere)

    assert (asleep.stdout, asleep.stderr) == ("FiraGO\n", "")
    assert "Fontconfig error" in awake.stderr


def test_it_draws_bold_from_600():
    assert [fonts.typeface("a", weight=weight).isBold() for weight in (100, 400, 599, 600, 900)] == [
        *(False, False, False),
        *(True, True),
    ]
    assert ink("Weight", weight=700).sum() > 1.15 * ink("Weight").sum()


def test_it_gives_the_same_object_for_the_same_face():
    assert fonts.typeface("one") is fonts.typeface("dwa ąę")
    assert fonts.shaping("one") is fonts.shaping("two")


@pytest.mark.parametrize(
    ("text", "family"),
    [("", "FiraGO"), (" \n", "FiraGO"), ("2026", "FiraGO"), ("₿ 100", "Noto Sans"), ("★★ ok", "FiraGO")],
)
def test_it_picks_the_one_face_that_draws_the_most(text, family):
    assert fonts.typeface(text).getFamilyName() == family


def test_it_cuts_where_the_face_must_change():
    assert [(run.text, run.face.getFamilyName()) for run in fonts.runs("Top ★ 2026!")] == [
        ("Top ", "FiraGO"),
        ("★", "Noto Sans Symbols2"),
        (" 2026!", "FiraGO"),
    ]


@pytest.mark.parametrize("cluster", ["e\u0301\u0323", "नि", "👩🏽\u200d🚀", "❤\ufe0f"])
def test_it_never_cuts_inside_a_cluster(cluster):
    assert any(cluster in run.text for run in fonts.runs(f"★{cluster}★ a{cluster}b"))


def test_it_takes_no_fonts_for_coloured_that_are_not(no_fonts):
    """A digit made a key is a digit and an empty box where no emoji font has it as one picture."""
    (no_fonts.parent / "mono.ttf").write_bytes(SpaceMono_Regular.fontbuffer)
    code = "from studio.render.fonts import drawable, lacking, runs, system; "
    code += "print(system.face('1', 400, system.EMOJI_LANGUAGE), runs('1\ufe0f')[0].face.getFamilyName()); "
    done = python(code + "print(drawable('\u20e3'), *lacking('1\ufe0f\u20e3'))", fontconfig=no_fonts)
    assert done.stdout.splitlines()[0] == "None FiraGO"
    assert done.stdout.splitlines()[1].startswith("False No installed font draws emoji")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from([300, 700]))
def test_it_loses_no_character(text, weight):
    assert "".join(run.text for run in fonts.runs(text, weight=weight)) == text
    assert all(sentence.startswith("No installed font") for sentence in fonts.lacking(text))


def test_it_names_the_script_and_the_package_when_no_font_draws_it(no_fonts):
    texts = ["తెలుగు", "தமிழ்", "Hi 😀", "\ue000", "plain 漢字 안녕 かな สวัสดี"]
    done = python(
        f"from studio.render import fonts\nfor text in {texts!r}: print(*fonts.lacking(text))", fontconfig=no_fonts
    )
    left = "characters, so the subtitles leave them out"
    assert done.stdout.splitlines() == [
        f"No installed font draws Telugu {left}: install the Debian package fonts-noto-core.",
        f"No installed font draws Tamil {left}: install the Debian package fonts-noto-core.",
        f"No installed font draws emoji {left}: install the Debian package fonts-noto-color-emoji.",
        f"No installed font draws unassigned or private {left}.",
        "",
    ]


def test_it_says_one_sentence_a_script(no_fonts):
    done = python("from studio.render import fonts; print(*fonts.lacking('తె 漢 தமிழ் தெ'))", fontconfig=no_fonts)
    assert done.stdout.count("No installed font") == 2


@pytest.mark.parametrize(
    ("text", "language", "family"),
    [
        ("漢字かな", "", "Noto Sans CJK JP"), ("汉字", "", "Noto Sans CJK SC"), ("漢字", "zh-TW", "Noto Sans CJK TC"),
        ("漢字", "zh-HK", "Noto Sans CJK HK"),
        ("안녕", "", "Noto Sans CJK KR"), ("汉，", "zh-CN", "Noto Sans CJK SC"),
    ],
)  # fmt: skip
def test_it_has_the_shapes_of_every_east_asian_country(text, language, family):
    assert [run.face.getFamilyName() for run in fonts.runs(text, language=language)] == [family]


@pytest.mark.parametrize(
    ("style", "families"),
    [("display", ["Anton", "FiraGO"]), ("geometric", ["Montserrat"]), ("mono", ["Space Mono", "FiraGO"])],
)
def test_it_sets_a_style_s_own_face_where_it_has_the_letters(style, families):
    assert [run.face.getFamilyName() for run in fonts.runs("Wędka, рыба", weight=800, style=style)] == families


def test_it_does_not_mix_two_faces_in_a_word():
    assert [run.face.getFamilyName() for run in fonts.runs("ΚΑΛΕΣ ΙΔΕΕΣ", weight=800, style="display")] == ["FiraGO"]


def test_it_makes_up_for_faces_that_are_not_bold_enough():
    (regular,), (black,) = fonts.runs("漢", weight=400), fonts.runs("a", weight=900)
    assert fonts.heft(regular.face, 400) == 0 < fonts.heft(regular.face, 700) < fonts.heft(regular.face, 800)
    assert fonts.heft(black.face, 700) == 0 < fonts.heft(black.face, 900)


def test_it_needs_no_glyph_for_joiners_and_selectors():
    assert fonts.lacking("a\u200db\u2067c\u2069\ufe0f\n\t\x07") == ()


def test_it_joins_arabic_letters():
    joined, apart = columns(ink("ببب")), columns(ink("ب\u200cب\u200cب"))
    assert np.diff(joined).max() == 1  # one stroke
    assert np.diff(apart).max() > 1
    assert len(joined) < len(apart)


def test_it_sets_from_right_to_left_between_isolates():
    dot_left = ink("\u2067ב.\u2069")
    dot_right = ink("ב.")
    first, last = columns(dot_left)[[0, -1]]
    assert dot_left[:, first : first + 4].sum() < dot_left[:, last - 8 : last].sum()
    first, last = columns(dot_right)[[0, -1]]
    assert dot_right[:, first : first + 8].sum() > dot_right[:, last - 4 : last].sum()
