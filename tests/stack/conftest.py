"""The real servers, once for all tests of this folder."""

from __future__ import annotations

import inspect
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dashboards.stack import binaries
from dashboards.stack.binaries import Binaries, MissingBinaryError
from dashboards.stack.ports import Ports
from dashboards.stack.stack import Stack, running
from tests.models.providers import serve
from tests.stack.jaeger import Jaeger
from tests.stack.model import answer
from tests.stack.service import Service, running_service


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them share one event loop, as they share the servers; and none is counted as fast."""
    for item in items:
        if "tests/stack/" in item.path.as_posix():
            item.add_marker(pytest.mark.stack)
            if inspect.iscoroutinefunction(getattr(item, "function", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def servers() -> Binaries:
    """The executables. Where dev.py has built them for CI they are required; elsewhere a skip says how to build them."""
    try:
        return binaries.find()
    except MissingBinaryError as missing:
        if os.environ.get("STACK_REQUIRED"):
            raise
        pytest.skip(str(missing))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(servers: Binaries, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Collector, Jaeger and Prometheus on free ports; the collector keeps every trace."""
    data = tmp_path_factory.mktemp("stack")
    async with running(servers, Ports.free(), data, scrape_interval="1s") as started:
        yield started


@pytest.fixture(scope="session")
def jaeger(stack: Stack) -> Jaeger:
    return Jaeger(stack.jaeger_url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The real service beside the stack, with short limits and a model to ask."""
    async with serve(answer) as provider:
        model = {
            "MODEL": "openai:test-model", "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{provider.url}/v1"
        }  # fmt: skip
        async with running_service(stack, tmp_path_factory.mktemp("service"), **model) as started:
            yield started
