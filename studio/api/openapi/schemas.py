"""Shapes with their named parts taken out, so that a document says each once."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from studio.dialects.shapes import Schema
from studio.storyboard.schema import Described

HERE = "#/components/schemas/"


class Shapes:
    """The named shapes of one document."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

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
