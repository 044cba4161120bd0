"""docker-compose.yml and Dockerfile: pinned, waiting for each other, closed, without secrets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest
import yaml

from citewell.commands import COMMANDS
from knowledge.settings.settings import Settings
from knowledge.settings.variables import paths

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
Service = Mapping[str, object]
COMPOSE = cast(dict[str, object], yaml.safe_load(TEXT))
SERVICES = cast(dict[str, Service], COMPOSE["services"])
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ONE_SHOT = {"ingest", "ingest-gpu", "llm-model"}
LONG_RUNNING = set(SERVICES) - ONE_SHOT
VARIABLE = re.compile(r"\bCITEWELL_([A-Z0-9_]+)")
# A tag that names a version, or a digest: never "latest", never nothing (PostgreSQL has two parts).
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?")


def listed(service: Service, key: str) -> list[str]:
    """Return a list of texts of a service, empty when it has none."""
    return cast(list[str], service.get(key, []))


def waits(service: Service) -> dict[str, str]:
    """Return for what a service waits, and in which state."""
    depends = cast(dict[str, dict[str, str]], service.get("depends_on", {}))
    return {name: state["condition"] for name, state in depends.items()}


def environment(service: Service) -> dict[str, str]:
    """Return a service's environment."""
    return cast(dict[str, str], service.get("environment", {}))


def mounts() -> Iterator[tuple[str, str]]:
    """Yield source and target of every mount."""
    for service in SERVICES.values():
        for volume in listed(service, "volumes"):
            source, target, *_ = volume.split(":")
            yield source, target


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned(name: str) -> None:
    assert PINNED.fullmatch(str(SERVICES[name]["image"]))


def test_our_image_carries_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    images = {str(service["image"]) for service in OURS.values()}

    assert images == {f"citewell:{version}", f"citewell:{version}-gpu"}


def test_qdrant_is_the_version_that_the_store_is_tested_on() -> None:
    constraints = (ROOT / "constraints.txt").read_text("utf-8").split()

    client = next(line for line in constraints if line.startswith("qdrant-client=="))

    assert SERVICES["qdrant"]["image"] == f"qdrant/qdrant:v{client.split('==')[1]}"


def test_the_base_of_our_image_is_pinned_and_can_be_given_with_its_digest() -> None:
    default = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE)

    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert default is not None
    assert PINNED.fullmatch(default[1])
    assert bases == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]


@pytest.mark.parametrize("name", sorted(LONG_RUNNING))
def test_what_keeps_running_says_whether_it_is_healthy(name: str) -> None:
    check = cast(dict[str, object], SERVICES[name]["healthcheck"])

    assert {"test", "interval", "timeout", "retries", "start_period"} == set(check)


@pytest.mark.parametrize("name", ["chat", "chat-gpu"])
def test_the_chat_is_asked_whether_it_serves(name: str) -> None:
    check = cast(dict[str, list[str]], SERVICES[name]["healthcheck"])

    assert "http://127.0.0.1:8501/_stcore/health" in check["test"][-1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qdrant", {}),
        ("ingest", {"qdrant": "service_healthy"}),
        (
            "chat",
            {"qdrant": "service_healthy", "ingest": "service_completed_successfully"},
        ),
        ("postgres", {}),
        ("worker", {"qdrant": "service_healthy"}),
        ("worker-gpu", {"qdrant": "service_healthy"}),
        ("llm", {}),
        ("llm-model", {"llm": "service_healthy"}),
        ("ingest-gpu", {"qdrant": "service_healthy"}),
        (
            "chat-gpu",
            {"qdrant": "service_healthy", "ingest-gpu": "service_completed_successfully"},
        ),
    ],
)
def test_each_service_waits_for_what_it_needs(name: str, expected: dict[str, str]) -> None:
    assert waits(SERVICES[name]) == expected


def test_only_the_sample_qdrant_the_worker_and_the_chat_start_without_a_profile() -> None:
    started = {name for name, service in SERVICES.items() if "profiles" not in service}

    assert started == {"qdrant", "ingest", "worker", "chat"}


@pytest.mark.parametrize("name", sorted(ONE_SHOT))
def test_what_ends_is_not_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


def test_every_port_is_open_to_this_machine_only_and_none_twice() -> None:
    ports = [port for service in SERVICES.values() for port in listed(service, "ports")]

    hosts, outer = zip(*(port.split(":")[:2] for port in ports), strict=True)

    assert set(hosts) == {"127.0.0.1"}
    assert len(set(outer)) == len(outer)
    assert "127.0.0.1:8501:8501" in SERVICES["chat"]["ports"]  # type: ignore[operator]


def test_every_named_volume_is_declared_and_used() -> None:
    named = {source for source, _ in mounts() if not source.startswith(".")}

    assert named == set(cast(dict[str, None], COMPOSE["volumes"]))


def test_what_must_outlive_a_container_is_on_a_volume() -> None:
    assert {
        ("qdrant", "/qdrant/storage"),
        ("data", "/data"),
        ("postgres", "/var/lib/postgresql/data"),
        ("llm", "/root/.ollama"),
    } <= set(mounts())


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_no_root_and_cannot_become_it(name: str) -> None:
    service = OURS[name]

    assert service["user"] == "10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_write_into_their_volume_and_a_folder_in_memory_only(name: str) -> None:
    service = OURS[name]

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]


def test_models_and_data_of_the_image_are_kept_in_its_volume() -> None:
    kept = dict(re.findall(r"(CITEWELL_DATA_DIR|HF_HOME)=(\S+)", DOCKERFILE))

    assert kept == {"CITEWELL_DATA_DIR": "/data", "HF_HOME": "/data/models"}
    assert "VOLUME /data\n" in DOCKERFILE


def test_the_source_is_compiled_where_it_can_still_be_written() -> None:
    build, run = DOCKERFILE.split("\nFROM ${PYTHON_IMAGE}\n")

    assert "compileall" in build
    assert "unchecked-hash" in build
    assert "compileall" not in run


@pytest.mark.parametrize("name", OURS)
def test_every_setting_may_stand_in_a_dotenv_but_where_things_are(name: str) -> None:
    fixed = {
        "CITEWELL_DATA_DIR": "/data",
        "CITEWELL_STORE_URL": "http://qdrant:6333",
        "CITEWELL_CHAT_HOST": "0.0.0.0",
        "CITEWELL_CHAT_PORT": "8501",
    }

    assert OURS[name]["env_file"] == [{"path": ".env", "required": False}]
    assert fixed.items() <= environment(OURS[name]).items()


def test_our_image_runs_as_the_user_that_compose_names() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["10001"]
    assert "useradd --uid 10001" in DOCKERFILE


def test_every_variable_is_a_setting() -> None:
    used = {name.lower() for name in VARIABLE.findall(TEXT + DOCKERFILE)}

    assert used - {name.lower() for name in paths(Settings)} == set()


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_service_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        key: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        for key, value in environment(OURS[name]).items()
    }
    monkeypatch.setattr("os.environ", given)

    settings = Settings(_env_file=None)

    assert settings.store.url == "http://qdrant:6333"
    assert str(settings.data_dir) == "/data"


@pytest.mark.parametrize("name", SERVICES)
def test_a_secret_comes_from_outside_or_not_at_all(name: str) -> None:
    secrets = {
        key: value
        for key, value in environment(SERVICES[name]).items()
        if re.search("KEY|TOKEN|SECRET|PASSWORD", key)
    }

    assert {key: f"${{{key}:-}}" for key in secrets} == secrets


def test_the_image_takes_in_only_what_is_listed() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    rules = [line for line in lines if line and not line.startswith("#")]

    assert rules[0] == "*"
    assert "**/.env" in rules
    assert not {"!data", "!.env", "!.git", "!models"} & set(rules)
    assert [rule for rule in rules if rule[0] == "!" and not (ROOT / rule[1:]).exists()] == []
    assert {f"!{path.parent.name}" for path in ROOT.glob("*/__init__.py")} - set(rules) == {
        "!sample",
        "!tests",
    }


@pytest.mark.parametrize("name", OURS)
def test_the_commands_are_ours(name: str) -> None:
    command = listed(OURS[name], "command")

    assert command[0] in {job.name for job in COMMANDS}


def test_the_sample_is_where_the_image_has_it() -> None:
    assert listed(SERVICES["ingest"], "command")[1] == "/srv/citewell/sample/documents"
    assert "WORKDIR /srv/citewell\n" in DOCKERFILE
    assert "!sample/documents" in (ROOT / ".dockerignore").read_text("utf-8")


def test_the_language_model_of_the_profile_is_the_one_that_the_chat_asks() -> None:
    chat = environment(SERVICES["chat"])

    assert chat["CITEWELL_LLM_BASE_URL"] == "${CITEWELL_LLM_BASE_URL:-http://llm:11434/v1}"
    assert chat["CITEWELL_LLM_MODEL"] == "${CITEWELL_LLM_MODEL:-}"
    assert "CITEWELL_LLM_MODEL" in listed(SERVICES["llm-model"], "command")[1]


def test_the_gpu_profile_fills_a_knowledge_base_of_its_own() -> None:
    # Vectors of two models do not mix: the demo's is MiniLM's.
    chat, ingest = SERVICES["chat-gpu"], SERVICES["ingest-gpu"]

    assert environment(chat) == environment(ingest)
    assert environment(chat)["CITEWELL_DEFAULT_KB"] == listed(ingest, "command")[3] != "demo"
    assert '"driver": "nvidia"' in str(chat["deploy"]).replace("'", '"')
