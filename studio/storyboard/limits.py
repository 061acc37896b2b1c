"""The numbers of a storyboard, by name, so that forms can show what the document refuses."""

from __future__ import annotations

from typing import Final

DIMENSIONS: Final[dict[str, tuple[int, int]]] = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
}
"""Pixels (width, height) of each named aspect ratio."""

SIDE_MIN, SIDE_MAX, SIDE_STEP = 128, 4096, 2
"""Pixels of a side. Even, because H.264's 4:2:0 halves the colour planes."""
FPS: Final = (25, 30)
SCENES_MIN, SCENES_MAX = 1, 50
MEMBERS_MAX = 60
"""Members of one object that are looked at, wrong ones among them. No part has half as many."""

TITLE_MAX = 255
ID_MAX = 255
CALLBACK_ID_MAX = 1000
URL_MAX = 4096
"""Characters. Signed links of object stores go beyond 2,000."""

SCRIPT_MAX = 5000
"""Characters of a scene's script as typed, pause tags included."""
PAUSE_MAX = 30.0
"""Seconds of one <break time="…"/>."""
PAUSES_MAX = 120.0
"""Seconds of all pauses of one script together."""
PAUSE_DEFAULT = 0.5
"""Seconds of a <break/> without a time."""
SPEED_MIN, SPEED_MAX = 0.5, 1.5
PITCH_MIN, PITCH_MAX = -50, 50
SILENCE_MIN, SILENCE_MAX = 1.0, 100.0
"""Seconds of a silent scene."""
SCENE_MAX = 1200.0
"""Seconds that one scene may last, whatever is said in it. Known only when the script is spoken: the engine refuses."""
LOCALE_MAX = 35
FADE_MIN, FADE_MAX = 0.0, 10.0
"""Seconds in which music rises and falls."""
SPELLING_MAX = 100
"""Characters of one entry of the pronunciation list."""
PRONUNCIATIONS_MAX = 500
VARIABLES_MAX = 200
"""Variables of one template that lies at a provider."""
PROPERTIES_MAX, PROPERTY_MAX = 20, 1e9
"""Properties of one of them, and the greatest number among these."""

AVATAR_SCALE_MIN, AVATAR_SCALE_MAX = 0.0, 5.0
PHOTO_SCALE_MIN, PHOTO_SCALE_MAX = 0.0, 2.0
OFFSET_MIN, OFFSET_MAX = -5.0, 5.0
"""Fractions of the screen from its centre: x to the right, y upwards."""

PRESET_NAME_MAX = 64
FONT_SIZE_MIN, FONT_SIZE_MAX = 8, 400
ALIGNMENT_MIN, ALIGNMENT_MAX = 1, 9
"""As the digits lie on a numeric keypad: 2 is bottom centre, 8 top centre."""
POSITION_MIN, POSITION_MAX = -4096.0, 4096.0

BACKGROUND_COLOR = "#f6f6fc"
