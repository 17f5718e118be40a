"""Context, boolean and conversion functions (DMN 1.5, tables 73 to 75 and 83)."""

from typing import Any

from heyi.core.workflow.feel import operators as op
from heyi.core.workflow.feel.builtin.registry import feel
from heyi.core.workflow.feel.temporal import DateTime, Time
from heyi.core.workflow.feel.values import Value, kind

Context = dict[str, Value]


@feel("get value", "m:context, key:string")
@feel("get value", "context:context, keys:list")
def get_value(context: Context, key: Any) -> Value:
    """The value of a key, or of the last key of a path; null when there is none."""
    found: Value = context if key != [] else None
    for name in key if isinstance(key, list) else [key]:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


@feel("get entries", "m:context")
def get_entries(context: Context) -> Value:
    """A list of contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in context.items()]


@feel("context", "entries:list")
def context(entries: list[Value]) -> Value:
    """The inverse of `get entries`."""
    made: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@feel("context put", "context:context, key:string, value:any")
def put(target: Context, key: str, value: Value) -> Value:
    """The context with one entry more or changed."""
    return {**target, key: value}


@feel("context put", "context:context, keys:list, value:any")
def put_deep(target: Context, keys: list[Value], value: Value) -> Value:
    """The context with an entry changed at the end of a path."""
    if not keys or not all(isinstance(key, str) for key in keys) or len(keys) > 50:
        return None
    head, *rest = keys
    if not rest:
        return {**target, head: value}
    inner = target.get(head)
    changed = put_deep(inner, rest, value) if isinstance(inner, dict) else None
    return None if changed is None else {**target, head: changed}


@feel("context merge", "contexts:list")
def merge(contexts: list[Value]) -> Value:
    """One context of several; the last value of a key stays."""
    merged: Context = {}
    for one in contexts:
        if not isinstance(one, dict):
            return None
        merged |= one
    return merged


@feel("not", "negand:boolean")
def negation(negand: bool) -> Value:
    """The opposite."""
    return not negand


@feel("is", "value1:any, value2:any")
def identical(one: Value, other: Value) -> Value:
    """The same value of the same kind; times are the same only with the same offset or zone."""
    if kind(one) != kind(other):
        return False
    if isinstance(one, Time):
        return op.equal(one, other) is True and (one.offset, one.zone) == (other.offset, other.zone)
    if isinstance(one, DateTime):
        return op.equal(one, other) is True and (one.time.offset, one.time.zone) == (other.time.offset, other.time.zone)
    return op.equal(one, other) is True
