"""What all scenarios share: a directory for the servers, and the world in which they play."""

import shutil

import pytest
import pytest_asyncio

from servers.bridge import binary
from world import World, new_directory


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
    path = new_directory()
    world = World(path, request.param)
    try:
        await world.start()
        yield world
    finally:
        await world.stop()
        shutil.rmtree(path, ignore_errors=True)


@pytest_asyncio.fixture
async def world(shared_world, request):
    """The shared world for one scenario, whose people are dismissed at the end; its logs are shown on failure."""
    starts = {process: process.log.stat().st_size if process.log.exists() else 0 for process in shared_world.processes}
    await shared_world.revive()
    yield shared_world
    await shared_world.dismiss_people()
    report = getattr(request.node, "report_of_call", None)
    if report is not None and report.failed:
        for process, start in starts.items():
            with process.log.open("rb") as log:
                log.seek(start)
                lines = log.read().decode(errors="replace").splitlines()
            print(f"\n---- {process.name} during this scenario ({len(lines)} lines, the last 120) ----")
            print("\n".join(line[:300] for line in lines[-120:]))
    assert shared_world.bridge.process.is_running, f"the bridge died:\n{shared_world.bridge.process.log_tail(60)}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.report_of_call = outcome.get_result()
