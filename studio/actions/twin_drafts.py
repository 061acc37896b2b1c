"""A twin that people prepare on the pages: consent, language, a reading, five photos. All of it is in the row."""

from __future__ import annotations

import shutil
import threading
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.actions import assets, calibration, fair, leases, makers, twin_media, twin_turns, twins
from studio.actions.events import tell
from studio.actions.twin_media import PLACES, VIDEO, place
from studio.errors import BadInput, Busy, Conflict, EngineFailed, NotFound
from studio.models import Account, Asset, Team, Twin, TwinMedia, User
from studio.models.ids import new_id
from studio.vocabulary import Provider, TwinState

OPEN = (TwinState.DRAFT, TwinState.FAILED)
"""States in which its media can be changed."""
LOOKING_WAIT = 20.0
"""Seconds that an upload waits for those whose faces are being looked for."""
_LOOKING = threading.Semaphore(1)

CONSENT = (
    "The person in the video and the photos is me, or has allowed it in writing: this team may make a double of them "
    "and have it speak in its videos, until the twin is deleted."
)
NO_CONSENT = "Tick this first: a double of a person may be made only with that person's permission."
NO_ACCOUNT = "Choose who makes the twin."
OTHERS_LOOKED_AT = "Other photos are being looked at. Add it again in a moment."
UNDER_WAY = "This twin is being made already. What it is made from can't be changed now."
READ_IN = "It was read in {language}. Remove the recording first, then choose another language."
NO_LANGUAGE = "Choose the language first: the script to read depends on it."
NO_FILE = {VIDEO: "Choose a video: MP4, MOV or WebM.", "": "Choose a photo: PNG, JPEG or WebP."}
NOT_YET = "These are still to come: {missing}."
USED = "This form was used before. Reload the page."


def able(team: Team) -> list[Account]:
    """The accounts of a team that can have a twin made, the embedded one first."""
    open_ = team.accounts.filter(closed_at=None).order_by("created_at")
    found = [each for each in open_ if each.provider == Provider.LOCAL or makers.makes_twins(each)]
    return sorted(found, key=lambda each: each.provider != Provider.LOCAL)


def begin(
    team: Team, *, actor: User | None, account: str, name: str, consent: bool, key: uuid.UUID | None = None
) -> Twin:
    """A new draft, with the consent that everything after it needs. The same `key` gives the same one.

    Raises BadInput for name, account and consent.
    """
    wrong = {} if consent else {"consent": NO_CONSENT}
    maker = next((each for each in able(team) if str(each.pk) == account), None)
    if maker is None:
        wrong["account"] = NO_ACCOUNT
    try:
        name = twins.named(name)
    except BadInput as error:
        wrong |= error.problems
    if wrong or maker is None:
        raise BadInput(wrong)
    key = key or new_id()
    if made := Twin.objects.filter(pk=key, team=team).first():
        return made
    try:
        twin = twins.write(
            maker, actor=actor, name=name, id=key, state=TwinState.DRAFT, consent_at=timezone.now(), consent_by=actor,
            consent_text=CONSENT, language="",
        )  # fmt: skip
    except IntegrityError:
        if made := Twin.objects.filter(pk=key, team=team).first():
            return made
        raise Conflict(USED) from None
    tell(team, "twin.begun", f"Twin “{name}” begun, with the person's permission", actor=actor)
    return twin


def choose(twin: Twin, *, language: str) -> Twin:
    """The language in which the script is read. Raises BadInput for "language", ProviderError when its provider could
    not be asked for the script, Conflict when it was read in another one.
    """
    reading = calibration.reading(twin.account, language)
    with transaction.atomic():
        now = _locked(twin)
        if now.language != reading.language and now.media.filter(pose=VIDEO).exists():
            raise Conflict(READ_IN.format(language=now.language))
        Twin.objects.filter(pk=twin.pk).update(language=reading.language, script=reading.script)
    twin.language, twin.script = reading.language, reading.script
    return twin


def add(twin: Twin, pose: str, *, actor: User | None, file: UploadedFile[Any] | None) -> None:
    """Check a file and keep it in the place of the one before. What is wrong with it is remembered, so that a page can
    say so until there is a better one; a right one before it stays. Raises BadInput for the file's place.
    """
    _is_open(twin, pose)
    if pose == VIDEO and not twin.script:
        raise Conflict(NO_LANGUAGE)
    try:
        if file is None:
            raise BadInput({"file": NO_FILE[VIDEO if pose == VIDEO else ""]})
        asset = assets.upload(twin.team, actor=actor, file=file, kind=twin_media.kind_of(pose))
        rig = _looked_at(asset, pose)
    except BadInput as error:
        sentence = error.first_sentence
        with transaction.atomic():
            problem = {**_locked(twin).problem, place(pose): sentence}
            Twin.objects.filter(pk=twin.pk).update(problem=problem)
        raise BadInput({place(pose): sentence}) from None
    _keep(twin, pose, asset, rig)


def _looked_at(asset: Asset, pose: str) -> dict[str, Any] | None:
    """The rig of a photo; None for the video. What can't be used is not kept."""
    folder = Path(settings.DATA_DIR) / "work" / f"twin-file-{asset.pk}"
    try:
        twin_media.check_shape(asset, pose)
        if pose == VIDEO:
            twin_media.check_voice(asset)
            return None
        with fair.turn(_LOOKING, wait=LOOKING_WAIT, otherwise=OTHERS_LOOKED_AT):
            try:
                return twin_media.find_face(asset, folder)
            except EngineFailed:
                raise Busy("This photo could not be looked at just now. Add it again in a moment.") from None
    except BaseException:
        assets.discard(asset)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(twin: Twin, pose: str, asset: Asset, rig: dict[str, Any] | None) -> None:
    try:
        with transaction.atomic():
            now = _locked(twin)
            assets.hold(asset)
            held = now.media.select_related("asset").filter(pose=pose).first()
            TwinMedia.objects.update_or_create(twin=twin, pose=pose, defaults={"asset": asset, "rig": rig})
            _forget_problem(now, pose)
    except Conflict:
        assets.discard(asset)
        raise
    if held:
        twin_media.discard(held.asset)


def take_out(twin: Twin, pose: str) -> None:
    """Remove a file, and what was said of it."""
    _is_open(twin, pose)
    with transaction.atomic():
        now = _locked(twin)
        held = now.media.select_related("asset").filter(pose=pose).first()
        if held:
            held.delete()
        _forget_problem(now, pose)
    if held:
        twin_media.discard(held.asset)


def missing(twin: Twin) -> list[str]:
    """The places of PLACES for which there is no file yet."""
    have = set(twin.media.values_list("pose", flat=True))
    return [pose for pose in PLACES if pose not in have]


def make(twin: Twin, *, actor: User | None) -> None:
    """Have it made from what there is. Asking twice has it made once. Raises BadInput when something is missing."""
    if lacking := missing(twin):
        raise BadInput({"": NOT_YET.format(missing=", ".join(lacking))})
    begun = Twin.objects.kept().filter(pk=twin.pk, state__in=OPEN).exclude(consent_at=None)
    with transaction.atomic():
        if begun.update(
            state=TwinState.QUEUED, starts=0, misses=0, progress=0, problem={}, external_id="", finished_at=None,
            wake_at=timezone.now(), **leases.no_lease(),
        ):  # fmt: skip
            tell(twin.team, "twin.ordered", f"Twin “{twin.name}” ordered", actor=actor)
            twin_turns.wake_makers()


def _is_open(twin: Twin, pose: str) -> None:
    if pose not in PLACES:
        raise NotFound("There is no such file of a twin.")
    if twin.state not in OPEN or not twin.consent_at:
        raise Conflict(UNDER_WAY)


def _locked(twin: Twin) -> Twin:
    """The row as it is now, for the rest of the transaction. Raises Conflict when it is being made, or was deleted."""
    now = Twin.objects.select_for_update().kept().filter(pk=twin.pk, state__in=OPEN).first()
    if now is None:
        raise Conflict(UNDER_WAY)
    return now


def _forget_problem(twin: Twin, pose: str) -> None:
    problem = {where: text for where, text in twin.problem.items() if where not in (place(pose), "")}
    Twin.objects.filter(pk=twin.pk).update(problem=problem)
