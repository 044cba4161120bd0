"""An ingest on a Ray cluster. Slow: several nodes are started, and one is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tests
from ingest.cluster.ray_engine import Cluster, ingest_on_ray
from knowledge.domain.errors import ConfigurationError
from knowledge.settings.settings import Settings
from tests.ingest.conftest import IngestHarness

CHECKOUT = Path(str(tests.__file__)).resolve().parents[1]


def test_the_embedded_store_is_refused(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")

    with pytest.raises(ConfigurationError, match="CITEWELL_STORE_URL"):
        ingest_on_ray(
            [harness.docs],
            harness.target,
            harness.tools,
            settings=Settings(),
            cluster=Cluster(),
            tell=print,
        )


@pytest.mark.slow
def test_a_node_that_dies_in_the_middle_costs_nothing(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra 'ray' is not installed")

    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest.ray_process", str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )

    made = json.loads(done.stdout.strip().splitlines()[-1])
    assert made["texts"] == sorted(f"Rule {number} holds." for number in range(60))
    assert made["states"] == ["unchanged"]
    assert made["shares_told"] == 12
    assert made["draft"] is False
