"""Encode the plain values, of limited size, that the judge and a submission's process exchange.

A frame consists of its length, the length of the JSON, the JSON, and the bytes of arrays. In JSON,
values are written as:

    null, true, 1, 1.5, "text"          themselves
    {"list": [...]}, {"tuple": [...]}   items in order
    {"map": {key: value, ...}}          a dictionary whose keys are all texts
    {"dict": [[key, value], ...]}       one with keys that are texts, numbers, booleans or None
    {"array": [type, shape, start]}     its bytes begin at `start`, in C order
    {"scalar": [type, start]}           a NumPy number
    {"complex": [real, imaginary]}
    {"other": "Tensor"}                 an object that cannot cross, by the name of its type
    {"function": 0}                     one that the judge can be asked for values of, by its
                                        number in the frame; to the submission only

The decoder trusts nothing: anything that does not match exactly raises `Malformed`.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from autograder.boundary.probes import ProbeFunction

#: The most bytes in a frame, characters in a text, values in a frame, and levels of containers.
FRAME, TEXT, VALUES, DEPTH = 16 << 20, 4 << 20, 100_000, 24
HEAD = struct.Struct("=I")
#: Array types by name. The names omit the byte order, which is always the machine's own.
TYPES = {
    np.dtype(code).name: np.dtype(code)
    for code in ("?", "b", "h", "i", "q", "B", "H", "I", "Q", "e", "f", "d", "F", "D")
}
#: The names by type, because NumPy composes the name of a type each time it is read.
NAMES = {kind: name for name, kind in TYPES.items()}


class Malformed(ValueError):
    """Bytes that do not encode a value, or a value that may not be sent."""


class Other:
    """Stands for an object that cannot be sent; its type has the same name as the object's."""


def other(name: str) -> Other:
    """Make a stand-in for a value of the type called `name`."""
    shown = name if name.isidentifier() and len(name) <= 60 else "object"
    return type(shown, (Other,), {})()


def type_name(kind: np.dtype[Any]) -> str:
    """The name of an array type in a frame; empty for a type that cannot be sent."""
    name = NAMES.get(kind) or kind.name  # a type of another byte order is not in NAMES
    return name if name in TYPES else ""


def pack(value: Any, limit: int = FRAME, functions: list[ProbeFunction] | None = None) -> bytes:
    """Encode a value as a frame; functions in it are appended to `functions`.

    Raises
    ------
    Malformed
        If the value is too large, or not of a kind that can be sent.
    """
    blobs: list[bytes] = []
    text = json.dumps(_Encoder(blobs, functions).encode(value, 0), ensure_ascii=True).encode()
    body = b"".join([HEAD.pack(len(text)), text, *blobs])
    if len(body) > limit:
        raise Malformed(f"expected at most {limit} bytes, got {len(body)}")
    return HEAD.pack(len(body)) + body


def unpack(body: bytes, *, function: Callable[[int], Any] | None = None) -> Any:
    """Decode the value in a frame's body.

    Parameters
    ----------
    body : bytes
    function : callable, optional
        Makes the function of a number; without it functions are refused. Only the submission's
        side accepts them.

    Raises
    ------
    Malformed
        If the bytes are anything but a single value.
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
    return _Decoder(memoryview(body)[HEAD.size + length :], function).decode(tree, 0)


class _Encoder:
    def __init__(self, blobs: list[bytes], functions: list[ProbeFunction] | None) -> None:
        self.blobs, self.start, self.count = blobs, 0, 0
        self.functions = functions

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
        if kind is ProbeFunction and self.functions is not None:
            self.functions.append(value)
            return {"function": len(self.functions) - 1}
        raise Malformed(f"expected a plain value, got a {kind.__name__}")

    def _keep(self, array: np.ndarray[Any, Any], name: str) -> int:
        # In this machine's byte order, whatever the byte order of the array.
        data = np.ascontiguousarray(array, TYPES[name]).tobytes()
        start, self.start = self.start, self.start + len(data)
        if self.start > FRAME:
            raise Malformed(f"expected arrays of at most {FRAME} bytes, got more")
        self.blobs.append(data)
        return start


class _Decoder:
    def __init__(self, blobs: memoryview, function: Callable[[int], Any] | None) -> None:
        self.blobs, self.function, self.count = blobs, function, 0

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
        # Python allows half of a surrogate pair in a text, but it cannot be written to a file.
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
        # NumPy rejects the shape of an empty array that would be too large without its zeros.
        if not size and math.prod(filter(None, shape)) > FRAME:
            raise Malformed("expected a shape, got one that is too large")
        # NumPy compares truth values as bytes, so a byte other than 0 and 1 must become 1.
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

    def _function(self, content: Any, depth: int) -> Any:
        if self.function is None or type(content) is not int:
            raise Malformed("expected no function")
        return self.function(content)

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
