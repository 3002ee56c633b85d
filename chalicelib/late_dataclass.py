"""Dataclasses that cost little until they are used: use this `dataclass` as you use that of the library.

The library compiles up to seven methods of each class when the class is made, though few are ever called: that was a
third of a cold start. Here `__init__` is compiled by its first call, and the other methods are shared or closures.

The library sets each field of a frozen instance by a call. Here `__init__` writes to `__dict__`, in a third of that
time.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

_Method = Callable[..., Any]

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  the name is exported
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, kw_only: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """Make a dataclass."""

        def make(cls: type) -> type:
            own = {name: method for name, method in vars(cls).items() if name in _OF_THE_LIBRARY}
            made = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
            methods = {"__init__": _late_init(made, frozen=frozen), "__repr__": _repr}
            methods |= _comparisons(made, frozen=frozen) if eq else {}
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete} if frozen else {}
            for name, method in (methods | own).items():
                setattr(made, name, method)
            return made

        return make if cls is None else make(cls)


_OF_THE_LIBRARY = frozenset({"__init__", "__repr__", "__eq__", "__hash__"})  # a class may have its own


def _late_init(cls: type[Any], *, frozen: bool) -> _Method:
    """Return the `__init__` of a class until it is called: it puts the compiled one in its place."""

    def init(self: Any, *args: Any, **members: Any) -> None:
        cls.__init__ = _compiled_init(cls, frozen=frozen)
        cls.__init__(self, *args, **members)

    return init


def _compiled_init(cls: type[Any], *, frozen: bool) -> _Method:
    init = _init_of_frozen(cls) if frozen else _init_of_library(cls)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _init_of_library(cls: type[Any]) -> _Method:
    """Let the library compile `__init__`: that of a twin which has the same fields, and nothing else."""
    fields = {each.name: each for each in dataclasses.fields(cls)}
    twin: dict[str, Any] = {**fields, "__module__": cls.__module__, "__doc__": cls.__doc__}
    twin["__annotations__"] = {name: each.type for name, each in fields.items()}
    if hasattr(cls, "__post_init__"):
        twin["__post_init__"] = cls.__post_init__
    made: type[Any] = dataclasses.dataclass(repr=False, eq=False)(type(cls.__name__, (), twin))
    return cast("_Method", vars(made)["__init__"])


def _init_of_frozen(cls: type[Any]) -> _Method:
    """Compile an `__init__` with the parameters that the library gives it, which writes to `__dict__`."""
    fields = dataclasses.fields(cls)
    names = {f"__default_{each.name}": each.default for each in fields if each.default is not dataclasses.MISSING}
    made = {each.name: each.default_factory for each in fields if each.default_factory is not dataclasses.MISSING}
    names |= {f"__make_{name}": factory for name, factory in made.items()} | {"__absent": object()}
    named, by_name_only, lines = ["__self"], list[str](), ["__members = __self.__dict__"]
    for name, each in ((each.name, each) for each in fields):
        if each.init:
            default = f"=__default_{name}" if f"__default_{name}" in names else "=__absent" if name in made else ""
            (by_name_only if each.kw_only else named).append(name + default)
            value = f"{name} if {name} is not __absent else __make_{name}()" if name in made else name
            lines.append(f"__members[{name!r}] = {value}")
        elif name in made:
            lines.append(f"__members[{name!r}] = __make_{name}()")
    lines += ["__self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    parameters = ", ".join([*named, *(["*", *by_name_only] if by_name_only else [])])
    text = "\n ".join([f"def __init__({parameters}):", *lines])  # of names of fields alone, as in the library
    exec(text, names)  # noqa: S102  # nosec B102  # the library compiles its own in the same way
    return cast("_Method", names["__init__"])


def _comparisons(cls: type[Any], *, frozen: bool) -> dict[str, _Method | None]:
    fields = dataclasses.fields(cls)
    compared = _getter([each.name for each in fields if each.compare])
    hashed = _getter([each.name for each in fields if (each.compare if each.hash is None else each.hash)])

    def equals(self: Any, other: object) -> bool:
        if self is other:
            return True
        return bool(compared(self) == compared(other)) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(hashed(self))

    return {"__eq__": equals, "__hash__": digest if frozen else None}


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_: Any, name: str, __: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
