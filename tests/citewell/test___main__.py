"""The command as a whole: errors in one line, quiet interruptions."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from citewell.__main__ import prepare_environment, without_verbose
from tests.citewell.test_commands import ROOT, citewell, run_python

# Jobs that do what a test needs, put in the place of a real one.
BROKEN = """
import sys
from knowledge.common import lazy_commands
import typer
from knowledge.domain.errors import InputError
app = typer.Typer()
@app.command()
def fail(kind: str) -> None:
    if kind == "foreseen":
        raise InputError("The path '/nope' does not exist.\\nGive one that does.")
    if kind == "interrupted":
        raise KeyboardInterrupt
    if kind == "secret":
        from knowledge.settings.settings import Settings
        Settings()
    raise ZeroDivisionError("by zero")
sys.modules["broken"] = sys.modules["__main__"]
lazy_commands.load_command = lambda command: app
import citewell.__main__ as command
sys.argv = ["citewell", "ask", *sys.argv[1:]]
command.main()
"""


def test_an_unknown_job_is_wrong_usage_and_the_likely_one_is_named() -> None:
    refused = citewell("asc")

    assert refused.returncode == 2
    assert "'ask'" in refused.stderr


def test_an_unknown_option_is_wrong_usage() -> None:
    refused = citewell("--no-such-option")

    assert refused.returncode == 2
    assert "--no-such-option" in refused.stderr


def test_the_version_is_said() -> None:
    assert citewell("--version").stdout == "citewell 0.1.0\n"


def test_a_foreseen_error_is_one_line() -> None:
    failed = run_python("-c", BROKEN, "foreseen")

    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr == "citewell: The path '/nope' does not exist. Give one that does.\n"


def test_an_unforeseen_error_is_one_line_that_says_how_to_see_more() -> None:
    failed = run_python("-c", BROKEN, "unforeseen")

    assert failed.returncode == 1
    assert failed.stderr == (
        "citewell: ZeroDivisionError: by zero. This should not happen: "
        "run the command again with --verbose for the trace.\n"
    )


@pytest.mark.parametrize("arguments", [("--verbose", "foreseen"), ("foreseen", "--verbose")])
def test_verbose_shows_the_trace_wherever_it_stands(arguments: tuple[str, str]) -> None:
    failed = run_python("-c", BROKEN, *arguments)

    assert failed.returncode == 1
    assert "Traceback (most recent call last)" in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("citewell: The path '/nope'")


def test_a_wrong_setting_is_named_without_its_value() -> None:
    failed = run_python(
        "-c", BROKEN, "secret", CITEWELL_CHAT_PORT="99999", CITEWELL_LLM_API_KEY="sk-secret"
    )

    assert failed.returncode == 1
    assert failed.stderr.startswith("citewell: A setting is wrong. CITEWELL_CHAT_PORT: ")
    assert len(failed.stderr.splitlines()) == 1
    assert "sk-secret" not in failed.stderr


def test_an_interruption_is_quiet() -> None:
    interrupted = run_python("-c", BROKEN, "interrupted")

    assert (interrupted.returncode, interrupted.stderr) == (130, "")


@pytest.fixture
def waiting() -> Iterator[subprocess.Popen[str]]:
    """Start a command that asks whether to delete, and waits for the answer."""
    script = (
        # Under nohup, or in a script's background, Ctrl-C is switched off for all children.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, typer; from citewell import __main__ as c; a = typer.Typer();\n"
        "from knowledge.common import lazy_commands as lazy\n"
        "@a.command()\n"
        "def ask() -> None:\n"
        "    print('ready', flush=True); sys.stdin.read()\n"
        "lazy.load_command = lambda command: a; sys.argv = ['citewell', 'ask']; c.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_ctrl_c_ends_a_command_quietly(waiting: subprocess.Popen[str]) -> None:
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == "ready\n"

    waiting.send_signal(signal.SIGINT)
    _, said = waiting.communicate(timeout=30)

    assert (waiting.returncode, said) == (130, "")


def test_verbose_after_a_double_dash_belongs_to_the_question() -> None:
    arguments = ["ask", "--verbose", "--", "--verbose"]

    assert without_verbose(arguments) == (["ask", "--", "--verbose"], True)
    assert without_verbose(["ask", "--", "--verbose"]) == (["ask", "--", "--verbose"], False)


def test_nothing_is_traced_even_when_another_project_asked_for_it() -> None:
    environment = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"}

    prepare_environment(environment, downloads=False)

    assert environment["LANGSMITH_TRACING"] == environment["LANGCHAIN_TRACING_V2"] == "false"
    assert environment["HF_HUB_OFFLINE"] == environment["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert environment["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] == "false"
    assert environment["STREAMLIT_SERVER_SHOW_EMAIL_PROMPT"] == "false"


def test_models_may_be_downloaded_only_where_that_is_asked() -> None:
    environment: dict[str, str] = {}

    prepare_environment(environment, downloads=True)

    assert "HF_HUB_OFFLINE" not in environment
