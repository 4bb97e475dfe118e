"""A kernel is compiled with all that it calls as one piece: how numba is brought to do so.

Numba compiles each function to a piece of its own, with wrappers for Python and C, optimises it,
turns it into machine code, and hands it on to its callers, which optimise it again. Here only the
kernel that Python calls is such a piece. What it calls is handed on as it was written, under short
names, and optimised once, inside the whole: less than a third of the work, and faster code. What
kernels share is handed on by its address (:func:`by_reference`).

All of this rests on inner parts of numba, which has no types; ``tests/unit/test_compiled.py`` would
fail if a version of numba moved them.
"""

import contextlib
import gc
import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar

from llvmlite import ir
from numba import extending
from numba.core import cgutils, imputils, itanium_mangler, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher as Dispatcher
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.core.typing.typeof import typeof_impl

__all__ = ["Dispatcher", "Inner", "as_one", "by_reference"]

Named = TypeVar("Named")


class _Part(JITCodeLibrary):
    """The code of a function inside the one that is being compiled.

    It is handed on as it was written: optimised once, inside the whole, and never run by itself.
    """

    @property
    def codegen(self) -> Any:
        """Numba's code generator, without what it does to code that can be run."""
        return _WithoutEnvironment(self._codegen)

    def get_pointer_to_function(self, name: str) -> int:
        """Return that no machine code of this name is there."""
        del name
        self._ensure_finalized()
        return 0

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class _WithoutEnvironment:
    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, environment: Any) -> None:
        """Set nothing: there is no machine code to be told where its constants are."""


class Inner(Dispatcher):
    """A kernel as other kernels call it: one form for all literal arguments of a type."""

    signature: str | None = None

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return how numba types a call."""
        if self.signature is not None and not self.overloads:
            self.compile(self.signature)
            self.disable_compile()
        return super().get_call_template(tuple(types.unliteral(one) for one in args), kws)


@contextlib.contextmanager
def as_one(whole: Any) -> Iterator[None]:
    """Take everything that is compiled meanwhile as a part, but what is named as `whole` is."""
    context = whole.targetctx
    codegen = context.codegen()
    with global_compiler_lock:
        usual = codegen._library_class

        def library(codegen: Any, name: str, **options: Any) -> Any:
            kind = usual if name == whole.py_func.__qualname__ else _Part
            return kind(codegen, name, **options)

        library._unserialize = usual._unserialize  # type: ignore[attr-defined]
        codegen._library_class = library
        context.mangler = _short_name
        collects = gc.isenabled()
        gc.disable()  # millions of small objects live until the end: an eighth of the time
        try:
            yield
        finally:
            codegen._library_class = usual
            del context.mangler
            if collects:
                gc.enable()


def _short_name(name: str, of: Any, *, abi_tags: Any = (), uid: int | None = None) -> str:
    """Name machine code by a hash of its types; spelt out, they take thousands of signs."""
    digest = hashlib.sha256(repr([str(one) for one in of]).encode()).hexdigest()[:16]
    return str(itanium_mangler.mangle(f"{name}.{digest}", (), abi_tags=abi_tags, uid=uid))


class _Reference(types.Type):
    """The type, inside kernels, of an object of a class given to :func:`by_reference`."""

    def __init__(self, fields: dict[str, Any], whole: Any) -> None:
        self.fields, self.whole = fields, whole
        digest = hashlib.sha256(str(whole).encode()).hexdigest()[:16]
        super().__init__(name=f"{whole.instance_class.__name__}.{digest}")


@extending.register_model(_Reference)
class _ReferenceModel(extending.models.PrimitiveModel):
    def __init__(self, manager: Any, of: _Reference) -> None:
        super().__init__(manager, of, ir.IntType(8).as_pointer())


@extending.unbox(_Reference)
def _unbox_reference(of: _Reference, value: Any, call: Any) -> Any:
    """Lay the arrays of an object down once, where all kernels of a call find them."""
    whole = call.unbox(of.whole, value)
    place = cgutils.alloca_once_value(call.builder, whole.value)
    pointer = call.builder.bitcast(place, ir.IntType(8).as_pointer())

    def release() -> None:
        if whole.cleanup is not None:
            whole.cleanup()
        call.context.nrt.decref(call.builder, of.whole, whole.value)  # as of a plain argument

    return extending.NativeValue(pointer, is_error=whole.is_error, cleanup=release)


@infer_getattr
class _ReferenceFields(AttributeTemplate):
    key = _Reference

    def generic_resolve(self, of: Any, name: str) -> Any:  # type: ignore[override]
        """Return the type of a field."""
        return of.fields.get(name)


@extending.lower_getattr_generic(_Reference)
def _read_field(context: Any, builder: Any, of: _Reference, value: Any, name: str) -> Any:
    kind = context.get_value_type(of.whole).as_pointer()
    index = list(of.fields).index(name)
    field = builder.load(cgutils.gep_inbounds(builder, builder.bitcast(value, kind), 0, index))
    return imputils.impl_ret_borrowed(context, builder, of.fields[name], field)


def by_reference(cls: type[Named]) -> type[Named]:
    """Let kernels take objects of a named tuple of arrays as one address instead of all fields.

    What takes ten arrays takes some eighty machine words at every call, and most of the time in
    which it is compiled.
    """

    def kind(value: Any, context: Any) -> Any:
        kinds = [typeof_impl(field, context) for field in value]
        whole = types.NamedTuple(kinds, cls)
        return _Reference(dict(zip(whole.fields, kinds, strict=True)), whole)

    typeof_impl.register(cls)(kind)
    return cls
