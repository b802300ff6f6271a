"""Reverse-mode derivatives of array code: a tape for the dozen operations that the kernels use.

A kernel written with numpy's functions and with `apply`, `apply_t` below runs unchanged on floats (to solve), on complex
numbers (exact products of the Jacobian with a vector) and on `Var` (exact products of its transpose). No compiler, no
dependency; the tape is recorded once and can be read backwards many times. On floats a leading draw axis `s` may stand in front
of every array but the constants: many questions at once. So may it in front of the gradients that a tape pulls back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Slice:
    """How the gradient of a slice goes back: it is added where the slice was cut out, and no array of zeros is made for each cut."""

    def __init__(self, shape: tuple[int, ...], where: slice) -> None:
        self.shape, self.lead = shape, len(shape)
        self.where: tuple[Any, ...] = (..., where, *(slice(None),) * (len(shape) - 1))


Pull = Callable[[Array], Array] | Slice


class Tape:
    """The list of recorded operations, in the order in which they were done."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, list[tuple[int, Pull]]]] = []

    def variable(self, value: Array) -> Var:
        """A leaf: something to differentiate by."""
        return self.record(np.asarray(value), [])

    def record(self, value: Array, parents: list[tuple[int, Pull]]) -> Var:
        """A value with, for each parent, the function that pulls its gradient back."""
        self.entries.append((len(self.entries), parents))
        return Var(self, len(self.entries) - 1, value)

    def pull(self, seeds: dict[int, Array]) -> dict[int, Array]:
        """Gradients of every recorded value, given those of some outputs."""
        grads, ours = dict(seeds), set[int]()  # arrays that were made here, and may be added to in place
        for index, parents in reversed(self.entries):
            g = grads.get(index)
            if g is None or not parents:
                continue
            for parent, back in parents:
                if isinstance(back, Slice):
                    if parent not in ours:
                        whole = np.zeros((*g.shape[: g.ndim - back.lead], *back.shape))
                        grads[parent] = whole + grads[parent] if parent in grads else whole
                        ours.add(parent)
                    grads[parent][back.where] += g
                    continue
                contribution = back(g)
                grads[parent] = grads[parent] + contribution if parent in grads else contribution
        return grads


class Var:
    """A recorded array. Arithmetic and numpy's exp, log, power, maximum and sum act on it as on an array."""

    __array_priority__ = 1000

    def __init__(self, tape: Tape, index: int, value: Array) -> None:
        self.tape, self.index, self.value = tape, index, value

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return self.value.shape

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or ufunc not in _RULES or kwargs:
            return NotImplemented
        values = [x.value if isinstance(x, Var) else np.asarray(x) for x in inputs]
        out = ufunc(*values)
        parents = []
        for position, x in enumerate(inputs):
            if isinstance(x, Var):
                rule = _RULES[ufunc][position]
                parents.append((x.index, _pull(rule, values, np.asarray(out), x.shape)))
        return self.tape.record(out, parents)

    def __add__(self, other: Any) -> Any:
        return _call(np.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _call(np.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _call(np.subtract, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _call(np.subtract, other, self)

    def __mul__(self, other: Any) -> Any:
        return _call(np.multiply, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _call(np.multiply, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _call(np.divide, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _call(np.divide, other, self)

    def __neg__(self) -> Any:
        return _call(np.negative, self)

    def __getitem__(self, where: Any) -> Var:
        shape, taken = self.value.shape, np.asarray(self.value[where])
        if isinstance(where, slice):
            return self.tape.record(taken, [(self.index, Slice(shape, where))])

        def back(g: Array) -> Array:
            lead = g.shape[: g.ndim - taken.ndim]
            out = np.zeros((*lead, *shape))
            at = (*(slice(None) for _ in lead), *(where if isinstance(where, tuple) else (where,)))
            if isinstance(where, int):
                out[at] = g
            else:
                np.add.at(out, at, g)
            return out

        return self.tape.record(taken, [(self.index, back)])

    @property
    def T(self) -> Var:
        """Transpose."""
        return self.tape.record(self.value.T, [(self.index, lambda g: g.swapaxes(-1, -2))])

    def reshape(self, *shape: int) -> Var:
        """Another shape of the same values."""
        old, new = self.value.shape, self.value.reshape(*shape)
        return self.tape.record(new, [(self.index, lambda g: g.reshape((*g.shape[: g.ndim - new.ndim], *old)))])

    def sum(self, axis: int | None = None) -> Var:
        """Sum over one axis or all."""
        shape, total = self.value.shape, np.asarray(self.value.sum(axis))
        axes = tuple(range(-len(shape), 0)) if axis is None else (axis - len(shape) if axis >= 0 else axis,)

        def back(g: Array) -> Array:
            return np.broadcast_to(np.expand_dims(g, axes), (*g.shape[: g.ndim - total.ndim], *shape))

        return self.tape.record(total, [(self.index, back)])


class Matrix:
    """A leaf [b,r,c] for `apply` and `apply_t` whose gradient is kept as factors and read where it is wanted.

    The gradient of a product with a vector is an outer product, so that cells can be read one by one (`at`) for many objectives,
    and no cube an objective is ever made. A slice of the first axis is the same leaf.
    """

    def __init__(
        self, tape: Tape, value: Array, uses: list[tuple[bool, int, Array, int]] | None = None, first: int = 0
    ):
        self.tape, self.value, self.first = tape, value, first
        self.uses = [] if uses is None else uses

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return self.value.shape

    def __getitem__(self, where: slice) -> Matrix:
        return Matrix(self.tape, self.value[where], self.uses, self.first + (where.start or 0))

    def product(self, x: Any, transposed: bool) -> Var:
        """M x or M' x, recorded."""
        m, v = self.value, value(x)
        there, back = (m.swapaxes(1, 2), m) if transposed else (m, m.swapaxes(1, 2))
        parents: list[tuple[int, Pull]] = [(x.index, lambda g: _matvec(back, g))] if isinstance(x, Var) else []
        out = self.tape.record(_matvec(there, v), parents)
        self.uses.append((transposed, out.index, v, self.first))
        return out

    def factors(self, grads: dict[int, Array], s: int) -> tuple[Array, Array]:
        """Gradient of objective s at every cell, as rows[b,r,u] and columns[b,u,c] whose product it is; u counts uses."""
        found = [(grads[index][s], v, first) if not transposed else (v, grads[index][s], first)
                 for transposed, index, v, first in self.uses if index in grads]  # fmt: skip
        blocks, height, width = self.value.shape
        rows, columns = np.zeros((blocks, height, len(found))), np.zeros((blocks, len(found), width))
        for u, (row, column, first) in enumerate(found):
            rows[first : first + len(row), :, u] = row
            columns[first : first + len(row), u] = column
        return rows, columns

    def at(self, grads: dict[int, Array], s: Any, b: Array, r: Array, c: Array) -> Array:
        """Gradient of objective s at the cells [b,r,c]; `grads` is what the tape gave back, with a leading axis s."""
        total = np.zeros(np.broadcast_shapes(np.shape(s), np.shape(b)))
        for transposed, index, v, first in self.uses:
            if index not in grads:
                continue
            inside = (b >= first) & (b < first + v.shape[0])
            at = np.where(inside, b - first, 0)
            g = grads[index]
            one = v[at, r] * g[s, at, c] if transposed else g[s, at, r] * v[at, c]
            total += np.where(inside, one, 0.0)
        return total


def _call(ufunc: Any, *inputs: Any) -> Any:
    """A ufunc on arrays or Vars (the stubs of numpy know arrays only)."""
    return ufunc(*inputs)


Rule = Callable[[Array, list[Array], Array], Array]

_RULES: dict[np.ufunc, tuple[Rule, ...]] = {
    np.add: (lambda g, v, out: g, lambda g, v, out: g),
    np.subtract: (lambda g, v, out: g, lambda g, v, out: -g),
    np.multiply: (lambda g, v, out: g * v[1], lambda g, v, out: g * v[0]),
    np.divide: (lambda g, v, out: g / v[1], lambda g, v, out: -g * out / v[1]),
    np.negative: (lambda g, v, out: -g,),
    np.exp: (lambda g, v, out: g * out,),
    np.log: (lambda g, v, out: g / v[0],),
}


def _pull(rule: Rule, values: list[Array], out: Array, shape: tuple[int, ...]) -> Pull:
    return lambda g: _unbroadcast(rule(g, values, out), shape, g.ndim - out.ndim)


def _unbroadcast(g: Array, shape: tuple[int, ...], lead: int) -> Array:
    """Sum a gradient over the axes along which the value had been spread; the first `lead` axes stay."""
    if g.shape[lead:] == shape:
        return g
    g = g.sum(axis=tuple(range(lead, g.ndim - len(shape))))
    spread = tuple(lead + a for a, length in enumerate(shape) if length == 1 and g.shape[lead + a] != 1)
    return g.sum(axis=spread, keepdims=True) if spread else g


def apply(M: Any, x: Any) -> Any:
    """Batched product `out[b, r] = sum_c M[b, r, c] x[b, c]`; M a constant or a Var."""
    if type(M) is np.ndarray and type(x) is np.ndarray:
        return _matvec(M, x)
    if isinstance(M, Matrix):
        return M.product(x, transposed=False)
    tape = x.tape if isinstance(x, Var) else M.tape if isinstance(M, Var) else None
    m, v = value(M), value(x)
    out = _matvec(m, v)
    if tape is None:
        return out
    parents: list[tuple[int, Pull]] = []
    if isinstance(x, Var):
        parents.append((x.index, lambda g: _matvec(m.swapaxes(1, 2), g)))
    if isinstance(M, Var):
        parents.append((M.index, lambda g: g[:, :, None] * v[:, None, :]))
    return tape.record(out, parents)


def apply_t(M: Any, y: Any) -> Any:
    """Batched product with the transpose `out[b, c] = sum_r M[b, r, c] y[b, r]`; M a constant or a Var."""
    if type(M) is np.ndarray and type(y) is np.ndarray:
        return _matvec(M.swapaxes(1, 2), y)
    if isinstance(M, Matrix):
        return M.product(y, transposed=True)
    tape = y.tape if isinstance(y, Var) else M.tape if isinstance(M, Var) else None
    m, v = value(M), value(y)
    out = _matvec(m.swapaxes(1, 2), v)
    if tape is None:
        return out
    parents: list[tuple[int, Pull]] = []
    if isinstance(y, Var):
        parents.append((y.index, lambda g: _matvec(m, g)))
    if isinstance(M, Var):
        parents.append((M.index, lambda g: v[:, :, None] * g[:, None, :]))
    return tape.record(out, parents)


def flip(x: Any) -> Any:
    """The last two axes swapped."""
    return x.T if isinstance(x, Var) or x.ndim == 2 else x.swapaxes(-1, -2)


def column(x: Any) -> Any:
    """A last axis of length one."""
    return x.reshape(-1, 1) if isinstance(x, Var) else np.asarray(x)[..., None]


def cut(x: Any, first: int | None, last: int | None) -> Any:
    """Elements first to last of the last axis."""
    return x[first:last] if isinstance(x, Var) else x[..., first:last]


def rows(x: Any, where: slice) -> Any:
    """Rows `where` of the axis before the last."""
    return x[where] if isinstance(x, Var) else x[..., where, :]


def scatter(values: Any, where: tuple[Array, ...], shape: tuple[int, ...]) -> Any:
    """An array of `shape` with `values` added up at the positions `where`."""
    v = value(values)
    out = np.zeros(shape, dtype=v.dtype)
    np.add.at(out, where, v)
    if not isinstance(values, Var):
        return out
    return values.tape.record(out, [(values.index, lambda g: g[(slice(None),) * (g.ndim - len(shape)) + tuple(where)])])


def join(parts: list[Any], lead: tuple[int, ...] = ()) -> Any:
    """Flatten and concatenate; the axes `lead` in front of every part stay."""
    tape = next((p.tape for p in parts if isinstance(p, Var)), None)
    if lead:
        return np.concatenate([p.reshape(*lead, -1) for p in parts], axis=-1)
    flat = [value(p).ravel() for p in parts]
    out = np.concatenate(flat)
    if tape is None:
        return out
    ends = np.cumsum([f.size for f in flat])
    parents: list[tuple[int, Pull]] = []
    for p, f, end in zip(parts, flat, ends, strict=True):
        if isinstance(p, Var):
            parents.append((p.index, _part(int(end - f.size), int(end), p.shape)))
    return tape.record(out, parents)


def _part(first: int, last: int, shape: tuple[int, ...]) -> Pull:
    return lambda g: g[..., first:last].reshape((*g.shape[:-1], *shape))


def _matvec(M: Array, x: Array) -> Array:
    if M.dtype == np.float32:  # a guide in single precision: half the memory to read
        x = x.astype(np.float32)
    if x.dtype.kind == "c":  # real and imaginary parts side by side, so that M is read once
        pairs = np.ascontiguousarray(x).view(np.float64).reshape(*x.shape, 2)
        parts: Array = np.ascontiguousarray(np.matmul(M, pairs)).view(np.complex128)
        return parts[:, :, 0]
    if x.ndim == 3:  # [s,b,c]: one product of matrices for each b serves all draws
        many: Array = np.matmul(x.swapaxes(0, 1), M.swapaxes(1, 2)).swapaxes(0, 1)
        return many
    out: Array = np.matmul(M, x[:, :, None])[:, :, 0]
    return out


def value(x: Any) -> Array:
    """The array itself, whether it is recorded or not."""
    return x.value if isinstance(x, Var | Matrix) else np.asarray(x)
