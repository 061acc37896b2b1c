"""Which documents there are, and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from studio.api.captions.manner import MANNER as CAPTIONS
from studio.api.creatify.manner import MANNER as CREATIFY
from studio.api.door import Manner
from studio.api.heygen.manner import MANNER as HEYGEN
from studio.api.videos import MANNER as STUDIO


@dataclass(frozen=True, slots=True)
class Document:
    """`root` is where its addresses begin here; `curl` a request that works as it stands, with a key in $KEY."""

    name: str
    title: str
    root: str
    manner: Manner
    told: str
    curl: str
    signed: str
    """Where the message about a video's end goes, and how a program knows that it is from here."""


_JSON = "-H 'Content-Type: application/json'"
DOCUMENTS = {
    document.name: document
    for document in (
        Document(
            "studio", "Understudy", "/api", STUDIO,
            "Our own JSON: a storyboard in, a video out. Every field of a storyboard can be used here.",
            "curl {base}/storyboards/check -H \"Authorization: Bearer $KEY\" " + _JSON + " -d '{example}'",
            "It goes to the team's webhooks, signed as Standard Webhooks say (webhook-signature), and to an order's "
            "callback_url, unsigned: ask for the video before you believe it. A message that comes again has the same "
            "webhook-id.",
        ),
        Document(
            "captions", "Captions", "/captions", CAPTIONS,
            "AI Creator, AI Twin and webhooks as at api.captions.ai. Everything is asked by POST.",
            'curl -X POST {base}/api/creator/list -H "x-api-key: $KEY"',
            "It goes to the webhook that the order named, with its secret: Authorization: Bearer …",
        ),
        Document(
            "heygen", "HeyGen", "/heygen", HEYGEN,
            "v2, v1 and v3 as at api.heygen.com, uploads as at upload.heygen.com. A browser's OPTIONS needs no key.",
            'curl {base}/v2/avatars -H "X-Api-Key: $KEY"',
            "It goes to registered webhooks, signed: Signature and Heygen-Signature are the hex HMAC-SHA256 of the "
            "body; and to an order's callback_url, which has no secret.",
        ),
        Document(
            "creatify", "Creatify", "/creatify", CREATIFY,
            "Custom templates, lipsyncs, personas, voices and speech as at api.creatify.ai. The slash at the end of an "
            "address may be left out, and a form is as good as JSON. X-API-ID may hold anything.",
            'curl {base}/api/personas/ -H "X-API-ID: any" -H "X-API-KEY: $KEY"',
            "It goes to the order's webhook_url. There is no secret: ask for the job before you believe it.",
        ),
    )
}  # fmt: skip
