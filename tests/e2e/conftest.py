"""What all scenarios share: a directory for the servers, and the world in which they play."""

import re
import shutil

import pytest
import pytest_asyncio

from servers.bridge import ROOT, binary
from servers.ejabberd import Ejabberd
from world import World, new_directory, running


_reports = []


@pytest.fixture
def report():
    """Takes lines that are shown at the end of the run, whatever its outcome."""
    return _reports.append


def pytest_terminal_summary(terminalreporter):
    for line in _reports:
        terminalreporter.write_line(line)


@pytest.fixture
def directory():
    path = new_directory()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", params=["sqlite", "postgresql"])
async def shared_world(request):
    """One world for each kind of database. Its servers are started once; each scenario brings people of its own."""
    if not binary().exists():
        pytest.fail(f"{binary()} is not there; build it with scripts/test or cmake --build --preset ci")
    async with running(World(new_directory(), request.param)) as world:
        yield world


@pytest_asyncio.fixture
async def ejabberd_world():
    """A world of its own, with ejabberd in the place of Prosody."""
    async with running(World(new_directory(), "sqlite", Ejabberd)) as world:
        yield world


@pytest_asyncio.fixture
async def world(shared_world, request):
    """The shared world for one scenario, whose people are dismissed at the end.

    When the scenario failed, the ends of the servers' logs are shown, and what they said during it is kept below
    build/logs/e2e.
    """
    await shared_world.revive()
    starts = {process: process.log.stat().st_size for process in shared_world.processes}
    yield shared_world
    await shared_world.dismiss_people()
    await shared_world.reset_mapping()
    outcome = getattr(request.node, "report_of_call", None)
    if outcome is not None and outcome.failed:
        keep_logs(starts, artifacts_of(request.node))
    assert shared_world.bridge.process.is_running, f"the bridge died:\n{shared_world.bridge.process.log_tail(60)}"


def keep_logs(starts, folder):
    """Saves and shows what each process has logged from its start position on."""
    for process, start in starts.items():
        with process.log.open("rb") as log:
            log.seek(start)
            text = log.read().decode(errors="replace")
        (folder / f"{process.name}.log").write_text(text)
        print(f"\n---- the last lines of {process.name}; all of this scenario: {folder}/{process.name}.log ----")
        print("\n".join(line[:300] for line in text.splitlines()[-60:]))


def artifacts_of(node):
    """A folder for what a scenario leaves behind."""
    folder = ROOT / "build" / "logs" / "e2e" / re.sub("[^a-zA-Z0-9]+", "-", node.name).strip("-")[:120]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def artifacts(request):
    return artifacts_of(request.node)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.report_of_call = outcome.get_result()
