"""The document's JSON Schema. What it says about a field is what stands under the field in its class."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from studio.storyboard.document import Storyboard
from studio.storyboard.sentences import PARTS


def schema_text() -> str:
    """The JSON Schema (draft 2020-12), as docs/storyboard.schema.json holds it."""
    schema = Storyboard.model_json_schema(schema_generator=_Described)
    return json.dumps({"$schema": _Described.schema_dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


class _Described(GenerateJsonSchema):
    """Leaves out titles that only repeat a field's name, and describes the fields.

    Pydantic's `use_attribute_docstrings` would do that too, but reads every class's source whenever the studio is
    imported: that took a third of the time.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
        made = super().generate(schema, mode)
        models: set[type[BaseModel]] = {Storyboard, *(part for _, part in PARTS.values())}
        for model in models:
            fields = (made if model is Storyboard else made["$defs"][model.__name__])["properties"]
            for name, text in _told(model).items():
                fields[name]["description"] = text
        return self.sort(made)


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
