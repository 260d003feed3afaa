"""What crosses between the judge and a submission's process: plain values of limited size.

A frame is its length, then the length of the JSON and the JSON, then the bytes of arrays. In JSON,
values are written as:

    null, true, 1, 1.5, "text"          themselves
    {"list": [...]}, {"tuple": [...]}   items in order
    {"map": {key: value, ...}}          a dictionary whose keys are all texts
    {"dict": [[key, value], ...]}       one whose keys are texts, numbers, truth values or None
    {"array": [type, shape, start]}     its bytes begin at `start`, in C order
    {"scalar": [type, start]}           a NumPy number
    {"complex": [real, imaginary]}
    {"other": "Tensor"}                 an object that cannot cross, by the name of its type
    {"function": [name, [parameters]]}  one of the public probe functions; to the submission only

The decoder trusts nothing: whatever does not fit exactly raises `Malformed`.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from autograder.boundary.probes import FUNCTIONS, ProbeFunction

#: Most bytes of a frame, characters of a text, values in a frame, and levels of containers.
FRAME, TEXT, VALUES, DEPTH = 16 << 20, 4 << 20, 100_000, 24
HEAD = struct.Struct("=I")
#: Array types, written without the byte order, which is the machine's own.
TYPES = {
    np.dtype(code).name: np.dtype(code)
    for code in ("?", "b", "h", "i", "q", "B", "H", "I", "Q", "e", "f", "d", "F", "D")
}
#: The other way round, as NumPy composes the name of a type each time.
NAMES = {kind: name for name, kind in TYPES.items()}


class Malformed(ValueError):
    """Bytes that are not a value, or a value that may not cross."""


class Other:
    """Stands for an object that cannot cross; its type has the same name as the object's."""


def other(name: str) -> Other:
    """Make a stand-in for a value of the type called `name`."""
    shown = name if name.isidentifier() and len(name) <= 60 else "object"
    return type(shown, (Other,), {})()


def type_name(kind: np.dtype[Any]) -> str:
    """The name of an array type in a frame; empty for one that does not cross."""
    name = NAMES.get(kind) or kind.name  # a type of another byte order is not in NAMES
    return name if name in TYPES else ""


def pack(value: Any, limit: int = FRAME) -> bytes:
    """A frame with a value.

    Raises
    ------
    Malformed
        If the value is too large, or not of the kinds that cross.
    """
    blobs: list[bytes] = []
    text = json.dumps(_Encoder(blobs).encode(value, 0), ensure_ascii=True).encode()
    body = b"".join([HEAD.pack(len(text)), text, *blobs])
    if len(body) > limit:
        raise Malformed(f"expected at most {limit} bytes, got {len(body)}")
    return HEAD.pack(len(body)) + body


def unpack(body: bytes, *, functions: bool = False) -> Any:
    """The value in a frame's body.

    Parameters
    ----------
    functions : bool
        Whether probe functions are accepted; only the submission's side does.

    Raises
    ------
    Malformed
        If the bytes are anything but one value.
    """
    if len(body) < HEAD.size:
        raise Malformed("expected a length, got too few bytes")
    (length,) = HEAD.unpack_from(body)
    if length > len(body) - HEAD.size:
        raise Malformed("expected the JSON that was announced, got less")
    try:
        tree = json.loads(body[HEAD.size : HEAD.size + length])
    except (ValueError, RecursionError) as problem:
        raise Malformed("expected JSON, got something else") from problem
    return _Decoder(memoryview(body)[HEAD.size + length :], functions).decode(tree, 0)


class _Encoder:
    def __init__(self, blobs: list[bytes]) -> None:
        self.blobs, self.start, self.count = blobs, 0, 0

    def encode(self, value: Any, depth: int) -> Any:
        """One value as JSON; the bytes of arrays go to the blobs."""
        self.count += 1
        if self.count > VALUES or depth > DEPTH:
            raise Malformed("expected a value of moderate size, got too many values in it")
        kind = type(value)
        if value is None or kind in (bool, float) or (kind is str and len(value) <= TEXT):
            return value
        if kind is int and value.bit_length() <= 8192:
            return value
        if kind in (list, tuple):
            return {kind.__name__: [self.encode(v, depth + 1) for v in value]}
        if kind is dict and all(type(key) is str and len(key) <= TEXT for key in value):
            return {"map": {key: self.encode(v, depth + 1) for key, v in value.items()}}
        if kind is dict:
            pairs = [[self.encode(x, depth + 1) for x in pair] for pair in value.items()]
            return {"dict": pairs}
        return self._special(value, kind, depth)

    def _special(self, value: Any, kind: type, depth: int) -> Any:
        if kind is np.ndarray and (name := type_name(value.dtype)):
            return {"array": [name, list(value.shape), self._keep(value, name)]}
        if isinstance(value, np.generic) and (name := type_name(value.dtype)):
            return {"scalar": [name, self._keep(np.asarray(value), name)]}
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if isinstance(value, Other):
            return {"other": kind.__name__}
        if kind is ProbeFunction:
            return {"function": [value.name, [self.encode(p, depth + 1) for p in value.parameters]]}
        raise Malformed(f"expected a plain value, got a {kind.__name__}")

    def _keep(self, array: np.ndarray[Any, Any], name: str) -> int:
        # In this machine's byte order, whatever the array's is.
        data = np.ascontiguousarray(array, TYPES[name]).tobytes()
        start, self.start = self.start, self.start + len(data)
        if self.start > FRAME:
            raise Malformed(f"expected arrays of at most {FRAME} bytes, got more")
        self.blobs.append(data)
        return start


class _Decoder:
    def __init__(self, blobs: memoryview, functions: bool) -> None:
        self.blobs, self.functions, self.count = blobs, functions, 0

    def decode(self, tree: Any, depth: int) -> Any:
        """One value from JSON."""
        self.count += 1
        if self.count > VALUES or depth > DEPTH:
            raise Malformed("expected a value of moderate size, got too many values in it")
        if tree is None or isinstance(tree, (bool, int, float)):
            return tree
        if isinstance(tree, str):
            return self._text(tree)
        if not isinstance(tree, dict) or len(tree) != 1:
            raise Malformed("expected a value, got another JSON structure")
        ((tag, content),) = tree.items()
        if tag not in self.READERS:
            raise Malformed("expected a kind of value that may cross, got another")
        return self.READERS[tag](self, content, depth + 1)

    def _text(self, text: str) -> str:
        if len(text) > TEXT:
            raise Malformed(f"expected a text of at most {TEXT} characters, got more")
        if text.isascii():
            return text
        # Python allows half of a surrogate pair in a text, but no file can hold it.
        return text.encode("utf-8", "replace").decode("utf-8")

    def _list(self, content: Any, depth: int) -> list[Any]:
        if not isinstance(content, list):
            raise Malformed("expected a list, got something else")
        return [self.decode(item, depth) for item in content]

    def _tuple(self, content: Any, depth: int) -> tuple[Any, ...]:
        return tuple(self._list(content, depth))

    def _map(self, content: Any, depth: int) -> dict[str, Any]:
        if not isinstance(content, dict):
            raise Malformed("expected keys and values, got something else")
        self.count += len(content)
        return {self._text(key): self.decode(value, depth) for key, value in content.items()}

    def _dict(self, content: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(content, list):
            raise Malformed("expected pairs, got something else")
        found = {}
        for pair in content:
            if not isinstance(pair, list) or len(pair) != 2:
                raise Malformed("expected a key and a value, got something else")
            key = self.decode(pair[0], depth)
            if not isinstance(key, (str, int, float, bool, type(None))):
                raise Malformed("expected a plain key, got something else")
            found[key] = self.decode(pair[1], depth)
        return found

    def _array(self, content: Any, depth: int) -> Any:
        match content:
            case [str() as name, list() as shape, int() as start] if name in TYPES:
                pass
            case _:
                raise Malformed("expected type, shape and start of an array, got something else")
        if len(shape) > 16 or not all(type(n) is int and 0 <= n <= FRAME for n in shape):
            raise Malformed("expected a shape, got something else")
        size = math.prod(shape) * TYPES[name].itemsize
        if start < 0 or start + size > len(self.blobs):
            raise Malformed("expected the bytes of an array, got fewer")
        # NumPy refuses the shape of an empty array if it would be too large without its zeros.
        if not size and math.prod(filter(None, shape)) > FRAME:
            raise Malformed("expected a shape, got one that is too large")
        # Truth values are compared as numbers: a byte other than 0 and 1 is not one.
        plain = np.frombuffer(self.blobs[start : start + size], TYPES[name]).reshape(shape)
        return np.asarray(plain.view(np.uint8) != 0) if name == "bool" else plain.copy()

    def _scalar(self, content: Any, depth: int) -> Any:
        match content:
            case [str() as name, int() as start]:
                return self._array([name, [], start], depth)[()]
        raise Malformed("expected type and start of a number, got something else")

    def _complex(self, content: Any, depth: int) -> complex:
        match content:
            case [int() | float() as real, int() | float() as imaginary]:
                try:
                    return complex(real, imaginary)
                except OverflowError:
                    pass
        raise Malformed("expected two numbers, got something else")

    def _other(self, content: Any, depth: int) -> Other:
        if not isinstance(content, str):
            raise Malformed("expected the name of a type, got something else")
        return other(content)

    def _function(self, content: Any, depth: int) -> ProbeFunction:
        match content:
            case [str() as name, list() as parameters] if self.functions and name in FUNCTIONS:
                return ProbeFunction(name, tuple(self.decode(p, depth) for p in parameters))
        raise Malformed("expected no function, or one of the public ones")

    READERS: ClassVar[dict[str, Callable[..., Any]]] = {
        "list": _list,
        "tuple": _tuple,
        "map": _map,
        "dict": _dict,
        "array": _array,
        "scalar": _scalar,
        "complex": _complex,
        "other": _other,
        "function": _function,
    }
