"""What the web layer works with: made once by the composition root, found on the application."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from service.jobs.bus import Bus
from service.jobs.queue import JobQueue
from service.jobs.workers import Workers
from service.settings import Settings
from service.storage.database import Database
from service.storage.generations import GenerationStore
from service.storage.media import MediaStore
from service.storage.versions import VersionStore
from service.telemetry.hub import Telemetry
from service.web.admission import Admission
from service.web.keepalive import Ticker
from service.web.watch import Watch


@dataclass(frozen=True, slots=True)
class Deps:
    """`keys`: provider keys that clients sent, by generation id, for as long as their connection lasts."""

    settings: Settings
    telemetry: Telemetry
    database: Database
    generations: GenerationStore
    versions: VersionStore
    media: MediaStore
    bus: Bus
    queue: JobQueue
    workers: Workers
    ticker: Ticker
    watch: Watch
    admission: Admission
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    keys: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)


DEPS: web.AppKey[Deps] = web.AppKey("deps", Deps)
