"""How a presenter holds body, head and mouth at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mouth:
    """A mouth as twelve numbers, mostly 0…1, so that any two shapes can be blended. The default is a warm rest."""

    jaw: float = 0.0
    """Opening of the jaw."""
    wide: float = 0.18
    """Corners drawn out (+) or in (−)."""
    round: float = 0.0
    """Protrusion: narrow and thick."""
    up: float = 0.0
    """Upper lip raised."""
    low: float = 0.0
    """Lower lip dropped."""
    teeth: float = 0.0
    """Upper teeth shown."""
    tlow: float = 0.0
    """Lower teeth shown."""
    tongue: float = 0.3
    """Height of the tongue's body."""
    tip: float = 0.0
    """Tip of the tongue raised to the teeth."""
    tuck: float = 0.0
    """Lower lip under the upper teeth (f, v)."""
    press: float = 0.0
    """Lips pressed together (p, b, m)."""
    smile: float = 1.35
    """Corners lifted; 1 is friendly, 1.6 a broad smile."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One moment. Angles in radians (shoulders: degrees), lengths in head units (head height = 100), the rest 0…1.

    `yaw` < 0 turns to the viewer's left, towards the light. `pitch` > 0 nods. `roll` tilts the head clockwise.
    `smile` is the warmth of the whole face: cheeks rise, lower lids squint. `lean` is the tilt of trunk and shoulders
    in degrees: −1.3, as they are drawn, balances the head. `gesture` names one of gesture.GESTURES; `hand` is how far
    its arms are raised, `wag` rocks the hand (−1…1). `trail` is how far loose hair swings behind the head (x).
    """

    yaw: float = -0.13
    pitch: float = 0.0
    roll: float = 0.03
    blink: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    brow: float = 0.15
    smile: float = 0.5
    breath: float = 0.0
    sway: float = 0.0
    lean: float = -1.3
    gesture: str = "offer"
    hand: float = 0.0
    wag: float = 0.0
    trail: float = 0.0
    mouth: Mouth = field(default_factory=Mouth)
