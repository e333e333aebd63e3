"""The final app promises: it runs without any setting, and obeys each one."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jose import jwt

from tests.loading import SECRET_KEY
from tests.people import ADA, BLOG, bearer, sign_up, token

DATABASES = ["sqlite"]
KEY_OF = (
    "from blog.settings import settings as s; print(s.secret_key.get_secret_value())"
)

ROUNDS = 50
RACE = f"""
from pathlib import Path
from blog.kept_key import kept_key
print("ready", flush=True)
input()
for number in range({ROUNDS}):
    print(kept_key(Path(f"key{{number}}")))
"""


def key_of_a_new_process(folder: Path) -> str:
    """Return the key that a process in this folder signs with."""
    clean = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"}
    done = subprocess.run(
        [sys.executable, "-c", KEY_OF],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_without_settings_a_login_survives_a_restart(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zero configuration: SQLite beside the app, and a key that is kept."""
    monkeypatch.delenv("SECRET_KEY")
    client = restart()
    sign_up(client, "final", ADA)
    headers = bearer(token(client, ADA))
    assert client.post("/blog/", json=BLOG, headers=headers).status_code == 201
    assert len(restart().get("/blog/", headers=headers).json()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_the_kept_key_is_for_its_owner_only(folder: Path) -> None:
    """Nobody else on the machine can read the key file."""
    assert len(key_of_a_new_process(folder)) == 64
    assert stat.S_IMODE((folder / ".secret_key").stat().st_mode) == 0o600


def test_every_installation_has_another_key(folder: Path, tmp_path: Path) -> None:
    """The key is random: a copy of the code does not know it."""
    first = key_of_a_new_process(folder)
    (folder / ".secret_key").unlink()
    assert key_of_a_new_process(folder) != first


def test_processes_that_start_at_once_share_one_key(folder: Path) -> None:
    """Whoever comes first makes the key; the others use it; no draft is left."""
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE],
            cwd=folder,
            env={**os.environ, "SECRET_KEY": "not needed: the race makes its own"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    keys = [racer.communicate()[0].split() for racer in racers]
    assert len(keys[0]) == ROUNDS
    assert all(each == keys[0] for each in keys)
    assert len(list(folder.glob("key*"))) == ROUNDS


def test_the_key_is_ignored_by_git() -> None:
    """Neither the kept key, nor `.env`, nor a database can be committed by accident."""
    names = [
        "final/.secret_key",
        "final/.secret_key.123",
        "final/.env",
        "final/blog.db",
    ]
    done = subprocess.run(
        ["git", "check-ignore", *names], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == names


def test_secret_key_signs_the_tokens(client: TestClient) -> None:
    """A token is checked with `SECRET_KEY` and no other key."""
    sign_up(client, "final", ADA)
    assert jwt.decode(token(client, ADA), SECRET_KEY, algorithms=["HS256"])["sub"]


def test_a_new_key_logs_nobody_out(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `SECRET_KEY_PREVIOUS` old tokens are good; new ones need the new key."""
    client = restart()
    sign_up(client, "final", ADA)
    old = bearer(token(client, ADA))
    monkeypatch.setenv("SECRET_KEY", "the new key, which nobody else has read")
    assert restart().get("/blog/", headers=old).status_code == 401
    monkeypatch.setenv("SECRET_KEY_PREVIOUS", SECRET_KEY)
    client = restart()
    assert client.get("/blog/", headers=old).status_code == 200
    new = token(client, ADA)
    assert jwt.decode(new, "the new key, which nobody else has read", ["HS256"])
    monkeypatch.setenv("SECRET_KEY_PREVIOUS", "")
    client = restart()
    assert client.get("/blog/", headers=bearer(new)).status_code == 200
    assert client.get("/blog/", headers=old).status_code == 401


def test_no_key_is_no_key(client: TestClient) -> None:
    """A token signed with the empty text is refused: that is the default's value."""
    sign_up(client, "final", ADA)
    claims = jwt.get_unverified_claims(token(client, ADA))
    forged = jwt.encode(claims, "", algorithm="HS256")
    assert client.get("/blog/", headers=bearer(forged)).status_code == 401


def test_the_life_of_a_token_can_be_set(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ACCESS_TOKEN_EXPIRE_MINUTES` counts minutes."""
    monkeypatch.setenv("ACCESS_TOKEN_EXPIRE_MINUTES", "120")
    client = restart()
    sign_up(client, "final", ADA)
    claims = jwt.get_unverified_claims(token(client, ADA))
    minutes = (claims["exp"] - datetime.now(UTC).timestamp()) / 60
    assert 119 < minutes <= 120


def test_the_database_can_be_elsewhere(
    restart: Callable[[], TestClient],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    tmp_path: Path,
) -> None:
    """`DATABASE_URL` says where; nothing is written beside the app then."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert sign_up(restart(), "final", ADA).status_code == 201
    assert (tmp_path / "other.db").is_file()
    assert not (folder / "blog.db").exists()


def test_settings_can_stand_in_a_file(
    restart: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """`.env` beside the app is read as UTF-8, whatever the machine's encoding."""
    monkeypatch.delenv("SECRET_KEY")
    key = "열쇠는 한글이어도 됩니다, 서른두 바이트보다 길면"
    (folder / ".env").write_text(f"SECRET_KEY={key}\n", encoding="utf-8")
    client = restart()
    sign_up(client, "final", ADA)
    assert jwt.decode(token(client, ADA), key, algorithms=["HS256"])["sub"]


def test_the_trusted_proxies_can_stand_in_the_file(folder: Path) -> None:
    """`FORWARDED_ALLOW_IPS` in `.env` gets as far as uvicorn, which reads no such file."""
    lines = "SECRET_KEY=not needed\nFORWARDED_ALLOW_IPS=10.0.0.5,10.0.0.6\n"
    (folder / ".env").write_text(lines, encoding="utf-8")
    show = (
        "import runpy, uvicorn\n"
        "uvicorn.run = lambda app, **given: print(given['forwarded_allow_ips'])\n"
        "runpy.run_module('blog', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", show], cwd=folder, capture_output=True, text=True
    )
    assert done.stdout == "10.0.0.5,10.0.0.6\n", done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "soon", "Input"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "0", "Input"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "99999999999", "Input"),
        ("DATABASE_URL", "blog.db", "It begins with sqlite:// or with postgresql://"),
        ("DATABASE_URL", "postgres://u:secret@h/blog", "It begins with sqlite://"),
        ("LOGIN_ATTEMPTS_STORAGE", "redi://:secret@h", "It is memory://, or"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    restart: Callable[[], TestClient],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    sentence: str,
) -> None:
    """It is named, with what it should be; its value, which may hold a password, is not."""
    monkeypatch.setenv(setting, value)
    with pytest.raises(SystemExit) as end:
        restart()
    assert end.value.code == 3
    said = capsys.readouterr().err
    assert said.startswith(f"{setting}: {sentence}")
    assert "secret" not in said


def test_no_secret_is_shown_when_settings_are_printed(folder: Path) -> None:
    """`print(settings)` and a traceback show stars, and no address with a password."""
    show = "from blog.settings import settings; print(settings, repr(settings))"
    secret = "do not show me to anybody at all"
    names = ("SECRET_KEY", "SECRET_KEY_PREVIOUS")
    env = {**os.environ, **dict.fromkeys(names, secret)}
    env["DATABASE_URL"] = f"postgresql://blog:{secret}@host"
    env["LOGIN_ATTEMPTS_STORAGE"] = f"redis://blog:{secret}@host"
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
    )
    assert "do not show me" not in json.dumps([done.stdout, done.stderr])
    assert done.returncode == 0
