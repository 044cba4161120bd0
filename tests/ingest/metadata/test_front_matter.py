"""What a text states about itself: understood, or the file is left out."""

from __future__ import annotations

import pytest

from ingest.metadata.front_matter import split_front_matter
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.metadata.test_plain_yaml import BOMB


@pytest.mark.parametrize(
    "head",
    [
        "---\nGroups: [hr]\n---\n",
        "---\r\ngroups: hr\r\n---\r\n",
        "\n---yaml\nGROUPS:\n- hr\n...\n",
        '+++\ngroups = ["hr"]\n[extra]\nweight = 3\n+++\n',
        '--- toml\ngroups = ["hr"]\n---\n',
        '{"groups": ["hr"], "draft": false}\n',
        "\u200b---\ngroups: hr\n---\n",
        "\ufeff\ufeff---\ngroups: hr\n---\n",
    ],
)
def test_groups_are_read_in_whatever_language_they_are_stated(head: str) -> None:
    front = split_front_matter(f"{head}Text.\n")

    assert front.values == {"groups": ["hr"]}
    assert front.body.strip() == "Text."


def test_toml_values_are_the_words_of_yaml() -> None:
    front = split_front_matter(
        '+++\ntitle = "Late"\nversion = 1.10\neffective_from = 2027-01-01\nplan = "gold"\n+++\n'
    )

    assert front.values == {
        "title": "Late",
        "version": "1.10",
        "effective_from": "2027-01-01",
        "facets": {"plan": "gold"},
    }


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("---\ngroup: hr\n---\n", "'group' may be meant"),
        ("---\nreaders: [hr]\n---\n", "'readers' may be meant"),
        ("---\nmeta: {Groups: [hr]}\n---\n", "'meta' may be meant"),
        ("---\nfacets: {groups: hr}\n---\n", "not a facet"),
        ("---\ngroups: [hr]\nGroups: [all]\n---\n", "groups is stated twice"),
        ("---\ngroups: []\n---\n", "names no group"),
        ("---\ngroups:\n---\n", "names no group"),
        ("---\ngroups: {hr: yes}\n---\n", "groups is a mapping"),
        ("---\ngroups: [hr]\n\n", "does not end"),
        ("---\ngroups: [hr]\n" + "x: y\n" * 20_000 + "---\n", "does not end"),
        ('---\ngroups = ["hr"]\n---\n', "not a list of keys and values"),
        ("---\n- groups: hr\n---\n", "not a list of keys and values"),
        ("---\ngroups: [hr\n---\n", "not valid YAML"),
        ("+++\ngroups = [hr]\n+++\n", "not valid TOML"),
        ('{"groups": ["hr"],}\n\n', "not valid"),
        (f"---\n{BOMB}groups: [hr]\n---\n", "aliases"),
        ('---json\n{"groups": ["hr"]}\n---\n', "form that is not read"),
        (';;;\n{\n"groups": ["hr"]\n}\n;;;\n', "form that is not read"),
        ("----\ngroups: hr\n----\n", "form that is not read"),
        ("\u2014\ngroups: hr\n\u2014\n", "form that is not read"),
        ("```yaml\ntitle: a b c\ngroups: hr\n```\n", "form that is not read"),
        ("<!--\ngroups: hr\n-->\n", "form that is not read"),
        ("groups: hr\nowner: ann\n\n", "form that is not read"),
        (f"---\ngroups: [{', '.join(map(str, range(300)))}]\n---\n", "may have 200 names"),
    ],
)
def test_what_may_limit_the_readers_and_is_not_understood_keeps_the_file_out(
    head: str, said: str
) -> None:
    with pytest.raises(DocumentUnreadable, match=said) as caught:
        split_front_matter(f"{head}Text.\n")

    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "text",
    [
        "---\nJust a quote.\n---\nText.\n",
        "---\nText under a rule.\n\nGroups: four people each.\n",
        "{% include nav.html %}\nText.\n",
        '{"weight": 3}\nText.\n',
        '{"version": "1"}\n',
        "{broken: json}\nText.\n",
        "Groups: of four people\n",
        "Groups: four\nmeet in the hall at noon.\n",
        "```\nThe groups: four people each.\n```\n",
    ],
)
def test_other_texts_come_back_whole(text: str) -> None:
    assert split_front_matter(text).body == text


def test_aliases_in_other_tools_front_matter_are_a_warning() -> None:
    front = split_front_matter("---\na: &a [x]\nb: *a\n---\nText.\n")

    assert (front.body, front.values) == ("Text.\n", {})
    assert "aliases" in front.warnings[0]
