"""A model's own forward pass again, once it was trained in mixed precision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def own_forward_afterwards(model: torch.nn.Module) -> Iterator[None]:
    """Take the trainer's wrapping off a model when the training ends, however it does.

    accelerate has a model compute in bfloat16 and never gives it back: measured after a training,
    and searched with, it would make other vectors than the folder that it is saved in.
    """
    before = model.__dict__.get("forward")
    try:
        yield
    finally:
        model.__dict__.pop("_original_forward", None)
        model.__dict__.pop("forward", None)
        if before is not None:
            model.__dict__["forward"] = before
