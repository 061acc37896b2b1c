"""Which files a storyboard speaks of, where they lie, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.models import Asset, Team
from studio.models.ids import id_in
from studio.vocabulary import AssetKind

_FIELDS = {
    ("voice", "audio_asset_id"): AssetKind.AUDIO,
    ("background", "image_asset_id"): AssetKind.IMAGE,
    ("background", "video_asset_id"): AssetKind.VIDEO,
}
_ADDRESSES = (("voice", "audio_url"), ("background", "url"))
_KINDS = {str(kind): kind for kind in (AssetKind.IMAGE, AssetKind.VIDEO, AssetKind.AUDIO)}
_PROPERTIES = ".properties."
TEMPLATE = "template.variables."
"""Begins the dotted path of whatever fills a template that lies at a provider. A variable's name may hold dots."""
_WORDS = {AssetKind.AUDIO: "recording", AssetKind.IMAGE: "picture", AssetKind.VIDEO: "video"}


def part(scene: Any, name: str) -> dict[str, Any]:
    """A scene's "character", "voice" or "background" as typed; {} when there is none, or when it isn't an object."""
    found = scene.get(name) if isinstance(scene, dict) else None
    return found if isinstance(found, dict) else {}


def script(scene: Any) -> str:
    """What is written to be said in a scene, as typed; "" when nothing is."""
    return str(part(scene, "voice").get("input_text") or "")


def named(document: dict[str, Any]) -> Iterator[tuple[str, str, AssetKind]]:
    """Each file a storyboard names: (dotted path of the field, asset id, kind)."""
    if value := part(document, "music").get("audio_asset_id"):
        yield "music.audio_asset_id", str(value), AssetKind.AUDIO
    for at, kind, properties in _filling(document):
        if value := properties.get("asset_id"):
            yield f"{at}asset_id", str(value), kind
    for index, scene in enumerate(document.get("scenes") or []):
        for (name, field), kind in _FIELDS.items():
            if value := part(scene, name).get(field):
                yield f"scenes.{index}.{name}.{field}", str(value), kind


def addresses(document: dict[str, Any]) -> Iterator[tuple[str, str, AssetKind]]:
    """Each web address a storyboard names: (dotted path of the field, address, kind of file expected there)."""
    if value := _address(document, "music", "url"):
        yield "music.url", value, AssetKind.AUDIO
    for at, kind, properties in _filling(document):
        if value := _address({"": properties}, "", "url"):
            yield f"{at}url", value, kind
    for index, scene in enumerate(document.get("scenes") or []):
        for name, field in _ADDRESSES:
            if value := _address(scene, name, field):
                seen = AssetKind.VIDEO if part(scene, name).get("type") == "video" else AssetKind.IMAGE
                yield f"scenes.{index}.{name}.{field}", value, AssetKind.AUDIO if name == "voice" else seen


def _filling(document: dict[str, Any]) -> Iterator[tuple[str, AssetKind, dict[str, Any]]]:
    """The files that fill a provider's template: (dotted path up to the property, kind, properties)."""
    variables = part(part(document, "template"), "variables")
    for name in variables:
        variable = part(variables, name)
        if kind := _KINDS.get(str(variable.get("type"))):
            yield f"{TEMPLATE}{name}{_PROPERTIES}", kind, part(variable, "properties")


def replace(document: dict[str, Any], path: str, kind: AssetKind, asset: Asset) -> None:
    """Have the storyboard name a file where an address stands."""
    owner, address = _place(document, path)
    del owner[address]
    owner["asset_id" if path.startswith(TEMPLATE) else f"{kind}_asset_id"] = str(asset.pk)


def spell(document: dict[str, Any]) -> None:
    """Have the storyboard name its files by their ids as the studio writes them, not in 32 digits or in capitals."""
    for path, value, _ in list(named(document)):
        if asset := id_in(value):
            owner, field = _place(document, path)
            owner[field] = str(asset)


def _place(document: dict[str, Any], path: str) -> tuple[Any, str]:
    """What has the member at a dotted path, and the member's name."""
    if path.startswith(TEMPLATE):
        name, _, field = path.removeprefix(TEMPLATE).rpartition(_PROPERTIES)
        return document["template"]["variables"][name]["properties"], field
    owner: Any = document
    *places, field = path.split(".")
    for place in places:
        owner = owner[int(place)] if isinstance(owner, list) else owner[place]
    return owner, field


def found(team: Team, document: dict[str, Any]) -> dict[str, Asset]:
    """The team's own assets among those named, by id, and what was last fetched from the addresses named, by address.

    Another team's are not found.
    """
    ids = {value for _, value, _ in named(document) if id_in(value)}
    have = {str(asset.pk): asset for asset in Asset.objects.filter(team=team, pk__in=ids)} if ids else {}
    if wanted := {(address, kind) for _, address, kind in addresses(document)}:
        fetched = Asset.objects.filter(team=team, source_url__in={address for address, _ in wanted})
        for asset in fetched.order_by("fetched_at"):
            if (asset.source_url, asset.kind) in wanted:
                have[asset.source_url] = asset
    return have


def paths(assets: dict[str, Asset]) -> dict[str, str]:
    """Where the engine finds each, by id."""
    return {key: asset.file.path for key, asset in assets.items()}


def digests(assets: dict[str, Asset]) -> dict[str, str]:
    return {key: asset.sha256 for key, asset in assets.items()}


def problems(team: Team, document: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the files of the library that a storyboard names, by dotted path."""
    have = found(team, document)
    wrong = {}
    for path, value, kind in named(document):
        asset = have.get(value)
        if asset is None or asset.kind != kind:
            wrong[path] = f"This {_WORDS[kind]} is gone. Upload it again, or choose another."
    return wrong


def _address(whole: Any, name: str, field: str) -> str:
    """The address typed there; "" when there is none, or what stands there can't be one."""
    value = part(whole, name).get(field)
    return value if isinstance(value, str) and value.lower().startswith(("http://", "https://")) else ""
