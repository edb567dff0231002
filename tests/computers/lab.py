"""A lab of three computers, each a network namespace at one switch."""

import contextlib
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

CONFIGURATIONS = Path(__file__).resolve().parents[2] / "nameserver_config"
LAB = {"token": CONFIGURATIONS / "lab.toml", "certificates": CONFIGURATIONS / "lab_tls.toml"}
PORT = 9090
ADDRESSES = {"names": "10.197.0.1", "board": "10.197.0.2", "client": "10.197.0.3"}


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=20)


def why_not():
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "needs Linux with iproute2"
    name = f"pp{uuid.uuid4().hex[:8]}"
    try:
        ip("netns", "add", name)
    except subprocess.CalledProcessError as error:
        return f"network namespaces cannot be made here: {error.stderr.strip()}"
    try:
        ip("-n", name, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1")
        ip("-n", name, "link", "add", "probe2", "type", "bridge")
    except subprocess.CalledProcessError as error:
        return f"network interfaces cannot be made here: {error.stderr.strip()}"
    finally:
        ip("netns", "del", name)
    return ""


class Lab:
    """Three computers at a switch, each a network namespace; nothing else can be reached."""

    def __init__(self, spawn, proof):
        self._spawn = spawn
        self._proof = proof
        # Names of their own, because other tests may run on this computer at the same time.
        mark = uuid.uuid4().hex[:6]
        self._switch = f"pp{mark}switch"
        self._computers = {name: f"pp{mark}{name}" for name in ADDRESSES}

    def make_proofs(self):
        """The tokens or certificates of the computers."""

        def run(*arguments):
            made = self._spawn.run("certificates", *arguments)
            assert made.wait() == 0, made.err

        if self._proof == "token":
            run("token", self._folder / "tokens")
            return
        run("init")
        for name, address in ADDRESSES.items():
            for_server = () if name == "client" else ("--server", "--host", address)
            run("issue", name, *for_server)

    @property
    def _folder(self):
        return self._spawn.home / ".config" / "pyrpl_pyro"

    def _own_proof(self, computer):
        """What its user wrote into the settings."""
        if self._proof == "token":
            return {"PYRPL_PYRO_SECURITY_TOKEN_FILE": str(self._folder / "tokens")}
        return {
            "PYRPL_PYRO_SECURITY_DIRECTORY": str(self._folder / "authority" / "issued" / computer)
        }

    def build(self):
        ip("netns", "add", self._switch)
        ip("-n", self._switch, "link", "add", "bridge0", "type", "bridge")
        ip("-n", self._switch, "link", "set", "bridge0", "up")
        for name, namespace in self._computers.items():
            ip("netns", "add", namespace)
            plug = ("veth", "peer", "eth0", "netns", namespace)
            ip("-n", self._switch, "link", "add", name, "type", *plug)
            ip("-n", self._switch, "link", "set", name, "master", "bridge0", "up")
            self.configure(name, "addr", "add", f"{ADDRESSES[name]}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                self.configure(name, "link", "set", device, "up")

    def remove(self):
        for namespace in (*self._computers.values(), self._switch):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, timeout=20)

    def configure(self, computer, *arguments):
        """Run ``ip`` on a computer."""
        ip("-n", self._computers[computer], *arguments)

    def python(self, computer, *arguments, **environment):
        """Start Python on a computer."""
        command = ("ip", "netns", "exec", self._computers[computer], sys.executable)
        return self._spawn.command(*command, *arguments, **self._own_proof(computer), **environment)

    def command(self, computer, *arguments):
        """Start ``pyrpl-pyro`` on a computer."""
        return self.python(computer, "-m", "pyrpl_pyro", *arguments)

    def nameserver(self, *arguments):
        """Start the name server as the file says, and wait until it is ready."""
        names = self.command("names", "nameserver", "--config", LAB[self._proof], *arguments)
        assert names.wait_for(r"ready at (\S+)")[1] == f"{ADDRESSES['names']}:{PORT}"
        return names

    def serve(self, *arguments, **environment):
        """Start the server of a virtual board as the file says, and wait until it is ready."""
        board = ("serve", "--virtual", "--board", "bench1", "--settings", LAB[self._proof])
        server = self.python("board", "-m", "pyrpl_pyro", *board, *arguments, **environment)
        server.wait_for("is ready")
        return server

    @contextlib.contextmanager
    def trouble(self, kind):
        """The board PC cannot be reached meanwhile."""
        if kind == "dropped packets":
            # As behind a firewall that drops: the client's packets arrive, no answer leaves.
            change, undo = (
                ("route", word, "blackhole", f"{ADDRESSES['client']}/32") for word in ("add", "del")
            )
            self.configure("board", *change)
            yield
            self.configure("board", *undo)
        else:
            ip("-n", self._switch, "link", "set", "board", "down")
            yield
            ip("-n", self._switch, "link", "set", "board", "up")
