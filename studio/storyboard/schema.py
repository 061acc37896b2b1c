"""JSON Schema of the document, and of any other model. What it says of a field is what stands under it in its class."""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue

from studio.storyboard.document import Storyboard


def schema_text() -> str:
    """The JSON Schema (draft 2020-12), as docs/storyboard.schema.json holds it."""
    schema = Storyboard.model_json_schema(schema_generator=Described)
    return json.dumps({"$schema": Described.schema_dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


class Described(GenerateJsonSchema):
    """Leaves out titles that only repeat a field's name, and describes the fields.

    Pydantic's `use_attribute_docstrings` would do that too, but reads every class's source whenever the studio is
    imported: that took a third of the time.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
        return self.sort(super().generate(schema, mode))

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for base in reversed(schema["cls"].__mro__):
            for name, text in _told(base).items() if issubclass(base, BaseModel) and base is not BaseModel else ():
                if name in made.get("properties", {}):
                    made["properties"][name]["description"] = text
        return made


@cache
def _told(model: type[BaseModel]) -> dict[str, str]:
    """{field: what stands under it}."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }
