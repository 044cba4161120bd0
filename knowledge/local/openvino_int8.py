"""A converted model's matrices in 8 bits, each row with a scale of its own.

Where the processor has instructions for it (AVX-512 VNNI, AMX), OpenVINO then rounds the
activations to 8 bits as well, batch by batch, so that no texts are needed to calibrate on. Written
here because Intel's tool for it, NNCF, starts usage statistics and brings a dozen packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openvino import Model, Output

_LARGEST = 127


def round_to_8_bits(model: Model) -> None:
    """Round the weights of every matrix product, in place; embedding tables stay as they are."""
    # An optional extra, so it is imported where it is wanted.
    from openvino import opset13 as operations  # noqa: PLC0415

    for product in model.get_ordered_ops():
        if product.get_type_name() != "MatMul":
            continue
        constant = _constant(product.input_value(1))
        if constant is None:
            continue
        weights = constant.get_node().get_data().astype(np.float32)
        summed = 1 if product.get_attributes()["transpose_b"] else 0
        scale = np.maximum(np.abs(weights).max(axis=summed, keepdims=True) / _LARGEST, 1e-12)
        rounded = operations.constant(np.rint(weights / scale).astype(np.int8))
        spread = operations.multiply(
            operations.convert(rounded, "f32"), operations.constant(scale.astype(np.float32))
        )
        product.input(1).replace_source_output(spread.output(0))
    model.validate_nodes_and_infer_types()


def _constant(output: Output) -> Output | None:
    """Return the constant that an input is, maybe converted; None where it is computed."""
    node = output.get_node()
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    two_dimensions = 2
    fixed = node.get_type_name() == "Constant" and len(node.get_output_shape(0)) == two_dimensions
    return node.output(0) if fixed else None
