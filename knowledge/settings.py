"""Every setting, read from the environment (`CITEWELL_...`) and `.env`, at the door only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import knowledge
from knowledge.domain.vector_storage import VectorStorage

_HERE = Path(knowledge.__file__).resolve().parents[1]
_SMALLEST_WINDOW = 1_024


def default_data_folder() -> Path:
    """Return `data/` in a checkout, `~/.citewell` for an installed package."""
    return _HERE / "data" if (_HERE / "pyproject.toml").is_file() else Path.home() / ".citewell"


class Settings(BaseSettings):
    """What a desk can set. Each field has a line in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix="CITEWELL_",
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,  # a key, for one
    )

    data_dir: Path = Field(default_factory=default_data_folder)
    store_url: str = ""
    store_api_key: SecretStr | None = None
    store_wait_seconds: float = Field(default=300.0, ge=0, le=86_400)
    store_shards: int = Field(default=1, ge=0, le=1_024)
    store_replicas: int = Field(default=0, ge=0, le=64)
    store_write_consistency: int = Field(default=0, ge=0, le=64)
    database_url: SecretStr | None = None
    default_kb: str = "demo"
    default_group: str = Field(default="staff", min_length=1)
    reader_groups: Annotated[tuple[str, ...], NoDecode] = ("staff",)
    time_zone: str = ""

    sign_in: Literal["none", "proxy", "oidc", "accounts"] = "none"
    session_hours: float = Field(default=12.0, gt=0, le=720)
    curator_groups: Annotated[tuple[str, ...], NoDecode] = ()
    admin_groups: Annotated[tuple[str, ...], NoDecode] = ()
    proxy_user_header: str = Field(default="X-Forwarded-User", min_length=1)
    proxy_groups_header: str = ""
    proxy_secret: SecretStr | None = None
    proxy_addresses: Annotated[tuple[str, ...], NoDecode] = ()
    oidc_provider: str = ""
    oidc_name_claim: str = Field(default="email", min_length=1)
    oidc_groups_claim: str = ""
    retention_days: int = Field(default=0, ge=0, le=36_500)

    bfloat16: Literal["auto", "on", "off"] = "auto"
    embedding_model: str = "minilm"
    embedding_model_path: str = ""
    embedding_revision: str = ""
    embedding_dimension: int = Field(default=0, ge=0, le=16_384)
    embedding_device: str = ""
    embedding_dtype: Literal["", "float32", "bfloat16"] = ""
    embedding_backend: Literal["torch", "openvino", "openvino-int8"] = "torch"
    embedding_batch_tokens: int = Field(default=0, ge=0, le=1_048_576)
    embedding_base_url: str = ""
    embedding_served_name: str = ""
    embedding_query_prompt: str = Field(default="", max_length=1_000)
    embedding_passage_prompt: str = Field(default="", max_length=1_000)
    embedding_input_types: str = Field(default="", max_length=100)
    embedding_api_key: SecretStr | None = None
    embedding_timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    reranker: str = ""
    reranker_path: str = ""
    reranker_revision: str = ""
    reranker_device: str = ""
    reranker_backend: Literal["torch", "openvino", "openvino-int8"] = "torch"
    reranker_base_url: str = ""
    reranker_api_key: SecretStr | None = None
    reranker_instruction: str = ""
    reranker_candidates: int = Field(default=50, ge=2, le=1_000)
    reranker_budget_ms: int = Field(default=2_000, ge=10, le=600_000)
    corrections: bool = True
    vector_storage: VectorStorage = VectorStorage.FLOAT32
    bm25_language: str = "english"
    passage_tokens: int = Field(default=220, ge=32, le=32_768)

    ocr: bool = False
    ocr_language: str = Field(default="eng", pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$")
    ocr_page_seconds: float = Field(default=60.0, gt=0, le=3600)
    archives: bool = False
    follow_links: bool = False

    llm_model: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr | None = None
    llm_timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    llm_retries: int = Field(default=2, ge=0, le=10)
    llm_max_answer_tokens: int = Field(default=600, ge=16, le=16_384)
    llm_context_tokens: int = Field(default=0, ge=0, le=2_000_000)
    llm_fallback_model: str = ""
    llm_fallback_base_url: str = ""
    llm_fallback_api_key: SecretStr | None = None
    judge_model: str = ""
    judge_base_url: str = ""
    judge_api_key: SecretStr | None = None
    mask_phi: Literal["remote", "always", "never"] = "remote"
    mask_names_model: str = ""

    rewriting: Literal["", "none", "concat", "history", "gate", "standalone", "diverse"] = ""
    history_gate: Path | None = None
    glossary: Path | None = None
    day_from_question: bool = True
    passages_in_answer: int = Field(default=6, ge=1, le=50)
    answer_from: Literal["passages", "sections"] = "passages"
    evidence_threshold: float = Field(default=0.5, ge=0, le=1)
    strict_answers: bool = False
    entailment_path: Path | None = None
    entailment_device: str = ""

    chat_port: int = Field(default=8501, ge=1, le=65_535)
    chat_host: str = "localhost"
    language: Literal["", "en", "de", "es"] = ""
    worker_stale_seconds: float = Field(default=60.0, ge=2, le=3600)
    upload_most_megabytes: int = Field(default=100, ge=1, le=1024)
    upload_page_megabytes: int = Field(default=300, ge=1, le=16_384)
    upload_all_megabytes: int = Field(default=1000, ge=1, le=65_536)

    @field_validator("llm_context_tokens")
    @classmethod
    def _refuse_a_tiny_window(cls, value: int) -> int:
        if 0 < value < _SMALLEST_WINDOW:
            raise ValueError(
                f"{value} tokens hold no passage: 0 for the model's own, else {_SMALLEST_WINDOW} "
                "and up"
            )
        return value

    @field_validator(
        "embedding_api_key", "reranker_api_key", "llm_api_key", "llm_fallback_api_key",
        "judge_api_key", "store_api_key",
    )  # fmt: skip
    @classmethod
    def _take_a_key_as_one_word(cls, value: SecretStr | None) -> SecretStr | None:
        # Mounted secrets end in a line break, copied ones in blanks.
        key = value.get_secret_value().strip() if value else ""
        if any(not ("!" <= character <= "~") for character in key):
            raise ValueError(
                "a key is one word of plain letters, figures and signs, but this one has a blank, "
                "a line break or another character within: copy it again"
            )
        return SecretStr(key) if key else None

    @field_validator(
        "embedding_base_url", "reranker_base_url", "llm_base_url", "llm_fallback_base_url",
        "judge_base_url", mode="before",
    )  # fmt: skip
    @classmethod
    def _take_an_address_without_its_last_step(cls, value: object) -> object:
        # Pasted from an example of a request, which our client builds itself.
        return value.strip().removesuffix("/chat/completions") if isinstance(value, str) else value

    @field_validator(
        "reader_groups", "curator_groups", "admin_groups", "proxy_addresses", mode="before"
    )
    @classmethod
    def _split_groups(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
