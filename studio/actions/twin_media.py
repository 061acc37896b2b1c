"""The files a twin is made from: each looked at by itself; what is wrong is told with its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError

from studio.actions import assets, photos
from studio.actions.calibration import POSES
from studio.errors import BadInput
from studio.models import Asset, Team, Twin
from studio.providers import local
from studio.vocabulary import AssetKind

VIDEO: Final = "video"
PLACES: Final = (VIDEO, *POSES)
SHORTEST, LONGEST = 5.0, 600.0
"""Seconds of the calibration video."""
MP4_SECONDS = 540.0
"""For making a video anew; less than the lease of the worker that waits for it."""
_WIDE = "This {what} is wider than high. {cure}"
_TURN = {VIDEO: "Hold the phone upright, or cut it to an upright shape.", "": "Use an upright one."}
SMALL = f"This photo is too small: at least {photos.SMALLEST} pixels on each side. Come nearer, or use a better camera."
LENGTH = (
    "This video lasts {seconds:.0f} seconds. Read the whole script, at least {shortest:.0f} and at most {longest:.0f} "
    "seconds."
)
NO_SOUND = "There is no voice in this video. Allow the microphone, come nearer to it, and read the script again."
NO_FACE = "No face was found in this photo. Take it from the front, in good light, hair back."


def kind_of(pose: str) -> AssetKind:
    return AssetKind.VIDEO if pose == VIDEO else AssetKind.IMAGE


def place(pose: str) -> str:
    """Where a fault of this file is told: "video" or "images.N"."""
    return VIDEO if pose == VIDEO else f"images.{POSES.index(pose)}"


def check_shape(asset: Asset, pose: str) -> None:
    """Raises BadInput at "file" for a size or length that a twin can't be made from."""
    if asset.width > asset.height:
        what, cure = ("video", _TURN[VIDEO]) if pose == VIDEO else ("photo", _TURN[""])
        raise BadInput({"file": _WIDE.format(what=what, cure=cure)})
    if pose != VIDEO and asset.width < photos.SMALLEST:
        raise BadInput({"file": SMALL})
    if pose == VIDEO and not SHORTEST <= asset.duration <= LONGEST:
        raise BadInput({"file": LENGTH.format(seconds=asset.duration, shortest=SHORTEST, longest=LONGEST)})


def check_voice(asset: Asset) -> None:
    """Raises BadInput at "file" for a video in which nobody can be heard."""
    try:
        assets.look_into(asset, "voice")
    except BadInput:
        raise BadInput({"file": NO_SOUND}) from None


def find_face(asset: Asset, folder: Path) -> dict[str, Any]:
    """The rig of the face in a photo. Raises BadInput at "file" when there is none."""
    rig = local.find_rig(Path(asset.file.path), folder)
    if not rig.get("confidence"):
        raise BadInput({"file": NO_FACE})
    return rig


def as_mp4(team: Team, asset: Asset, folder: Path) -> Asset:
    """The video as an MP4, which providers ask for: itself, or made anew from what a browser recorded."""
    if asset.mime in ("video/mp4", "video/quicktime"):
        return asset
    found = assets.look_into(asset, "mp4", folder=folder, limit=MP4_SECONDS)
    return assets.keep(
        team, folder / str(found["made"]), kind=AssetKind.VIDEO, name=f"{Path(asset.name).stem}.mp4", mime="video/mp4",
        duration=found["seconds"], width=found["width"], height=found["height"],
    )  # fmt: skip


def erase(twin: Twin) -> None:
    """Delete all of a twin's files, but those that something else shows."""
    held = [each.asset for each in twin.media.select_related("asset")]
    twin.media.all().delete()
    for asset in held:
        discard(asset)


def discard(asset: Asset) -> None:
    """Delete a file unless something holds or names it."""
    if photos.is_named(asset):
        return
    try:
        assets.discard(asset)
    except IntegrityError:  # ProtectedError is one: another twin, or a talking photo
        return
