"""compose.yaml promises: valid, no secret in it, and its numbers fit together."""

import re
import sys
from typing import Any

from ruamel.yaml import YAML

from course.settings_table import read_settings
from course.steps import ROOT
from tests.deploy.proxy import PROXY
from tests.loading import SECRET_KEY
from tests.programs import run

FILE = ROOT / "final" / "compose.yaml"
COMPOSE: dict[str, Any] = YAML(typ="safe").load(FILE)
SERVICES = COMPOSE["services"]
SERVERS = {name: it for name, it in SERVICES.items() if name.startswith("blog")}
DEFAULTS = {setting.variable: setting.default for setting in read_settings()}
MAX_CONNECTIONS = 100  # PostgreSQL's own
FOR_PEOPLE = 10  # connections: psql, a back-up, three that PostgreSQL keeps for itself


def address_of(service: str) -> str:
    """Return the fixed address of a service."""
    address: str = SERVICES[service]["networks"]["inside"]["ipv4_address"]
    return address


def seconds(text: str) -> int:
    """Return the number in `45s`."""
    return int(text.removesuffix("s"))


def nginx_says(directive: str) -> str:
    """Return what a directive of nginx.conf is set to."""
    text = (PROXY / "nginx.conf").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^ *{directive} (.+);$", text, re.MULTILINE)
    return str(found)


def test_it_fits_the_compose_specification() -> None:
    """Against the schema that the specification publishes."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    done = run(sys.executable, "-m", "check_jsonschema", *schema, str(FILE))
    assert done.returncode == 0, done.stdout


def test_every_image_has_an_exact_version() -> None:
    """But for the one that is built here."""
    images = {service["image"] for service in SERVICES.values()} - {"blog"}
    assert len(images) == 2
    assert all(re.search(r":\d+\.\d+", image) for image in images)


def test_no_secret_is_written_down() -> None:
    """Each comes from the environment, and nothing starts without it."""
    text = FILE.read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert re.search(rf"{name}: \${{{name}:\?.+}}", text)
        values = [
            s["environment"].get(name, "$")
            for s in SERVICES.values()
            if "environment" in s
        ]
        assert all(value.startswith("$") for value in values)
    for server in SERVERS.values():
        assert "${POSTGRES_PASSWORD}" in server["environment"]["DATABASE_URL"]


def test_every_setting_is_one_that_the_app_knows() -> None:
    """A misspelt name would be ignored in silence."""
    for server in SERVERS.values():
        assert set(server["environment"]) <= set(DEFAULTS)


def test_the_database_has_connections_for_all() -> None:
    """All servers with full pools leave some for people."""
    pools = [server["environment"]["DATABASE_POOL_SIZE"] for server in SERVERS.values()]
    assert len(pools) == 3
    assert sum(pools) + FOR_PEOPLE <= MAX_CONNECTIONS


def test_the_proxy_knows_the_servers_and_they_know_the_proxy() -> None:
    """By addresses that stay when a container is made anew."""
    text = (PROXY / "servers.conf").read_text(encoding="utf-8")
    listed = re.findall(r"^server (\S+):8000 ", text, re.MULTILINE)
    assert listed == [address_of(name) for name in SERVERS]
    for server in SERVERS.values():
        assert server["environment"]["FORWARDED_ALLOW_IPS"] == address_of("proxy")


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    """And it, too, from this machine alone until somebody says otherwise."""
    open_ports = {name: it["ports"] for name, it in SERVICES.items() if "ports" in it}
    assert open_ports == {"proxy": ["${PUBLISH:-127.0.0.1:8080}:8080"]}


def test_servers_and_proxy_can_do_little() -> None:
    """No file to change, no right to gain: whoever breaks in finds nothing to do."""
    for service in (*SERVERS.values(), SERVICES["proxy"]):
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    for service in SERVICES.values():
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_limits_of_proxy_and_app_are_the_same() -> None:
    """A body that one refuses does not pass the other."""
    assert nginx_says("client_max_body_size") == DEFAULTS["MAX_BODY_BYTES"]


def test_nobody_is_killed_before_the_slowest_client_is_done() -> None:
    """A body may take its time; a server and the proxy wait longer when they stop."""
    slowest = int(DEFAULTS["BODY_TIMEOUT_SECONDS"])
    question = "from blog.__main__ import GRACE_SECONDS as grace; print(grace)"
    done = run(
        *(sys.executable, "-W", "ignore", "-B", "-c", question),
        folder=FILE.parent,
        SECRET_KEY=SECRET_KEY,
    )
    grace = int(done.stdout)
    assert slowest < grace
    assert seconds(nginx_says("worker_shutdown_timeout")) > slowest
    for service in (*SERVERS.values(), SERVICES["proxy"]):
        assert seconds(service["stop_grace_period"]) > grace
