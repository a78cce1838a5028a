"""The encoder's weights in the format that the crate reads (`README.md` describes it)."""

import struct

import numpy
import torch

MAGIC, MAGIC_NEAR = b"onrec\0t1", b"onrec\0t2"
MOST = 63
"""Matrices span seven bits, so that two products fit into 16 bits on machines that add them there."""


def write(path, model, vocabulary):
    layers = model.layers
    width, inner = model.norm.weight.numel(), layers[0].up.weight.shape[0]
    sizes = [table.num_embeddings for table in model.features]
    names = "\n".join(vocabulary.pieces).encode()
    counts = [width, layers[0].heads, inner, len(layers), model.scores.out_features]
    counts += [model.places.num_embeddings, len(vocabulary.pieces), len(sizes), *sizes, len(names)]
    with open(path, "wb") as file:
        file.write((MAGIC_NEAR if model.near else MAGIC) + struct.pack(f"<{len(counts)}I", *counts) + names)
        for table in (model.words, model.places, *model.features):
            file.write(rows(table.weight))
        if model.near:
            file.write(numbers(model.near.weight.T))
        file.write(numbers(model.norm.weight, model.norm.bias))
        for layer in layers:
            less = (width // layer.heads) ** -0.5
            ask = [(layer.query, less), (layer.key, 1.0), (layer.value, 1.0)]
            file.write(
                linear(
                    torch.cat([part.weight * by for part, by in ask]), torch.cat([part.bias * by for part, by in ask])
                )
            )
            file.write(linear(layer.out.weight, layer.out.bias))
            file.write(numbers(layer.norm_attention.weight, layer.norm_attention.bias))
            file.write(linear(layer.up.weight, layer.up.bias))
            file.write(linear(layer.down.weight, layer.down.bias))
            file.write(numbers(layer.norm.weight, layer.norm.bias))
        file.write(numbers(model.scores.weight.T, model.scores.bias))


def read(data):
    """Sizes, pieces and the matrices of a file, as numbers: what `write` wrote, rounded to its units."""
    at = 0

    def take(length):
        nonlocal at
        at += length
        if at > len(data):
            raise ValueError(f"expected {at} bytes, found {len(data)}")
        return data[at - length : at]

    def array(kind, *shape):
        count = int(numpy.prod(shape))
        return torch.tensor(numpy.frombuffer(take(count * numpy.dtype(kind).itemsize), kind).reshape(shape).copy())

    def table(count, columns):
        units = array("<f4", count)
        return array("i1", count, columns).float() * units[:, None]

    def matrix(inputs, outputs):
        units, bias = array("<f4", outputs), array("<f4", outputs)
        return (array("i1", inputs, outputs).float() * units).T.contiguous(), bias

    magic = take(8)
    if magic not in (MAGIC, MAGIC_NEAR):
        raise ValueError("expected an encoder of format t1 or t2")
    width, heads, inner, layers, labels, window, pieces, tables = struct.unpack("<8I", take(32))
    sizes = struct.unpack(f"<{tables}I", take(4 * tables))
    names = take(struct.unpack("<I", take(4))[0]).decode().split("\n")
    state = {"words.weight": table(pieces, width), "places.weight": table(window, width)}
    for f, size in enumerate(sizes):
        state[f"features.{f}.weight"] = table(size, width)
    if magic == MAGIC_NEAR:
        state["near.weight"] = array("<f4", heads, 2 * window - 1).T.contiguous()
    norm = lambda: (array("<f4", width), array("<f4", width))
    state["norm.weight"], state["norm.bias"] = norm()
    for n in range(layers):
        asks, biases = matrix(width, 3 * width)
        less = (width // heads) ** -0.5
        for name, weight, bias, by in zip(("query", "key", "value"), asks.chunk(3), biases.chunk(3), (less, 1, 1)):
            state[f"layers.{n}.{name}.weight"], state[f"layers.{n}.{name}.bias"] = weight / by, bias / by
        for name, shape in (("out", (width, width)), ("norm_attention", None), ("up", (width, inner)),
                            ("down", (inner, width)), ("norm", None)):
            weight, bias = matrix(*shape) if shape else norm()
            state[f"layers.{n}.{name}.weight"], state[f"layers.{n}.{name}.bias"] = weight, bias
    state["scores.weight"] = array("<f4", width, labels).T.contiguous()
    state["scores.bias"] = array("<f4", labels)
    if at != len(data):
        raise ValueError(f"expected the end after {at} bytes, found {len(data)}")
    return {"layers": layers, "width": width, "heads": heads, "inner": inner, "sizes": sizes, "pieces": names, "state": state}


def numbers(*tensors):
    return b"".join(t.detach().float().contiguous().numpy().astype("<f4").tobytes() for t in tensors)


def rows(table):
    """A table in eight bits: the unit of each row, then all values."""
    table = table.detach()
    units = table.abs().amax(1).clamp(min=1e-9) / 127
    return numbers(units) + (table / units[:, None]).round().to(torch.int8).numpy().tobytes()


def linear(weight, bias):
    """A matrix, a column for each output: units of the columns, bias, values."""
    weight = weight.detach()
    units = weight.abs().amax(1).clamp(min=1e-9) / MOST
    values = (weight / units[:, None]).round().to(torch.int8)
    return numbers(units, bias) + values.T.contiguous().numpy().tobytes()
