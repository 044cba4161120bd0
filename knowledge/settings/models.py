"""Settings of the models: what embeds, reranks, writes, judges and checks."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from knowledge.settings.part import ApiKey, ModelAddress, SettingsPart

_SMALLEST_WINDOW = 512

Bfloat16 = Literal["auto", "on", "off"]
Backend = Literal["torch", "openvino", "openvino-int8"]


class EmbeddingSettings(SettingsPart):
    """The model that turns questions and passages into vectors."""

    model: str = "minilm"
    model_path: str = ""
    revision: str = ""
    dimension: int = Field(default=0, ge=0, le=16_384)
    device: str = ""
    dtype: Literal["", "float32", "bfloat16"] = ""
    backend: Literal["auto"] | Backend = "auto"
    batch_tokens: int = Field(default=0, ge=0, le=1_048_576)
    base_url: ModelAddress = ""
    served_name: str = ""
    query_prompt: str = Field(default="", max_length=1_000)
    passage_prompt: str = Field(default="", max_length=1_000)
    input_types: str = Field(default="", max_length=100)
    api_key: ApiKey = None
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    bfloat16: Bfloat16 = "auto"
    passage_tokens: int = Field(default=220, ge=32, le=32_768)


class RerankerSettings(SettingsPart):
    """The model that reads the best passages again with the question."""

    name: str = ""
    path: str = ""
    revision: str = ""
    device: str = ""
    backend: Backend = "torch"
    base_url: ModelAddress = ""
    api_key: ApiKey = None
    instruction: str = ""
    candidates: int = Field(default=50, ge=2, le=1_000)
    budget_ms: int = Field(default=2_000, ge=10, le=600_000)
    bfloat16: Bfloat16 = "auto"


class LlmSettings(SettingsPart):
    """A language model: the one that writes, its fallback, or the judge."""

    model: str = ""
    base_url: ModelAddress = ""
    api_key: ApiKey = None
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    retries: int = Field(default=2, ge=0, le=10)
    max_answer_tokens: int = Field(default=600, ge=16, le=16_384)
    context_tokens: int = Field(default=0, ge=0, le=2_000_000)

    @field_validator("context_tokens")
    @classmethod
    def _refuse_a_tiny_window(cls, value: int) -> int:
        if 0 < value < _SMALLEST_WINDOW:
            raise ValueError(
                f"{value} tokens hold no passage: 0 for the model's own, else {_SMALLEST_WINDOW} "
                "and up"
            )
        return value


class MaskingSettings(SettingsPart):
    """From which language models identifiers and names of persons are hidden."""

    phi: Literal["remote", "always", "never"] = "remote"
    names_model: str = ""


class EntailmentSettings(SettingsPart):
    """The model that checks written sentences once more."""

    path: Path | None = None
    device: str = ""
    bfloat16: Bfloat16 = "auto"
