"""Two web nodes over one Postgres and one NATS: what happened on one can be asked and resumed on the other."""

from __future__ import annotations

import json

import aiohttp

from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected, generate, read_to_the_end
from tests.running import until


async def test_a_timeline_is_found_from_any_node(serve: Serve) -> None:
    async with serve(worker=False) as first, serve(worker=False) as second, aiohttp.ClientSession() as session:
        await until(lambda: second.deps.bus.connected)
        seen = await generate(first.url, generatedCodeConfig="cobol")
        async with session.get(f"{second.url}/api/handshakes/{seen.connection_id}") as response:
            timeline = await response.json()
    assert timeline["outcome"] == "invalid_params"
    assert timeline["node"] == first.telemetry.node


async def test_a_client_resumes_on_another_node(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted]) as first, serve(worker=False) as second:
        async with connected(first.url) as (_, ws):
            await ws.send_json(dict(GENERATE))
            conducted.say("one ")
            while (frame := await ws.receive_json(timeout=10))["type"] != "chunk":
                if frame["type"] == "status" and "generationId" in frame:
                    generation_id = frame["generationId"]
        async with connected(second.url) as (attempt, ws):
            await ws.send_str(json.dumps({"type": "resume", "generationId": generation_id, "lastSeq": frame["seq"]}))
            while (await ws.receive_json(timeout=10))["type"] != "keepalive":
                pass
            conducted.say("two")
            conducted.finish()
            seen = await read_to_the_end(attempt, ws)
    assert "".join(chunk["value"] for chunk in seen.of("chunk")) == "two"
    assert seen.close_code == 1000
