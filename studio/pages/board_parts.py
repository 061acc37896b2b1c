"""What the storyboard page offers: accounts and files to choose from, the entries of lists, the version to watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from studio.actions import makers, media
from studio.models import Asset, Render, Video
from studio.pages import forms
from studio.pages.board_fields import Field, at
from studio.storyboard import gaps
from studio.storyboard.limits import SCRIPT_MAX
from studio.vocabulary import AssetKind

MOST_PICTURES, MOST_FILES = 24, 12
SPARE_ROWS = 1
"""Empty rows at the end of the list of pronunciations."""


def makers_of(video: Video, problems: Mapping[str, str]) -> dict[str, Any]:
    """The accounts to choose from, and what the chosen one can't do. One that was closed stands among them while it is
    the video's own. `unplaced`: nobody can be placed, and nothing has to be put right about that.
    """
    mine = Q(closed_at=None) | Q(pk=video.account_id)
    accounts = list(video.team.accounts.filter(mine).order_by("created_at"))
    under_way = len(accounts) > 1 and video.renders.open().exists()
    lacks = _lacks(video)
    unplaced = "character_offset" in lacks and not any(path.startswith("character.offset") for path in problems)
    elsewhere = not makers.embedded(video.account) and makers.orders_from(video.account)
    longest = makers.adapter(video.account).features.longest_script if elsewhere else SCRIPT_MAX
    return {
        "accounts": accounts, "under_way": under_way, "lacks": lacks, "unplaced": unplaced,
        "script_max": f"{min(longest, SCRIPT_MAX):,}",
    }  # fmt: skip


def _lacks(video: Video) -> dict[str, str]:
    """What the video's maker refuses, as sentences by field: character_offset, background_video."""
    account = video.account
    if makers.embedded(account) or not makers.orders_from(account):
        return {}
    return {field.replace(".", "_"): said for field, said in makers.adapter(account).features.refuses.items()}


def gaps_in(document: Mapping[str, Any]) -> list[str]:
    """The gaps of a scene's script as they are written, {{first_name}}: only a template fills them."""
    if media.part(document, "voice").get("type") != "text":
        return []
    return ["{{" + name + "}}" for name in gaps.names_in(media.script(document))]


def watchable(video: Video) -> Render | None:
    """The newest version that can be watched."""
    if not video.finished_render_id:
        return None
    whole = Render.objects.select_related("file").defer("storyboard").exclude(file=None)
    if render := whole.filter(pk=video.finished_render_id).first():
        render.video = video  # its name has the title in it
    return render


def library(video: Video, document: Mapping[str, Any]) -> dict[str, Any]:
    """The newest files that members of the team brought, after those in use; and `used`: the files behind the music and
    this scene's voice and background, also those fetched from an address."""
    used = _used(video, document)
    ours = video.team.assets.filter(uploaded=True).order_by("-created_at", "-id")
    found: dict[str, Any] = {"used": used}
    for name, kind, most in (("images", AssetKind.IMAGE, MOST_PICTURES), ("clips", AssetKind.VIDEO, MOST_FILES),
                             ("recordings", AssetKind.AUDIO, MOST_FILES)):  # fmt: skip
        mine = [asset for asset in dict.fromkeys(used.values()) if asset.kind == kind and asset.uploaded]
        found[name] = [*mine, *(asset for asset in ours.filter(kind=kind)[:most] if asset not in mine)]
    return found


def _used(video: Video, document: Mapping[str, Any]) -> dict[str, Asset]:
    places = {"music": video.setup, "voice": document, "background": document}
    held = {name: media.part(place, name) for name, place in places.items()}
    have = media.found(video.team, {"music": held["music"], "scenes": [document]})
    named = {name: [str(part.get(source)) for pair in forms.SOURCES for source in pair if part.get(source)]
             for name, part in held.items()}  # fmt: skip
    return {name: have[sources[0]] for name, sources in named.items() if sources and sources[0] in have}


def saying_rows(setup: Mapping[str, Any], problems: Mapping[str, str]) -> list[dict[str, Field]]:
    """The video's own pronunciations as rows of fields, and an empty row to write the next one into."""
    listed = setup.get("pronunciations")
    entries: Iterable[Any] = listed if isinstance(listed, list) else []
    rows = [entry if isinstance(entry, dict) else {} for entry in entries] + [{}] * SPARE_ROWS
    return [
        {name: Field(path, at(row, name), problems.get(path, "")) for name in forms.SAYING
         for path in [f"pronunciations.{index}.{name}"]}
        for index, row in enumerate(rows)
    ]  # fmt: skip
