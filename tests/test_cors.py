"""Pages of allowed origins read the HTTP side; pages of others don't."""

from __future__ import annotations

import aiohttp
import pytest

from tests.conftest import Serve

VITE = "http://127.0.0.1:5173"


async def test_a_page_of_the_dev_server_may_read_answers_and_errors(serve: Serve) -> None:
    async with serve(worker=False) as running, aiohttp.ClientSession(running.url, headers={"Origin": VITE}) as session:
        for path, status in (("/api/capabilities", 200), ("/api/generations/none", 404)):
            answer = await session.get(path)
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, VITE)
            assert answer.headers["Vary"] == "Origin"


async def test_a_preflight_lets_json_and_images_be_posted(serve: Serve) -> None:
    async with serve(worker=False) as running, aiohttp.ClientSession(running.url) as session:
        asked = {
            "Origin": VITE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        answer = await session.options("/api/media", headers=asked)
        assert answer.status == 204
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
async def test_a_page_of_another_origin_may_not(serve: Serve, method: str) -> None:
    async with serve(worker=False) as running, aiohttp.ClientSession(running.url) as session:
        asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
        answer = await session.request(method, "/api/capabilities", headers=asked)
        assert "Access-Control-Allow-Origin" not in answer.headers
