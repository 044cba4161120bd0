"""Settings of everything but the models: storage, sign-in, ingest, search, answers, chat."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from knowledge.domain.vector_storage import VectorStorage
from knowledge.settings.part import ApiKey, Listed, SettingsPart


class StoreSettings(SettingsPart):
    """Where passages and vectors are stored; without an address in the data folder."""

    url: str = ""
    api_key: ApiKey = None
    wait_seconds: float = Field(default=300.0, ge=0, le=86_400)
    shards: int = Field(default=1, ge=0, le=1_024)
    replicas: int = Field(default=0, ge=0, le=64)
    write_consistency: int = Field(default=0, ge=0, le=64)


class DatabaseSettings(SettingsPart):
    """Where conversations, feedback, the audit log and accounts are kept, and for how long."""

    url: SecretStr | None = None
    retention_days: int = Field(default=0, ge=0, le=36_500)


class AuthSettings(SettingsPart):
    """Who may come in, and which groups make a reader, a curator or an admin."""

    sign_in: Literal["none", "proxy", "oidc", "accounts"] = "none"
    session_hours: float = Field(default=12.0, gt=0, le=720)
    reader_groups: Listed = ("staff",)
    curator_groups: Listed = ()
    admin_groups: Listed = ()
    proxy_user_header: str = Field(default="X-Forwarded-User", min_length=1)
    proxy_groups_header: str = ""
    proxy_secret: SecretStr | None = None
    proxy_addresses: Listed = ()
    oidc_provider: str = ""
    oidc_name_claim: str = Field(default="email", min_length=1)
    oidc_groups_claim: str = ""


class IngestSettings(SettingsPart):
    """How documents are read and split, and what a knowledge base is made with."""

    default_group: str = Field(default="staff", min_length=1)
    vector_storage: VectorStorage = VectorStorage.FLOAT32
    bm25_language: str = "english"
    passage_tokens: int = Field(default=220, ge=32, le=32_768)
    ocr: bool = False
    ocr_language: str = Field(default="eng", pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$")
    ocr_page_seconds: float = Field(default=60.0, gt=0, le=3600)
    archives: bool = False
    follow_links: bool = False


class SearchSettings(SettingsPart):
    """How a question is made into a search, and what the search returns."""

    corrections: bool = True
    rewriting: Literal["", "none", "concat", "history", "gate", "standalone", "diverse"] = ""
    history_gate: Path | None = None
    glossary: Path | None = None


class AnswerSettings(SettingsPart):
    """What an answer is made from, and when there is none."""

    day_from_question: bool = True
    passages: int = Field(default=6, ge=1, le=50)
    source: Literal["passages", "sections"] = "passages"
    evidence_threshold: float = Field(default=0.5, ge=0, le=1)
    strict: bool = False


class ChatSettings(SettingsPart):
    """Where the chat listens and which language it begins in."""

    port: int = Field(default=8501, ge=1, le=65_535)
    host: str = "localhost"
    language: Literal["", "en", "de", "es"] = ""


class UploadSettings(SettingsPart):
    """How much curators may upload, in megabytes: a file, an open page, all pages together."""

    most_megabytes: int = Field(default=100, ge=1, le=1024)
    page_megabytes: int = Field(default=300, ge=1, le=16_384)
    all_megabytes: int = Field(default=1000, ge=1, le=65_536)


class WorkerSettings(SettingsPart):
    """How workers take jobs from one another."""

    stale_seconds: float = Field(default=60.0, ge=2, le=3600)
