"""torch's own attention with a finite mask, for OpenVINO: it has no sum over nothing.

ModernBERT looks at 64 neighbours to each side. Padding further off than that sees nothing at all; a
mask of "no" makes a softmax over nothing of it, which is NaN under OpenVINO and spoils the short
text that was padded beside a long one. A mask of very small numbers gives the same for all else.
"""

from __future__ import annotations

from transformers import AttentionInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, eager_mask

_NAME = "sdpa_with_finite_mask"

AttentionInterface.register(_NAME, sdpa_attention_forward)
AttentionMaskInterface.register(_NAME, eager_mask)


def attend_finitely(body: object) -> None:
    """Have a transformer mask by finite numbers, where it is one that lets its attention be set."""
    if not isinstance(body, PreTrainedModel):
        return
    # Another attention than torch's own was there for a reason.
    if body.config._attn_implementation == "sdpa":
        body.set_attn_implementation(_NAME)
