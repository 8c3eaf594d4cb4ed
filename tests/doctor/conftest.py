"""One real service for all good cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doctor.running import free_port, process, wait_until_ready


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """`service up`; the port it listens on."""
    home = tmp_path_factory.mktemp("service")
    port, log = free_port(), home / "service.log"
    with process("up", log, port=str(port), worker_port="0", data_dir=str(home / "data")) as running:
        wait_until_ready(port, running, log)
        yield port
