"""How a cue is drawn: what stands behind it once, every word as a small picture that is only copied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.layers.block import Block, Placed
from studio.render.lettering import Lettering
from studio.render.presets import Preset

State = tuple[Literal["text", "waiting", "marked", "hidden"], int]
"""How a word stands: its colour, and how far its mark has come (0…`PHASES`, for "fill" in parts of its width)."""
STEPS, PHASES = 4, 4
"""Drawings in which a cue, and a mark, appears."""
FILLS = 24
_GROWTH = (1.0, 1.1, 1.15, 1.11, 1.08)
_LARGEST = max(_GROWTH)
_ENTERS = (0.82, 0.96, 1.04, 1.02, 1.0)


@dataclass(frozen=True, slots=True)
class _Sprite:
    image: skia.Image
    left: float
    top: float
    """Where the picture's corner lies from the left end of the word's baseline."""


class CueCard:
    """One block of words in one style. `marking`: whether the word being said is ever marked."""

    def __init__(self, block: Block, preset: Preset, *, language: str = "", marking: bool = True) -> None:
        self.block, self._preset = block, preset
        self._letters = Lettering(size=block.size, weight=preset.weight, style=preset.face, language=language)
        self._large: Lettering | None = None
        if preset.highlight == "pop" and marking:
            self._large = Lettering(
                size=block.size * _LARGEST, weight=preset.weight, style=preset.face, language=language
            )
        self._ground: tuple[skia.Image, int, int] | None = None
        self._sprites: dict[tuple[int, str], _Sprite] = {}
        self._marks: dict[tuple[int, int], skia.Image] = {}

    @property
    def reach(self) -> float:
        """How far beyond the block's box anything is drawn, in pixels."""
        preset, size = self._preset, self.block.size
        around = preset.outline + 1.9 * preset.shadow + (0.5 if preset.glow else 0.0)
        grown = max((word.width for word in self.block.words), default=0.0) * (_LARGEST - 1) / 2
        return size * max(around, 0.75 if preset.card != "none" else 0.0) + (grown if preset.highlight == "pop" else 0)

    def word_box(self, index: int) -> tuple[int, int, int, int]:
        """Around everything that changes when the word's state does."""
        word, size = self.block.words[index], self.block.size
        _, top, _, bottom = self.block.edges[word.line]
        around = size * (0.34 + self._preset.outline + (0.45 if self._preset.glow else 0.0))
        if self._preset.highlight == "pop":
            around += max(word.width, bottom - top) * (_LARGEST - 1) / 2
        return int(word.x - around), int(top - around), int(word.x + word.width + around) + 1, int(bottom + around) + 1

    def draw(self, canvas: skia.Canvas, states: tuple[State, ...], *, step: int) -> None:
        """Everything. `step` is how far the cue has come in (0…`STEPS`)."""
        image, left, top = self._behind()
        saved = canvas.save()
        if step < STEPS:
            self._enter(canvas, step)
        canvas.drawImage(image, left, top)
        for index, state in enumerate(states):
            self._draw_word(canvas, index, state)
        canvas.restoreToCount(saved)

    def _enter(self, canvas: skia.Canvas, step: int) -> None:
        """Fade in, rising a little; the styles that pop grow instead: they change too often to fade."""
        left, top, right, bottom = self.block.box
        if self._preset.highlight == "pop":
            scale, middle = _ENTERS[step], ((left + right) / 2, (top + bottom) / 2)
            canvas.translate(*middle)
            canvas.scale(scale, scale)
            canvas.translate(-middle[0], -middle[1])
        else:
            rest = 1 - step / STEPS
            canvas.translate(0, rest * rest * self.block.size * 0.35)
            canvas.saveLayer(None, skia.Paint(Alphaf=0.4 + 0.15 * step))

    def _behind(self) -> tuple[skia.Image, int, int]:
        """Cards, shadows and outlines, drawn once."""
        if self._ground is None:
            reach = self.reach
            left, top, right, bottom = self.block.box
            corner = int(left - reach) - 1, int(top - reach) - 1
            surface = skia.Surface(int(right + reach) + 2 - corner[0], int(bottom + reach) + 2 - corner[1])
            canvas = surface.getCanvas()
            canvas.translate(-corner[0], -corner[1])
            self._draw_cards(canvas)
            always_grown = self._large is not None and len(self.block.words) == 1
            if self._preset.highlight != "reveal" and not always_grown:
                self._draw_under(canvas, self.block.words, self._letters)
            self._ground = (surface.makeImageSnapshot(), *corner)
        return self._ground

    def _draw_cards(self, canvas: skia.Canvas) -> None:
        preset, size = self._preset, self.block.size
        boxes = {"none": (), "cue": (self.block.box,), "line": self.block.edges}[preset.card]
        radius = preset.radius * size
        cards = [skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(*box), radius, radius) for box in boxes]
        for card in cards:
            blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.22)
            shade = skia.Paint(AntiAlias=True, Color=argb("#0a0610", 0.26), MaskFilter=blur)
            canvas.drawRRect(card.makeOffset(0, size * 0.1), shade)
        for card in cards:
            paint = skia.Paint(AntiAlias=True, Color=argb(preset.card_colour, preset.card_opacity))
            canvas.drawRRect(card, paint)

    def _draw_under(self, canvas: skia.Canvas, words: tuple[Placed, ...], letters: Lettering) -> None:
        """Shadow, light and outline, in this order for all words: none falls onto a neighbour's letters."""
        preset, size = self._preset, letters.size
        stroke = 2 * preset.outline * size
        passes: list[tuple[int, float, float, float]] = []
        if preset.shadow:
            wide = stroke + preset.shadow * size * 0.5
            passes += [(argb(preset.ink, 0.62), wide, preset.shadow * size * 0.5, 0.05 * size)] * 2
        if preset.glow:
            passes += [(argb(preset.glow, 0.85), stroke + 0.06 * size, 0.11 * size, 0.0)] * 2
        if preset.outline:
            passes.append((argb(preset.ink), stroke, 0.0, 0.0))
        for colour, wide, blur, down in passes:
            for word in words:
                letters.paint(canvas, word.text, (word.x, word.y + down), colour=colour, stroke=wide, blur=blur)

    def _draw_word(self, canvas: skia.Canvas, index: int, state: State) -> None:
        kind, phase = state
        preset, word = self._preset, self.block.words[index]
        if kind == "hidden":
            return
        if kind == "marked" and preset.highlight == "pop":
            self._draw_grown(canvas, index, _GROWTH[phase])
            return
        if kind == "marked" and preset.highlight == "fill":
            self._copy(canvas, index, "waiting")
            done = word.width * phase / FILLS
            left = word.x + word.width - done if word.leftwards else word.x
            canvas.save()
            top, bottom = self.block.edges[word.line][1], self.block.edges[word.line][3]
            canvas.clipRect(skia.Rect.MakeLTRB(left, top, left + done, bottom), skia.ClipOp.kIntersect, True)
            self._copy(canvas, index, "marked")
            canvas.restore()
            return
        if kind == "marked" and preset.highlight in ("box", "underline", "reveal"):
            self._mark(canvas, index, phase)
        self._copy(canvas, index, kind)

    def _mark(self, canvas: skia.Canvas, index: int, phase: int) -> None:
        """What marks a word, as an image: Skia smooths edges differently when only a part of them is drawn again."""
        left, top, right, bottom = self.word_box(index)
        if (index, phase) not in self._marks:
            surface = skia.Surface(right - left, bottom - top)
            surface.getCanvas().translate(-left, -top)
            self._draw_mark(surface.getCanvas(), self.block.words[index], phase)
            self._marks[index, phase] = surface.makeImageSnapshot()
        canvas.drawImage(self._marks[index, phase], left, top)

    def _draw_mark(self, canvas: skia.Canvas, word: Placed, phase: int) -> None:
        """The box behind a word, or the line under it."""
        preset, size, part = self._preset, self.block.size, phase / PHASES
        _, top, _, bottom = self.block.edges[word.line]
        paint = skia.Paint(AntiAlias=True, Color=argb(preset.accent or "#ffffff"))
        if preset.highlight == "box":
            inset, side = size * (0.18 - 0.06 * part), min(size * (0.12 + 0.08 * part), word.gap * 0.48)
            deep = min((bottom - top) / 2 - size * 0.45, size * 0.24) if preset.card == "cue" else inset
            box = skia.Rect.MakeLTRB(word.x - side, top + deep, word.x + word.width + side, bottom - deep)
            canvas.drawRRect(skia.RRect.MakeRectXY(box, preset.radius * size * 0.7, preset.radius * size * 0.7), paint)
        elif preset.highlight == "underline":
            long, line = word.width * (0.25 + 0.75 * part), word.y + size * 0.2
            left = word.x + word.width - long if word.leftwards else word.x
            box = skia.Rect.MakeLTRB(left, line, left + long, line + size * 0.1)
            rim = box.makeOutset(size * 0.035, size * 0.035)
            canvas.drawRRect(skia.RRect.MakeRectXY(rim, size, size), skia.Paint(AntiAlias=True, Color=argb(preset.ink)))
            canvas.drawRRect(skia.RRect.MakeRectXY(box, size, size), paint)
        elif preset.highlight == "reveal":
            left = word.x - size * 0.2 if word.leftwards else word.x + word.width + size * 0.08
            canvas.drawRect(
                skia.Rect.MakeLTRB(left, word.y - size * 0.7, left + size * 0.12, word.y + size * 0.1), paint
            )

    def _draw_grown(self, canvas: skia.Canvas, index: int, scale: float) -> None:
        """The word larger than the others, about its middle."""
        word, sprite = self.block.words[index], self._sprite(index, "marked")
        middle = word.x + word.width / 2, word.y - 0.3 * self.block.size
        canvas.save()
        canvas.translate(*middle)
        canvas.scale(scale / _LARGEST, scale / _LARGEST)
        canvas.translate(-word.width * _LARGEST / 2, 0.3 * self.block.size * _LARGEST)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
        canvas.drawImage(sprite.image, sprite.left, sprite.top, smooth)
        canvas.restore()

    def _copy(self, canvas: skia.Canvas, index: int, kind: str) -> None:
        word, sprite = self.block.words[index], self._sprite(index, kind)
        canvas.drawImage(sprite.image, int(word.x) + sprite.left, int(word.y) + sprite.top)

    def _sprite(self, index: int, kind: str) -> _Sprite:
        if (index, kind) not in self._sprites:
            self._sprites[index, kind] = self._made(index, kind)
        return self._sprites[index, kind]

    def _made(self, index: int, kind: str) -> _Sprite:
        """A word's letters alone; of styles that grow the marked one, larger and with all that is around it."""
        preset, word = self._preset, self.block.words[index]
        grown = kind == "marked" and self._large is not None
        letters = self._large if grown and self._large is not None else self._letters
        scale = _LARGEST if grown else 1.0
        colour = {"text": preset.text, "marked": preset.marked, "waiting": preset.waiting or preset.text}[kind]
        pad = int(letters.size * (0.4 + (preset.outline + 1.9 * preset.shadow if grown else 0.0))) + 2
        rise, fall = int(letters.size * 1.35) + pad, int(letters.size * 0.7) + pad
        x, y = (pad, rise) if grown else (pad + word.x - int(word.x), rise + word.y - int(word.y))
        surface = skia.Surface(int(word.width * scale) + 2 * pad + 2, rise + fall)
        if grown:
            alone = replace(word, x=x, y=y, width=word.width * scale)
            self._draw_under(surface.getCanvas(), (alone,), letters)
        letters.paint(surface.getCanvas(), word.text, (x, y), colour=argb(colour))
        return _Sprite(surface.makeImageSnapshot(), -pad, -rise)
