"""Every setting, read from the environment (`CITEWELL_...`) and `.env`, at the entry only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

import knowledge
from knowledge.settings.models import (
    EmbeddingSettings,
    EntailmentSettings,
    LlmSettings,
    MaskingSettings,
    RerankerSettings,
)
from knowledge.settings.part import Variables
from knowledge.settings.parts import (
    AnswerSettings,
    AuthSettings,
    ChatSettings,
    DatabaseSettings,
    IngestSettings,
    SearchSettings,
    StoreSettings,
    UploadSettings,
    WorkerSettings,
)
from knowledge.settings.variables import VariablesSource

_CHECKOUT = Path(knowledge.__file__).resolve().parents[1]

_BFLOAT16 = {"bfloat16": "bfloat16"}
_LIMITS = {
    "timeout_seconds": "llm_timeout_seconds",
    "retries": "llm_retries",
    "max_answer_tokens": "llm_max_answer_tokens",
    "context_tokens": "llm_context_tokens",
}


def default_data_folder() -> Path:
    """Return `data/` in a checkout, `~/.citewell` for an installed package."""
    in_checkout = (_CHECKOUT / "pyproject.toml").is_file()
    return _CHECKOUT / "data" if in_checkout else Path.home() / ".citewell"


class Settings(BaseSettings):
    """What can be set, in parts. Each variable has a line in `.env.example`.

    Raises:
        ConfigurationError: a variable `CITEWELL_...` is no setting.
        ValidationError: a value is not allowed.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # a key, for one
    )

    data_dir: Path = Field(default_factory=default_data_folder)
    default_kb: str = "demo"
    time_zone: str = ""
    store: Annotated[StoreSettings, Variables("store_")] = StoreSettings()
    database: Annotated[
        DatabaseSettings, Variables("database_", {"retention_days": "retention_days"})
    ] = DatabaseSettings()
    auth: Annotated[AuthSettings, Variables()] = AuthSettings()
    ingest: Annotated[IngestSettings, Variables()] = IngestSettings()
    embedding: Annotated[
        EmbeddingSettings,
        Variables("embedding_", {**_BFLOAT16, "passage_tokens": "passage_tokens"}),
    ] = EmbeddingSettings()
    reranker: Annotated[
        RerankerSettings, Variables("reranker_", {**_BFLOAT16, "name": "reranker"})
    ] = RerankerSettings()
    search: Annotated[SearchSettings, Variables()] = SearchSettings()
    llm: Annotated[LlmSettings, Variables("llm_")] = LlmSettings()
    fallback: Annotated[LlmSettings, Variables("llm_fallback_", _LIMITS)] = LlmSettings()
    judge: Annotated[LlmSettings, Variables("judge_", _LIMITS)] = LlmSettings()
    masking: Annotated[MaskingSettings, Variables("mask_")] = MaskingSettings()
    answers: Annotated[
        AnswerSettings,
        Variables(
            named={
                "passages": "passages_in_answer",
                "source": "answer_from",
                "strict": "strict_answers",
            }
        ),
    ] = AnswerSettings()
    entailment: Annotated[EntailmentSettings, Variables("entailment_", _BFLOAT16)] = (
        EntailmentSettings()
    )
    chat: Annotated[ChatSettings, Variables("chat_", {"language": "language"})] = ChatSettings()
    uploads: Annotated[UploadSettings, Variables("upload_")] = UploadSettings()
    worker: Annotated[WorkerSettings, Variables("worker_")] = WorkerSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put arguments before the environment, and that before `.env`."""
        del file_secret_settings
        found = [
            VariablesSource(settings_cls, source.env_vars)
            for source in (env_settings, dotenv_settings)
            if isinstance(source, EnvSettingsSource)
        ]
        return (init_settings, *found)
