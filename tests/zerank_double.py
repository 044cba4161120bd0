"""A tiny random zerank-2: a causal model whose logit of "Yes" is the score."""

from __future__ import annotations

from pathlib import Path

from tests.model_doubles import module, qwen_model, small_tokenizer, write_json

CHAT_TEMPLATE = (
    "{% for message in messages %}{% if message.role == 'query' or message.role == 'system' %}"
    "<|im_start|>system\n{{ message.content | trim }}<|im_end|>\n"
    "{% else %}<|im_start|>user\n{{ message.content | trim }}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def build_zerank(folder: Path) -> Path:
    """Write a folder laid out as zerank-2's: a causal model, the logit of "Yes"."""
    tokenizer = small_tokenizer(max_tokens=512)
    tokenizer.add_tokens(["Yes"])
    qwen_model(tokenizer).save_pretrained(folder)
    tokenizer.chat_template = CHAT_TEMPLATE
    tokenizer.save_pretrained(folder)
    text = {"method": "forward", "method_output_name": "logits"}
    write_json(
        folder / "sentence_bert_config.json",
        {
            "transformer_task": "text-generation",
            "modality_config": {"text": text, "message": {**text, "format": "flat"}},
            "module_output_name": "causal_logits",
            "processing_kwargs": {"chat_template": {"add_generation_prompt": True}},
        },
    )
    write_json(folder / "config_sentence_transformers.json", {"model_type": "CrossEncoder"})
    library = "sentence_transformers"
    write_json(
        folder / "modules.json",
        [
            module(0, "", f"{library}.base.modules.transformer.Transformer"),
            module(
                1,
                "1_LogitScore",
                f"{library}.cross_encoder.modules.logit_score.LogitScore",
            ),
        ],
    )
    yes = tokenizer.convert_tokens_to_ids("Yes")
    write_json(
        folder / "1_LogitScore" / "config.json", {"true_token_id": yes, "false_token_id": None}
    )
    return folder
