"""The vocabulary as a JSON Schema, by which editors complete and check: draft-07, which their YAML extensions know."""

import json
from functools import cache
from itertools import combinations
from typing import Any, Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.vocabulary import PARTS
from offramp.scenario.vocabulary.editor_values import editor_value
from offramp.scenario.vocabulary.shapes import (
    NAMES,
    Either,
    Forms,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Row,
    Shape,
    Whole,
    Word,
)
from offramp.scenario.yaml_text.yaml_composer import compose

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
# JavaScript's \w knows Latin letters only. Signs are ruled out instead, so that names in every alphabet pass.
_SIGNS: Final = r"\s!-/:-@\[-\^`{-~"
_NAME: Final = rf"[^\d{_SIGNS}][^{_SIGNS}]*"
_NUMBER: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_DATE: Final = r"[0-9]{4}(-?[Qq][1-4]|-[0-9]{1,2}(-[0-9]{1,2})?)?"


def _text(types: list[str], pattern: str, wanted: str) -> Schema:
    """Values of these types, the texts among them matching `pattern`; editors say `wanted` of those that don't."""
    return {"type": types, "pattern": f"^{pattern}$", "patternErrorMessage": f"This must be {wanted}."}


# YAML takes 1984 for a number and true for a yes/no wherever they stand, and a number in quotes for text. Offramp
# reads a value as what belongs in its place, so each shape lets pass whatever YAML may make of it.
_PLAIN: Final[dict[Plain, Schema]] = {
    Plain.TEXT: {"type": ["string", "number", "boolean"]},
    Plain.NAME: _text(["string"], _NAME, "a name: letters, digits and underscores, and no digit first"),
    Plain.NUMBER: _text(["number", "string"], rf"\s*{_NUMBER}\s*", "a number that is written out, such as 0.05"),
    Plain.BOUND: _text(["number", "string"], rf"\s*({_NUMBER}|[+-]?\.?[iI]nf)\s*", "a number, or inf"),
    Plain.YES_NO: _text(["boolean", "string"], "(true|false)", "true or false"),
    Plain.ANSWER: _text(["boolean", "string"], r"([Yy][Ee][Ss]|[Nn][Oo]|[Tt]rue|[Ff]alse)", "yes or no"),
    Plain.DATE: _text(["integer", "string"], rf"\s*{_DATE}\s*", "a date such as 2023-09-01, 2023-09, 2023Q4 or 2023"),
    Plain.TIME: _text(["integer", "string"], rf"\s*({_DATE}|(t *= *)?[0-9]+)\s*", "a date, or the number of a period"),
    Plain.EXPRESSION: {"type": ["string", "number"], "minLength": 1},
    Plain.CONDITION: {"type": ["string", "boolean"], "minLength": 1},
    Plain.VALUE: {"type": ["string", "number", "boolean"], "minLength": 1},
    Plain.NOTHING: {"type": "null"},
}


def json_schema() -> Schema:
    """The schema of a scenario file, complete in itself."""
    return {
        "$schema": DRAFT,
        **part_schema(PARTS["scenario"]),
        "title": "An Offramp scenario",
        "definitions": {
            **{_label(plain): schema for plain, schema in _PLAIN.items()},
            "names": _either(NAMES),
            **{name: part_schema(part) for name, part in PARTS.items() if name != "scenario"},
        },
    }


@cache
def json_text() -> str:
    """The schema as it stands in the file that ships."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def part_schema(part: Part) -> Schema:
    """What mappings of one kind are; it refers to the definitions of the whole schema."""
    found: Schema = {
        "type": "object",
        "title": part.title,
        "description": part.means.replace("`", ""),
        "properties": {key.name: _key(key) for key in part.keys},
        "additionalProperties": False,
    }
    if part.names is not None:
        known = "|".join(key.name for key in part.keys)
        found["patternProperties"] = {f"^(?!({known})$){_NAME}$": schema_of(part.names)}
    found |= _count("Properties", part.fewest, None)
    if required := [key.name for key in part.keys if key.required]:
        found["required"] = required
    if part.needs:
        found["dependencies"] = {key: [needed] for key, needed in part.needs}
    if rules := [rule for group in part.one_of for rule in _one_of(group, part)] + [
        *(_at_least_one(group) for group in part.any_of),
        *(_apart(*pair) for pair in part.apart),
    ]:
        found["allOf"] = rules
    return found


def _one_of(group: tuple[str, ...], part: Part) -> list[Schema]:
    if len(group) == len(part.keys):
        return [{"minProperties": 1, "maxProperties": 1}]
    return [_at_least_one(group), *(_apart(*pair) for pair in combinations(group, 2))]


def _at_least_one(group: tuple[str, ...]) -> Schema:
    message = f"At least one of {', '.join(group)} is needed."
    return {"anyOf": [{"required": [key], "errorMessage": message} for key in group]}


def _apart(first: str, second: str) -> Schema:
    message = f"{first} and {second} exclude each other."
    # Said so, and not by `not`, editors mark the second of the two rather than the whole.
    return {"dependencies": {first: {"properties": {second: False}, "errorMessage": message}}}


def _key(key: Key) -> Schema:
    example = value_of(key.example)
    found = {"description": key.means.replace("`", ""), **schema_of(key.shape)}
    found["markdownDescription"] = f"{key.means}\n\n`{key.name}: {key.example}`"
    if key.default:
        found["default"] = value_of(key.default)
    if not isinstance(example, dict):
        # Editors offer examples to fill in, and lose the indentation of those that are mappings.
        found["examples"] = [example]
    return found


def schema_of(shape: Shape) -> Schema:
    """What values of a shape are; it refers to the definitions of the whole schema."""
    match shape:
        case Plain():
            return {"$ref": f"#/definitions/{_label(shape)}"}
        case PartOf(name):
            return {"$ref": f"#/definitions/{name}"}
        case Whole(fewest, most) if fewest == most:
            return {"enum": [fewest, str(fewest)]}
        case Whole(fewest, most):
            digits = _text(["integer", "string"], r"\s*[0-9]+\s*", f"a whole number from {fewest} to {most}")
            return {**digits, "minimum": fewest, "maximum": most}
        case Word(words):
            return {"enum": list(words)}
        case ListOf(of, fewest, most):
            return {"type": "array", "items": schema_of(of), **_count("Items", fewest, most)}
        case Row(of):
            count = _count("Items", len(of), len(of))
            return {"type": "array", "items": [schema_of(item) for item in of], **count}
        case MappingOf(_, of, keyed, fewest, most):
            properties = {"patternProperties": {_PLAIN[keyed]["pattern"]: schema_of(of)}, "additionalProperties": False}
            return {"type": "object", **properties, **_count("Properties", fewest, most)}
        case Forms(sets, of):
            return {"anyOf": [_form(names, of) for names in sets]} if len(sets) > 1 else _form(sets[0], of)
        case Either():
            return {"$ref": "#/definitions/names"} if shape == NAMES else _either(shape)


def _either(shape: Either) -> Schema:
    return {"anyOf": [schema_of(one) for one in shape.of]}


def _form(names: tuple[str, ...], of: Shape) -> Schema:
    properties = {name: schema_of(of) for name in names}
    return {"type": "object", "properties": properties, "required": list(names), "additionalProperties": False}


def _count(what: str, fewest: int, most: int | None) -> Schema:
    return {**({f"min{what}": fewest} if fewest else {}), **({} if most is None else {f"max{what}": most})}


def _label(plain: Plain) -> str:
    return plain.name.lower()


def value_of(written: str) -> Any:
    """The value of an example or a default, which the vocabulary has as it is written in a file."""
    log = DiagnosticLog()
    root = compose(f"value: {written}\n", "example", log)
    assert root is not None, [d.message for d in log]
    return editor_value(root)["value"]
