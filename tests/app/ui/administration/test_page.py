"""The People page without a browser."""

from __future__ import annotations

from contextlib import closing
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

from app.domain.person import Person
from app.i18n import curator_texts as words
from app.i18n import texts
from app.records.opening import open_records
from knowledge.domain.access import Role
from knowledge.settings.settings import Settings

PASSWORD = "correct horse battery"


def page(data: str, role: str, has_accounts: bool) -> None:
    """Draw the page over a data folder; runs as a script of its own."""

    from pathlib import Path  # noqa: PLC0415 - a script brings its own imports

    from app.auth.visitor import Visitor  # noqa: PLC0415
    from app.domain.person import Person  # noqa: PLC0415
    from app.records.opening import open_records  # noqa: PLC0415
    from app.ui.administration.page import AdminWorkspace, show  # noqa: PLC0415
    from knowledge.domain.access import Role  # noqa: PLC0415
    from knowledge.settings.settings import Settings  # noqa: PLC0415

    visitor = Visitor.always(Person("eve", Role(role), ()))
    records = open_records(Settings().database, Path(data))
    show(AdminWorkspace(records, visitor, has_accounts=has_accounts, groups=("staff",)))


def opened(data: Path, role: str = "admin", *, has_accounts: bool = True) -> AppTest:
    arguments = {"data": str(data), "role": role, "has_accounts": has_accounts}
    return AppTest.from_function(page, kwargs=arguments, default_timeout=30).run()


def said(test: AppTest) -> str:
    return unescape("\n".join(str(each.proto.body) for each in test.get("html")))


def people_in(data: Path) -> dict[str, Person]:
    with closing(open_records(Settings().database, data)) as records:
        return {each.person.name: each.person for each in records.accounts.accounts()}


def with_ann(data: Path) -> AppTest:
    test = opened(data)
    test.text_input(key="new_name").set_value("Ann")
    test.text_input(key="new_password").set_value(PASSWORD).run()
    return test.button(key="add_person").click().run()


def test_a_person_is_added_and_listed(tmp_path: Path) -> None:
    before = said(opened(tmp_path))

    test = with_ann(tmp_path)

    assert words.NO_ACCOUNTS in before
    assert not test.exception
    assert people_in(tmp_path)["ann"] == Person("ann", Role.READER, ("staff",))
    assert "<td>ann</td>" in said(test)
    assert test.text_input(key="new_password").value == ""


def test_role_and_groups_are_changed(tmp_path: Path) -> None:
    test = with_ann(tmp_path)
    test.selectbox(key="person_chosen").select("ann").run()
    test.selectbox(key="role_ann").select(Role.CURATOR)
    test.text_input(key="groups_ann").set_value("staff, claims").run()

    test.button(key="save_person").click().run()

    assert people_in(tmp_path)["ann"] == Person("ann", Role.CURATOR, ("staff", "claims"))


def test_removing_somebody_asks_once(tmp_path: Path) -> None:
    test = with_ann(tmp_path)
    test.selectbox(key="person_chosen").select("ann").run()

    asked = said(test.button(key="ask_remove_person").click().run())
    there = "ann" in people_in(tmp_path)
    test.button(key="go_remove_person").click().run()

    assert there
    assert words.CANT_UNDO in asked
    assert people_in(tmp_path) == {}


def test_what_cannot_be_is_said_and_changes_nothing(tmp_path: Path) -> None:
    test = opened(tmp_path)
    test.text_input(key="new_name").set_value("ann")
    test.text_input(key="new_password").set_value("short").run()

    test.button(key="add_person").click().run()

    assert "5 characters" in said(test)
    assert people_in(tmp_path) == {}


def test_the_page_is_for_admins(tmp_path: Path) -> None:
    test = opened(tmp_path, "curator")

    assert texts.ADMINS_ONLY in test.exception[0].message


def test_where_others_sign_people_in_nobody_is_managed_here(tmp_path: Path) -> None:
    test = opened(tmp_path, has_accounts=False)

    assert words.SIGNED_IN_ELSEWHERE in said(test)
    assert not [button for button in test.button if button.key == "add_person"]
