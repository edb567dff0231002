"""The module `virtual` of a served virtual board."""

import json
import re
import time
from pathlib import Path

import pytest
from Pyro5.client import Proxy

import pyrpl_pyro
from pyrpl_pyro.errors import StartError


@pytest.fixture(scope="module")
def rp():
    with pyrpl_pyro.launch(virtual=True, plant="loopback:gain=0.5") as board:
        yield board


@pytest.fixture
def virtual(rp):
    yield rp.virtual
    rp.virtual.end_fault()
    rp.virtual.log_writes = False
    rp.virtual.plant = "loopback:gain=0.5"


def test_it_is_a_module_but_none_of_pyrpls_list(rp, virtual):
    assert "virtual" in rp.info().modules
    assert "virtual" in dir(rp)
    assert rp.rp.virtual is virtual
    assert len(rp.modules) == 29
    assert virtual not in rp.modules
    assert virtual.setup_attributes == {}
    assert "virtual" not in rp.c
    assert {"plant", "plants", "fault", "end_fault", "faults", "writes", "log_writes"} <= set(
        dir(virtual)
    )


def test_what_is_connected_is_read_and_replaced(rp, virtual):
    assert virtual.plant["name"] == "loopback"
    assert virtual.plant["gain"] == 0.5
    rp.asg0.setup(waveform="dc", offset=0.4, trigger_source="immediately", output_direct="out1")
    assert rp.sampler.in1 == pytest.approx(0.2, abs=0.001)
    virtual.plant = "loopback:gain=0.25"
    assert rp.sampler.in1 == pytest.approx(0.1, abs=0.001)
    virtual.plant = {"name": "loopback", "gain": 1.0}
    assert rp.sampler.in1 == pytest.approx(0.4, abs=0.001)
    virtual.plant = "none"
    assert virtual.plant["name"] == "none"
    assert rp.sampler.in1 == 0
    with pytest.raises(ValueError, match="there is no plant 'cable'; there are"):
        virtual.plant = "cable"
    with pytest.raises(ValueError, match="has no parameter 'finesse'"):
        virtual.plant = "loopback:finesse=3"
    assert virtual.plant["name"] == "none"
    rp.asg0.output_direct = "off"


def test_plants_tell_their_parameters_with_unit_and_doc(virtual):
    plants = virtual.plants
    assert set(plants) >= {"none", "loopback"}
    gain = plants["loopback"]["parameters"]["gain"]
    assert gain["default"] == 1.0
    assert plants["loopback"]["doc"]
    assert all(
        parameter["doc"] and "unit" in parameter
        for plant in plants.values()
        for parameter in plant["parameters"].values()
    )


def test_board_time_passes(virtual, until):
    cycle, seconds = virtual.cycle, virtual.time
    time.sleep(0.05)
    # It may lag behind on a busy machine.
    until(lambda: virtual.cycle - cycle >= 0.05 * 125e6)
    assert virtual.time - seconds >= 0.05
    assert virtual.lag >= 0
    assert 0 < virtual.speed <= 1


def test_writes_are_logged_on_request(rp, virtual):
    virtual.log_writes = True
    assert virtual.log_writes is True
    rp.hk.led = 5
    virtual.log_writes = False
    rp.hk.led = 6
    entry = virtual.writes()[-1]
    assert (entry["name"], entry["new"]) == ("hk.led", 5)
    assert virtual.writes(since=entry["number"]) == []
    assert virtual.writes_dropped == 0
    virtual.clear_writes()
    assert virtual.writes() == []


def test_a_fault_begins_shows_and_ends(rp, virtual):
    fault = virtual.fault("delay", seconds=0.2)
    assert (fault["kind"], fault["options"]) == ("delay", {"seconds": 0.2})
    started = time.monotonic()
    rp.hk.led = 1
    assert time.monotonic() - started >= 0.2
    virtual.end_fault()
    assert virtual.faults[-1]["ended"] is not None
    with pytest.raises(ValueError, match="there is no fault 'explode'; there are close, half"):
        virtual.fault("explode")
    with pytest.raises(ValueError, match="'stall' has no option 'seconds'"):
        virtual.fault("stall", seconds=1)
    assert set(virtual.fault_kinds) >= {"close", "reboot", "takeover"}


def test_a_board_that_is_away_fails_as_pyrpl_does(rp, virtual):
    virtual.fault("reboot", duration=60)
    with pytest.raises(TypeError, match="NoneType"):
        rp.hk.led  # noqa: B018
    virtual.end_fault()
    assert rp.hk.led == 0


def test_without_our_image_the_registers_are_not_there(rp, virtual):
    virtual.fault("reboot", duration=0, bitfile=False)
    assert virtual.image_loaded is False
    assert rp.scope.current_timestamp == 0
    virtual.load_image()
    assert virtual.image_loaded is True
    assert rp.scope.current_timestamp > 0


def test_any_pyro5_client_uses_it(spawn, nameserver):
    spawn.serve_virtual(nameserver, "plain", "--config", "", "--plant", "none")
    host, port = nameserver.split(":")
    with Proxy(f"PYRONAME:pyrpl.plain.virtual@{host}:{port}") as virtual:
        assert virtual.plant["name"] == "none"
        virtual.plant = "loopback"
        assert virtual.plant["name"] == "loopback"
        assert virtual.fault("close")["kind"] == "close"
        assert [fault["kind"] for fault in virtual.faults] == ["close"]


def test_the_command_line_reaches_it(spawn, nameserver):
    spawn.serve_virtual(nameserver, "cli", "--config", "")
    address = ("--nameserver", nameserver)
    assert spawn.run("set", "cli.virtual.plant", "none", *address).wait() == 0
    assert "'none'" in spawn.run("get", "cli.virtual.plant", *address).out
    process = spawn.run("board", "fault", "cli", "delay", "--seconds", "0.1", *address)
    assert (process.wait(), process.out.splitlines()[1].split()[:3]) == (
        0,
        ["delay", "seconds=0.1", "-"],
    )
    process = spawn.run("board", "fault", "cli", "reboot", "--seconds", "1", *address)
    assert process.wait() == 1
    assert "the fault 'reboot' has no option 'seconds'; it has duration, bitfile" in process.err
    assert spawn.run("board", "fault", "cli", "--end", *address).wait() == 0
    (fault,) = json.loads(spawn.run("board", "fault", "cli", "--json", *address).out)
    assert fault["kind"] == "delay"
    assert fault["ended"] >= fault["started"]


def test_a_wrong_plant_is_refused_at_the_start(spawn, nameserver):
    process = spawn.run(
        "serve", "--virtual", "--plant", "cable", "--config", "", "--nameserver", nameserver
    )
    assert process.wait() == 1
    assert "there is no plant 'cable'; there are" in process.err
    process = spawn.run("serve", "--hostname", "x", "--plant", "none")
    assert process.wait() == 1
    assert "--plant is for a simulated board" in process.err
    with pytest.raises(StartError, match="there is no plant 'cable'"):
        pyrpl_pyro.launch(virtual=True, plant="cable")
    with pytest.raises(ValueError, match="only with virtual=True"):
        pyrpl_pyro.launch(hostname="x", plant="none")
    with pytest.raises(ValueError, match="expected a text NAME or NAME:KEY=VALUE"):
        pyrpl_pyro.launch(virtual=True, plant=3)


def test_the_plant_is_a_setting(spawn, nameserver):
    process = spawn(
        *("serve", "--virtual", "--board", "set", "--config", "", "--nameserver", nameserver),
        PYRPL_PYRO_SERVER_PLANT="loopback:gain=0.125",
    )
    process.wait_for("is ready")
    with pyrpl_pyro.connect("set", nameserver=nameserver) as rp:
        assert rp.virtual.plant["gain"] == 0.125


def test_nothing_of_it_is_kept_in_the_configuration(spawn, nameserver):
    process = spawn.serve_virtual(nameserver, "kept")
    with pyrpl_pyro.connect("kept", nameserver=nameserver) as rp:
        rp.virtual.plant = "none"
        rp.virtual.log_writes = True
        rp.hk.led = 3
    assert process.stop() == 0
    kept = (spawn.home / "pyrpl_user_dir" / "config" / "kept.yml").read_text()
    assert "hk" in kept
    assert "virtual" not in kept


def test_the_examples_of_the_page_run():
    page = Path(__file__).parent.parent / "docs" / "virtual-board.md"
    found = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    blocks = [block for block in found if "rp.virtual" in block]
    assert len(blocks) >= 3
    names = {}
    try:
        for block in blocks:
            exec(block, names)
    finally:
        names["rp"].close()
    assert names["fault"]["options"] == {"seconds": 0.2}
    last = names["entries"][-1]
    assert (last["name"], last["old"], last["new"]) == ("pid0.setpoint", 0, 2048)
