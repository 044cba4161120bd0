"""What `citewell doctor` says of the database, the sign-in, and how long records are kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.auth.sign_in import Proxy
from app.records.opening import Records, open_records
from citewell.doctor.checks import Check, State
from knowledge.domain.access import Role
from knowledge.domain.errors import AssistantError
from knowledge.jobs.job import JobState
from knowledge.jobs.table import open_jobs
from knowledge.settings.parts import AuthSettings, ChatSettings, DatabaseSettings
from knowledge.settings.settings import Settings

_HERE_ONLY = ("localhost", "127.0.0.1", "::1")
_SECRETS = (Path(".streamlit/secrets.toml"), Path.home() / ".streamlit" / "secrets.toml")


def check_people(settings: Settings) -> list[Check]:
    """Open the database and look at the sign-in."""
    try:
        records = open_records(settings.database, settings.data_dir)
    except AssistantError as error:
        wrong = Check("database", State.WRONG, str(error), "See docs/operators/records.md.")
        return [wrong, _retention(settings.database)]
    with closing(records):
        place = records.database.file or records.database.place
        kept = f"{place}, {_counted(len(records.accounts.accounts()))}"
        return [
            Check("database", State.OK, kept),
            _sign_in(settings.auth, settings.chat, records),
            _retention(settings.database),
        ]


def _sign_in(auth: AuthSettings, chat: ChatSettings, records: Records) -> Check:
    if auth.sign_in == "proxy":
        return _proxy(auth)
    if auth.sign_in == "oidc":
        return _oidc(auth)
    if auth.sign_in == "accounts":
        return _accounts(records)
    if chat.host in _HERE_ONLY:
        return Check("sign-in", State.OK, "none; the chat listens on this machine only")
    advice = "Set CITEWELL_SIGN_IN to proxy, oidc or accounts (docs/operators/people.md)."
    found = f"none, and the chat listens on {chat.host}: whoever reaches it is an admin"
    return Check("sign-in", State.WARNING, found, advice)


def _proxy(auth: AuthSettings) -> Check:
    try:
        Proxy(auth)
    except AssistantError as error:
        return Check(
            "sign-in", State.WRONG, str(error), "See docs/operators/people.md, reverse proxy."
        )
    trusted = "a shared secret" if auth.proxy_secret else "addresses only"
    return Check("sign-in", State.OK, f"proxy, {auth.proxy_user_header}, {trusted}")


def _oidc(auth: AuthSettings) -> Check:
    if any(path.is_file() for path in _SECRETS):
        return Check("sign-in", State.OK, f"oidc, claim {auth.oidc_name_claim}")
    advice = "Write .streamlit/secrets.toml with an [auth] section (docs/operators/people.md)."
    return Check("sign-in", State.WRONG, "oidc, but there is no secrets.toml", advice)


def _accounts(records: Records) -> Check:
    accounts = records.accounts.accounts()
    if not accounts:
        advice = "Add the first: citewell people add NAME --role admin"
        return Check("sign-in", State.WRONG, "accounts, but nobody has one", advice)
    if all(each.person.role is Role.READER for each in accounts):
        advice = "Make one a curator: citewell people role NAME curator"
        return Check("sign-in", State.WARNING, "accounts, but all of them only read", advice)
    return Check("sign-in", State.OK, f"accounts, {_counted(len(accounts))}")


def _retention(database: DatabaseSettings) -> Check:
    kept = f"{database.retention_days} days" if database.retention_days else "for good"
    return Check("retention", State.OK, f"conversations, feedback and audit log are kept {kept}")


def _counted(accounts: int) -> str:
    return f"{accounts} account{'' if accounts == 1 else 's'}"


# `citewell doctor`: is a worker there, and does work wait for one?


def check_worker(settings: Settings) -> list[Check]:
    """Look for a worker's heartbeat and for jobs that wait."""
    with closing(open_jobs(settings)) as jobs:
        workers = jobs.workers()
        latest = jobs.latest(limit=200)
    waiting = sum(job.state is JobState.WAITING for job in latest)
    if workers:
        found = f"{len(workers)} alive ({'; '.join(workers)}), {waiting} jobs wait"
        return [Check("worker", State.OK, found)]
    if waiting:
        advice = "Start one: citewell worker. 'citewell chat' starts one beside itself."
        return [Check("worker", State.WARNING, f"none is alive, {waiting} jobs wait", advice)]
    return [Check("worker", State.OK, "none is alive, no job waits")]
