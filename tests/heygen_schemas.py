"""HeyGen v3's published schemas (its own command line's, 2026, without the prose), and whether something keeps to them.

heygen_v3.json has, by route, what is asked and what is answered. Members that no schema names are told, too: a
misspelled one would be passed over silently by the real service.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_ROUTES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("heygen_v3.json").read_text())


def problems(route: str, document: Any, *, of: str = "answer") -> list[str]:
    """What is wrong with an answer of a route, or with a request to it (`of="request"`)."""
    found = Draft202012Validator(_strict(_ROUTES[route][of])).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]


def members(route: str) -> set[str]:
    """What an answer's `data`, or each item of a list of them, may say."""
    data = _ROUTES[route]["answer"]["properties"]["data"]
    return set(data.get("items", data)["properties"])


def _strict(schema: Any) -> Any:
    """OpenAPI's nullable in JSON Schema's words; of several shapes any will do, as some differ in nothing but prose."""
    if not isinstance(schema, dict):
        return schema
    made = {name: value for name, value in schema.items() if name not in ("nullable", "properties", "items", "oneOf")}
    if properties := schema.get("properties"):
        made["properties"] = {name: _strict(each) for name, each in properties.items()}
        made["additionalProperties"] = False
    if "items" in schema:
        made["items"] = _strict(schema["items"])
    if "oneOf" in schema:
        made["anyOf"] = [_strict(each) for each in schema["oneOf"]]
    return {"anyOf": [{"type": "null"}, made]} if schema.get("nullable") else made
