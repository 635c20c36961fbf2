"""``@frozen``: the frozen, slotted, keyword-friendly classes of this program, compiled only where they are many.

It stands in for ``dataclass(frozen=True, slots=True)``, which compiles an ``__init__`` for each class when it is
imported: some eighty classes cost a short command a third of its start. Here all share one, and a class of which many
objects are made gets its own, four times as fast, when it has earned it. Equality is identity unless a class defines
its own; type checkers see ordinary dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
_MANY = 400  # objects of a class, after which it gets an ``__init__`` of its own
_so_far: dict[type, int] = {}


class _Fresh:
    """A default that is made anew for each object."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def fresh(*, default_factory: Callable[[], T]) -> T:
    """Return a default that calls *default_factory* for each object."""
    made: Any = _Fresh(default_factory)
    return made  # type: ignore[no-any-return] # the type checker is told of a T, the class finds a _Fresh


@dataclass_transform(frozen_default=True, field_specifiers=(fresh,))
def frozen(cls: type[T]) -> type[T]:
    """Make a class whose annotated names are its fields, set once."""
    return _made(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(fresh,))
def fact(cls: type[T]) -> type[T]:
    """Make a frozen class whose fields are given by name only."""
    return _made(cls)


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(fresh,))
def value(cls: type[T]) -> type[T]:
    """Make a frozen class whose objects are equal where their fields are."""
    made = _made(cls)
    values = attrgetter(*fields(made))

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    type.__setattr__(made, "__eq__", equal)
    type.__setattr__(made, "__hash__", lambda self: hash(values(self)))
    return made


def _made(cls: type[T]) -> type[T]:
    space = dict(cls.__dict__)
    own = [name for name in space.get("__annotations__", ()) if not name.startswith("__")]
    inherited: dict[str, Any] = dict(getattr(cls, "_defaults", {}))
    fields = (*(name for name in getattr(cls, "_fields", ()) if name not in own), *own)
    defaults = inherited | {name: space.pop(name) for name in own if name in space}
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    base_fields = {name for base in cls.__mro__[1:] for name in getattr(base, "__slots__", ())}
    space |= {
        "__slots__": tuple(name for name in own if name not in base_fields),
        "_fields": fields,
        "_defaults": defaults,
        "__init__": space.get("__init__", _init),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__repr__": space.get("__repr__", _repr),
        "__reduce__": _reduce,
    }
    made: type[T] = type.__new__(type(cls), cls.__name__, cls.__bases__, space)
    return made


def _init(self: Any, *args: Any, **given: Any) -> None:
    cls = type(self)
    _so_far[cls] = count = _so_far.get(cls, 0) + 1
    if count == _MANY and cls.__init__ is _init:
        type.__setattr__(cls, "__init__", _compiled(cls))
    fields, defaults, put = self._fields, self._defaults, object.__setattr__
    if len(args) > len(fields):
        raise TypeError(f"{type(self).__name__} takes {len(fields)} values, got {len(args)}")
    for name, value in zip(fields, args, strict=False):
        put(self, name, value)
    for name in fields[len(args) :]:
        if name in given:
            put(self, name, given.pop(name))
        elif name in defaults:
            default = defaults[name]
            put(self, name, default.make() if isinstance(default, _Fresh) else default)
        else:
            raise TypeError(f"{type(self).__name__} needs {name}")
    if given:
        raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")


def _compiled(cls: Any) -> Callable[..., None]:
    """Return the ``__init__`` of one class: the same signature, each slot set by its own descriptor."""
    names: dict[str, Any] = {"_unset": _UNSET}
    signature, body, optional = ["self"], [], False
    for number, name in enumerate(cls._fields):
        names[f"_put{number}"] = getattr(cls, name).__set__
        made = name
        if name in cls._defaults:
            optional = True
            default = cls._defaults[name]
            names[f"_default{number}"] = _UNSET if isinstance(default, _Fresh) else default
            if isinstance(default, _Fresh):
                names[f"_make{number}"] = default.make
                made = f"_make{number}() if {name} is _unset else {name}"
            signature.append(f"{name}=_default{number}")
        elif optional:
            # A field without a default behind one that has one, as a class that inherits may have it.
            signature.append(f"{name}=_unset")
            names["_lacks"] = _lacks
            made = f"_lacks(self, {name!r}) if {name} is _unset else {name}"
        else:
            signature.append(name)
        body.append(f"    _put{number}(self, {made})")
    code = f"def __init__({', '.join(signature)}):\n" + "\n".join(body or ["    pass"])
    exec(code, names)  # noqa: S102 - made of the names of our own fields only
    made_init: Callable[..., None] = names["__init__"]
    return made_init


_UNSET: Any = object()


def _lacks(thing: Any, name: str) -> Any:
    raise TypeError(f"{type(thing).__name__} needs {name}")


def _reduce(self: Any) -> tuple[Any, ...]:
    """Let an object travel to another process: by its class and its values."""
    return type(self), tuple(getattr(self, name) for name in self._fields)


def _refuse(self: Any, name: str, *_value: Any) -> None:
    raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be changed")


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name, None)!r}" for name in self._fields)
    return f"{type(self).__name__}({shown})"


def replace(thing: T, **changes: Any) -> T:
    """Return a copy of a frozen object with some fields changed."""
    values = {name: getattr(thing, name) for name in fields(thing)}
    return type(thing)(**(values | changes))


def fields(thing: Any) -> tuple[str, ...]:
    """Return the names of the fields of an object made by ``@frozen`` or ``@fact``; none for anything else."""
    found: tuple[str, ...] = getattr(thing, "_fields", ())
    return found
