"""What `docker-compose.yml` promises: one public door, no rights to spare, nothing secret written down."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
DOMAIN = ("directory", "points", "activities", "volunteering")
SERVING = ("gateway", *DOMAIN)
MIGRATING = tuple(f"{name}-migrate" for name in DOMAIN)
OURS = (*SERVING, *MIGRATING)
DOCKERFILE = (ROOT / "ops" / "docker" / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "ops" / "docker" / ".env.example").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
SECRET = re.compile(r"KEY|PASSWORD|SECRET")

every_container = pytest.mark.parametrize("name", SERVICES)
every_serving = pytest.mark.parametrize("name", SERVING)
every_domain = pytest.mark.parametrize("name", DOMAIN)
every_migrating = pytest.mark.parametrize("name", MIGRATING)


def test_every_service_of_the_house_has_a_container_and_a_migration() -> None:
    houses = {app.parent.name for app in (ROOT / "services").glob("*/app.py")}
    assert houses == set(DOMAIN)
    assert set(SERVICES) == {*OURS, "postgres"}


def test_only_the_gateway_publishes_a_port() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["gateway"]
    assert SERVICES["gateway"]["ports"] == ["${SIYOU_PORT:-8000}:8000"]
    assert [name for name, service in SERVICES.items() if service.get("network_mode")] == []


def test_only_the_gateway_reaches_a_network_that_leads_outside() -> None:
    networks = yaml.safe_load(TEXT)["networks"]
    inner = {name for name, network in networks.items() if network.get("internal")}
    assert [name for name, service in SERVICES.items() if set(service["networks"]) - inner] == ["gateway"]


def test_the_gateway_cannot_reach_the_database() -> None:
    assert not set(SERVICES["gateway"]["networks"]) & set(SERVICES["postgres"]["networks"])
    assert [key for key in SERVICES["gateway"]["environment"] if "DATABASE" in key] == []


@every_container
def test_a_container_writes_nowhere_but_into_memory_and_its_volumes(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert "/tmp" in SERVICES[name]["tmpfs"]  # noqa: S108 - a path inside the container


@every_container
def test_a_container_has_no_rights_and_gains_none(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]


@every_container
def test_a_container_does_not_run_as_root(name: str) -> None:
    assert SERVICES[name]["user"] == ("postgres" if name == "postgres" else "10001:10001")


@every_container
def test_an_image_is_pinned_or_built_here(name: str) -> None:
    service = SERVICES[name]
    if name == "postgres":
        assert re.fullmatch(r"postgres:18\.\d+", service["image"])
    else:
        assert service["build"] == {"context": ".", "dockerfile": "ops/docker/Dockerfile"}


@every_serving
def test_a_service_is_healthy_when_it_is_ready_to_serve(name: str) -> None:
    probe = SERVICES[name]["healthcheck"]["test"]
    assert probe[:3] == ["CMD", "python", "-c"]
    assert 'HTTPConnection("127.0.0.1", 8000, timeout=3)' in probe[3]
    assert '"GET", "/readyz"' in probe[3]


def test_the_health_probe_is_a_program_that_python_understands() -> None:
    compile(SERVICES["gateway"]["healthcheck"]["test"][3], "healthcheck", "exec")


def test_postgresql_is_healthy_only_when_it_listens_on_its_address() -> None:
    """While the init script runs it listens on its socket alone, and `pg_isready` by socket would say yes."""
    assert "--host=127.0.0.1" in SERVICES["postgres"]["healthcheck"]["test"]


@every_serving
def test_a_service_is_started_by_the_same_command(name: str) -> None:
    assert SERVICES[name]["command"] == ["python", "-m", "ops.serve", name]
    assert SERVICES[name]["restart"] == "unless-stopped"


@every_domain
def test_a_service_starts_only_after_its_own_migration_succeeded(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        f"{name}-migrate": {"condition": "service_completed_successfully"}
    }


@every_domain
def test_a_migration_waits_for_postgresql_and_runs_once(name: str) -> None:
    migration = SERVICES[f"{name}-migrate"]
    assert migration["command"] == ["python", "-m", "ops.migrate", name]
    assert migration["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert migration["restart"] == "no"


def test_the_gateway_starts_when_the_services_are_healthy() -> None:
    assert SERVICES["gateway"]["depends_on"] == {name: {"condition": "service_healthy"} for name in DOMAIN}


@every_domain
def test_a_service_has_a_database_of_its_own_and_does_not_own_it(name: str) -> None:
    url = SERVICES[name]["environment"]["SIYOU_DATABASE_URL"]
    assert url.startswith(f"postgresql+psycopg://{name}:${{SIYOU_{name.upper()}_PASSWORD:?")
    assert url.endswith(f"}}@postgres:5432/{name}")
    assert "SIYOU_MIGRATION_DATABASE_URL" not in SERVICES[name]["environment"]


@every_domain
def test_only_a_migration_is_given_the_owner_of_a_database(name: str) -> None:
    holders = [
        other for other, service in SERVICES.items() if f"{name}_owner:" in str(service["environment"])
    ]
    assert holders == [f"{name}-migrate"]


@every_migrating
def test_a_migration_is_given_nothing_but_its_database(name: str) -> None:
    assert list(SERVICES[name]["environment"]) == ["SIYOU_MIGRATION_DATABASE_URL"]


@every_domain
def test_a_service_reaches_every_other_by_its_name(name: str) -> None:
    peers = yaml.safe_load(SERVICES[name]["environment"]["SIYOU_PEERS"])
    assert peers == {other: f"http://{other}:8000" for other in DOMAIN}


def test_nothing_secret_is_written_down_or_has_a_default() -> None:
    for name, service in SERVICES.items():
        for key, value in service["environment"].items():
            if SECRET.search(key):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {key}"
    asked = re.findall(r"\$\{(\w+)(:[?-])?", TEXT)
    assert {word for name, word in asked if SECRET.search(name)} == {":?"}


def test_the_example_names_everything_that_is_asked_for_and_no_secret() -> None:
    assert set(EXAMPLE) == {name for name, _ in re.findall(r"\$\{(\w+)(:[?-])?", TEXT)}
    assert {key: value for key, value in EXAMPLE.items() if value} == {
        "SIYOU_PORT": "8000",
        "SIYOU_VERSION": "local",
    }


def test_the_data_of_postgresql_18_outlive_the_container() -> None:
    """Since 18 the image keeps data below this folder and refuses to start on a volume at `…/data`."""
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]


def test_the_init_script_is_where_postgresql_looks_for_it() -> None:
    (mount,) = (volume for volume in SERVICES["postgres"]["volumes"] if volume.startswith("./"))
    source, target, mode = mount.split(":")
    assert (ROOT / source).is_file()
    assert (target, mode) == ("/docker-entrypoint-initdb.d/10-siyou.sh", "ro")


def test_the_image_holds_only_what_the_lock_vouches_for_and_runs_without_rights() -> None:
    assert "--require-hashes --only-binary :all: --requirement requirements.lock" in DOCKERFILE
    assert "install --no-index --find-links wheels --group run" in DOCKERFILE
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13-slim-trixie"}
