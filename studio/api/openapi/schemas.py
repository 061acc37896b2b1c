"""What a document says once and refers to: named shapes, and refusals."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from studio.dialects.shapes import Schema
from studio.storyboard.schema import Described

HERE, REFUSED = "#/components/schemas/", "#/components/responses/"


class Shapes:
    """The named shapes of one document, and its refusals by their shapes and statuses."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}
        self.refusals: dict[str, dict[str, Any]] = {}

    def refusal(self, status: int, response: dict[str, Any], *, shape: Schema) -> dict[str, str]:
        """A reference to the refusal of this shape and status; the first one's example stands for all."""
        name = f"{shape.get('$ref', HERE + 'Refusal').removeprefix(HERE)}{status}"
        self.refusals.setdefault(name, response)
        return {"$ref": REFUSED + name}

    def of(self, declared: Any) -> Schema:
        """The schema of a shape or of what pydantic reads, with references for its named parts."""
        if isinstance(declared, dict):
            return self._without_names(declared)
        made = TypeAdapter(declared).json_schema(ref_template=HERE + "{model}", schema_generator=Described)
        for name, part in made.pop("$defs", {}).items():
            self._name(name, {key: value for key, value in part.items() if key != "title"})
        return self._without_names(made)

    def members(self, declared: Any) -> dict[str, Schema]:
        """Those of a query: given by their names, or as a model."""
        if isinstance(declared, type):
            declared = TypeAdapter(declared).json_schema(schema_generator=Described)["properties"]
        return {name: self.of(schema) for name, schema in declared.items()}

    def _without_names(self, schema: Schema) -> Schema:
        made: Schema = {}
        for key, value in schema.items():
            if key == "properties":
                made[key] = {name: self._without_names(each) for name, each in value.items()}
            elif key in ("items", "additionalProperties") and isinstance(value, dict):
                made[key] = self._without_names(value)
            elif key in ("anyOf", "oneOf"):
                made[key] = [self._without_names(each) for each in value]
            else:
                made[key] = value
        title = made.pop("title", "")
        return self._name(title, made) if title else made

    def _name(self, title: str, schema: Schema) -> Schema:
        if self.named.setdefault(title, schema) != schema:
            raise ValueError(f"Two different shapes are called {title}.")
        return {"$ref": HERE + title}
