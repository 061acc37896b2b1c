"""A presenter's life in time: the mouth from the phonemes, head, brows and hand from the stress, the rest idles.

Everything is computed once, a hundred times a second, for the whole duration; asking for a moment only interpolates.
Dominance blending of mouth shapes after Cohen and Massaro, "Modeling coarticulation in synthetic visual speech" (1993).
"""

from __future__ import annotations

import math
from dataclasses import fields
from itertools import pairwise, zip_longest

import numpy as np
import numpy.typing as npt

from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.score import FALL, RISE, score
from studio.render.cast.visemes import REST, VISEMES, keys
from studio.render.spoken import RATE, Spoken

HERTZ = 100
FRAME = 4
"""Rows within which the frame that shows a moment is drawn, at 25 frames a second."""
SEEING = 1 / 12
"""Lids that are down by less than this are drawn open: they are drawn in sixths."""
Track = npt.NDArray[np.float64]
_MOUTH = tuple(f.name for f in fields(Mouth))
_POSE = (
    "yaw", "pitch", "roll", "blink", "gaze_x", "gaze_y", "brow", "smile", "breath", "sway", "lean", "hand", "wag",
    "trail",
)  # fmt: skip
_SHAPES = {name: np.array([getattr(m, f) for f in _MOUTH]) for name, m in VISEMES.items()}
_PAUSES = tuple(".!?…。！？؟।,;:—–、，；：،؛")


class Motion:
    """What a presenter does while saying `spoken`, for `duration` seconds. The same arguments give the same motion.

    `yaw` is the resting turn of the head in radians (a Person's own). `seed` varies blinks, glances and gestures.
    """

    def __init__(self, spoken: Spoken, *, duration: float, seed: int = 0, yaw: float = -0.13) -> None:
        self._t: Track = np.arange(0, max(duration, 0.1) + 2 / HERTZ, 1 / HERTZ)
        self._rng = np.random.default_rng(seed)
        self._duration = duration
        self._clauses = _clauses(spoken)
        self._accents = _accents(spoken)
        self._played = score(spoken, self._clauses, self._accents, self._rng)
        pose = self._body(yaw)
        mouth = self._mouth(spoken)  # which is not kept: a long scene's sound is large
        mouth[:, _MOUTH.index("smile")] += 0.7 * pose["smile"] * (1 - mouth[:, _MOUTH.index("round")])
        self._rows: Track = np.column_stack([*(pose[name] for name in _POSE), mouth])

    def pose_at(self, t: float) -> Pose:
        """The pose at t seconds; before the start the first, after the end the last."""
        at = min(max(t * HERTZ, 0.0), len(self._rows) - 1.001)
        i, f = int(at), at - int(at)
        row = (self._rows[i] * (1 - f) + self._rows[i + 1] * f).tolist()
        p, m = dict(zip(_POSE, row, strict=False)), row[len(_POSE) :]
        gaze = p.pop("gaze_x"), p.pop("gaze_y")
        return Pose(**p, gaze=gaze, mouth=Mouth(*m), gesture=self._gesture_at(t))

    def _gesture_at(self, t: float) -> str:
        """The gesture under way, or the next one."""
        return next((played.name for played in self._played if t < played.down), "")

    def calm_moment(self) -> float:
        """The moment in the first four seconds that makes the best picture: eyes open, lips at rest, a smile."""
        shown = slice(int(0.3 * HERTZ), max(int(0.3 * HERTZ) + 1, int(min(4.0, self._duration - 0.1) * HERTZ)))
        pose = {name: self._rows[shown, i] for i, name in enumerate(_POSE)}
        mouth = {name: self._rows[shown, len(_POSE) + i] for i, name in enumerate(_MOUTH)}
        lids = np.maximum.reduce([np.roll(self._rows[:, _POSE.index("blink")], -late) for late in range(FRAME + 1)])
        restless = mouth["jaw"] + 0.6 * mouth["round"] + 0.4 * mouth["press"] + 2 * lids[shown]
        restless = restless + 0.3 * np.hypot(pose["gaze_x"], pose["gaze_y"]) - 0.3 * mouth["smile"]
        restless = restless + 2 * pose["hand"] * (1 - pose["hand"])  # no arm half-way
        return float(self._t[shown][int(np.argmin(restless))]) if len(restless) else 0.0

    def seeing_moment(self, t: float, *, fps: int) -> float:
        """The moment of the frame nearest to t seconds in which the eyes are wholly open."""
        frames = np.arange(max(1, round(self._duration * fps))) / fps
        seeing = frames[np.interp(frames, self._t, self._rows[:, _POSE.index("blink")]) < SEEING]
        return float(seeing[int(np.argmin(np.abs(seeing - t)))]) if len(seeing) else t

    def _mouth(self, spoken: Spoken) -> Track:
        """Columns of the mouth's numbers in time."""
        total = np.full(len(self._t), 1e-4)
        blend = np.outer(total, np.array([getattr(REST, f) for f in _MOUTH]))
        for key in keys(spoken.phonemes, self._duration):
            a = max(0, math.floor((key.centre - 3 * key.half) * HERTZ))
            b = min(len(self._t), math.ceil((key.centre + 3 * key.half) * HERTZ) + 1)
            if b > a:
                w = key.weight * np.exp(-1.3 * ((self._t[a:b] - key.centre) / key.half) ** 2)
                total[a:b] += w
                blend[a:b] += w[:, None] * _SHAPES[key.viseme]
        mouth: Track = blend / total[:, None]
        jaw, press = _MOUTH.index("jaw"), _MOUTH.index("press")
        mouth[:, jaw] *= 0.62 + 0.55 * self._loudness(spoken)
        mouth[:, press] = _ease(mouth[:, press] * 1.25)
        return mouth

    def _loudness(self, spoken: Spoken) -> Track:
        """0…1 against the loud parts of this very voice, over 100 ms."""
        hop = RATE // HERTZ
        heard = np.pad(spoken.samples, (0, -len(spoken.samples) % hop)).reshape(-1, hop)
        if not len(heard):
            return np.zeros(len(self._t))
        sums = np.concatenate([[0.0], np.cumsum(np.einsum("ij,ij->i", heard, heard), dtype=np.float64)])
        now, around = np.arange(len(self._t)), HERTZ // 20
        lo, hi = np.clip(now - around, 0, len(heard)), np.clip(now + around, 0, len(heard))
        rms = np.sqrt(np.maximum(sums[hi] - sums[lo], 0) / np.maximum((hi - lo) * hop, 1))
        voiced = rms[rms > 0.2 * rms.max()] if rms.max() > 1e-4 else rms
        loud = float(np.percentile(voiced, 75)) if len(voiced) else 0.0
        if loud <= 1e-4:
            return np.zeros(len(self._t))
        out: Track = np.clip(rms / loud, 0, 1)
        return out

    def _body(self, yaw: float) -> dict[str, Track]:
        """Everything but the mouth, by name."""
        t, rng = self._t, self._rng
        phase = rng.uniform(0, 2 * math.pi, 8)

        def wave(hertz: float, i: int) -> Track:
            out: Track = np.sin(2 * math.pi * hertz * t + phase[i])
            return out

        nod, lift, speaking = self._nods(), self._lifts(), self._speaking()
        turn = self._attention()
        hand = self._gestures()
        roll = 0.028 + 0.02 * wave(0.17, 0) + 0.007 * wave(0.43, 1) + 0.22 * turn
        sway = 1.5 * wave(0.13, 2) + 0.5 * wave(0.37, 3) + 6 * turn
        gaze_x, gaze_y = self._glances()
        head_x = sway - 30 * roll
        return {
            "yaw": yaw + 0.045 * wave(0.21, 4) + 0.02 * wave(0.47, 5) + turn,
            "pitch": 0.018 * wave(0.31, 6) + 0.055 * nod - 0.012 - 0.012 * lift,
            "roll": roll,
            "blink": self._blinks(),
            "gaze_x": gaze_x,
            "gaze_y": gaze_y,
            "brow": 0.15 + 0.7 * lift + 0.08 * hand,
            "smile": 0.68 - 0.28 * speaking + 0.1 * lift,
            "breath": 0.5 + 0.5 * wave(0.27, 7),
            "sway": sway,
            "lean": self._leans(),
            "hand": hand,
            "wag": np.clip(1.25 * nod - 0.45 + 0.3 * wave(0.5, 1), -1, 1),
            "trail": np.clip(0.9 * (_smooth(head_x, 0.3) - head_x), -5, 5),
        }

    def _pulses(self, times: list[float], sizes: Track, rise: float, fall: float) -> Track:
        """The highest of several bumps, each at its time."""
        out: Track = np.zeros(len(self._t))
        for at, size in zip(times, sizes, strict=True):
            a = max(0, int((at - rise) * HERTZ))
            b = min(len(out), int((at + fall) * HERTZ) + 2)
            d = self._t[a:b] - at
            bump = np.where(d < 0, _ease((d + rise) / rise), 1 - _ease(d / fall))
            out[a:b] = np.maximum(out[a:b], size * bump)
        return out

    def _nods(self) -> Track:
        return self._pulses(self._accents, self._rng.uniform(0.45, 1.0, len(self._accents)), 0.14, 0.4)

    def _lifts(self) -> Track:
        """Brows rise on every third stressed syllable."""
        times = self._accents[::3]
        return self._pulses(times, self._rng.uniform(0.5, 1.0, len(times)), 0.18, 0.6)

    def _speaking(self) -> Track:
        """1 while words sound, 0 in pauses, eased."""
        on = np.zeros(len(self._t))
        for a, b in self._clauses:
            on[max(0, int((a - 0.1) * HERTZ)) : max(0, int((b - 0.12) * HERTZ))] = 1.0
        return _smooth(on, 0.22)

    def _attention(self) -> Track:
        """A small new turn of the head with every clause, or every few seconds of silence."""
        turns = np.zeros(len(self._t))
        marks = [a for a, _ in self._clauses] or [0.0]
        for a, b in pairwise([*marks, self._duration + 1]):
            at = a
            while at < b:
                turns[max(0, int((at - 0.15) * HERTZ)) :] = self._rng.uniform(-0.05, 0.05)
                at += self._rng.uniform(2.6, 4.2)
        return _smooth(_smooth(turns, 0.3), 0.3)

    def _gestures(self) -> Track:
        """How far the arms of the gesture under way are raised."""
        out: Track = np.zeros(len(self._t))
        for played in self._played:
            up = _ease((self._t - played.up) / RISE)
            out = np.maximum(out, up * (1 - _ease((self._t - played.down + FALL) / FALL)))
        return out

    def _leans(self) -> Track:
        """The weight goes from one foot to the other with a new sentence, and a little with its first stress."""
        out, last = np.full(len(self._t), -1.3), -9.0
        for a, _ in self._clauses:
            if a - last > 2.4:
                out[max(0, int((a - 0.1) * HERTZ)) :] = -1.3 + self._rng.choice((-1, 1)) * self._rng.uniform(0.25, 0.8)
                last = a
        return _smooth(_smooth(out, 0.24), 0.24)

    def _blinks(self) -> Track:
        """80 ms down, 40 shut, 140 up; one in eight doubled. Those due just before a clause ends wait for it."""
        out: Track = np.zeros(len(self._t))
        at = float(self._rng.uniform(0.6, 1.4))
        ends = [b for _, b in self._clauses]
        while at < self._duration:
            at = next((b for b in ends if 0 < b - at < 0.7), at)
            d = self._t - at
            shape = np.where(d < 0.08, _ease(d / 0.08), np.where(d < 0.12, 1.0, 1 - _ease((d - 0.12) / 0.14)))
            out = np.maximum(out, np.where((d >= 0) & (d < 0.26), shape, 0))
            at += 0.3 if self._rng.random() < 0.12 else float(self._rng.uniform(2.2, 3.9))
        return out

    def _glances(self) -> tuple[Track, Track]:
        """Where the eyes look beside the camera: a quick shift every 1.3 s, home every third time."""
        slots = int(self._t[-1] / 1.3) + 1
        x, y = self._rng.uniform(-0.16, 0.16, slots), self._rng.uniform(-0.12, 0.1, slots)
        x[::3] = y[::3] = 0
        slot = np.minimum((self._t / 1.3).astype(int), slots - 1)
        gx, gy = x[slot], y[slot]
        for a, _ in self._clauses[1:]:  # now and then the eyes leave the camera to look for the next sentence
            if self._rng.random() < 0.3:
                away = slice(max(0, int((a - 0.45) * HERTZ)), max(0, int((a + 0.2) * HERTZ)))
                gx[away], gy[away] = (
                    self._rng.choice((-1, 1)) * self._rng.uniform(0.35, 0.6),
                    self._rng.uniform(-0.35, 0.1),
                )
        return _smooth(gx, 0.04), _smooth(gy, 0.04)


def _ease(x: Track) -> Track:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def _smooth(track: Track, seconds: float) -> Track:
    """A moving mean with soft ends, `seconds` each way."""
    n = max(1, round(seconds * HERTZ))
    window = np.hanning(2 * n + 3)
    padded = np.concatenate([np.full(n + 1, track[0]), track, np.full(n + 1, track[-1])])
    return np.convolve(padded, window / window.sum(), mode="valid")


def _accents(spoken: Spoken) -> list[float]:
    """Times of stressed syllables, at least a quarter of a second apart."""
    out: list[float] = []
    for phoneme in spoken.phonemes:
        if "ˈ" in phoneme.ipa and (not out or phoneme.start - out[-1] >= 0.26):
            out.append(phoneme.start)
    return out


def _clauses(spoken: Spoken) -> list[tuple[float, float]]:
    """Start and end of each stretch of words up to a sign of punctuation or a pause of 0.3 s."""
    out: list[tuple[float, float]] = []
    start: float | None = None
    for word, following in zip_longest(spoken.words, spoken.words[1:]):
        start = word.start if start is None else start
        closes = word.text.rstrip("\"'”’»)").endswith(_PAUSES)
        if following is None or closes or following.start - word.end > 0.3:
            out.append((start, word.end))
            start = None
    if not out and spoken.phonemes:
        sounding = [p for p in spoken.phonemes if p.ipa.strip()]
        if sounding:
            out.append((sounding[0].start, sounding[-1].end))
    return out
