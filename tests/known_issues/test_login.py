"""Login: each error comes, word for word, with today's versions."""

import sys
from pathlib import Path

import pytest

from course.loading import copy_chapter
from course.steps import find_step
from tests.known_issues.entries import assert_all_printed, assert_printed
from tests.known_issues.running import learner_sees

# bcrypt 4.0.1 is what the course pins; these two lines make it behave as later ones do.
AS_BCRYPT_4_1 = """
    import bcrypt
    del bcrypt.__about__
"""
AS_BCRYPT_5 = (
    AS_BCRYPT_4_1
    + """
    def refuse(password, salt, hashpw=bcrypt.hashpw):
        if len(password) > 72:
            raise ValueError(
                "password cannot be longer than 72 bytes, "
                "truncate manually if necessary (e.g. my_password[:72])"
            )
        return hashpw(password, salt)

    bcrypt.hashpw = refuse
"""
)
PASSLIB = """
    from passlib.context import CryptContext

    context = CryptContext(schemes=["bcrypt"], bcrypt__default_rounds=4)
"""
CHAPTER = """
    import json
    from fastapi.testclient import TestClient
    from blog.main import app

    ADA = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}
    LOGIN = {"username": "ada@example.com", "password": "correct horse"}

    def show(answer):
        print(answer.status_code, json.dumps(answer.json(), indent=2))

"""
EXPIRY = """
    from datetime import UTC, datetime, timedelta
    from time import time
    from jose import jwt

    end = {now} + timedelta(minutes=30)
    token = jwt.encode({{"sub": "1", "exp": end}}, "k" * 32, algorithm="HS256")
    claims = jwt.decode(token, "k" * 32, algorithms=["HS256"])
    print(round((claims["exp"] - time()) / 60), "minutes")
"""
NOW_WITHOUT_ZONE = EXPIRY.format(now="datetime.now()")
NOW = EXPIRY.format(now="datetime.now(UTC)")

takes_zone = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows takes no zone from the variable TZ"
)


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    """A copy of the last chapter, without a database."""
    return copy_chapter(find_step("7").path, tmp_path)


@pytest.mark.parametrize(
    "call",
    [
        "context.hash('short')",
        "context.verify('short', '$2b$04$' + '.' * 53)",
    ],
    ids=["hash", "verify an old hash"],
)
def test_bcrypt_5(call: str, tmp_path: Path) -> None:
    printed = learner_sees(tmp_path, AS_BCRYPT_5 + PASSLIB + f"\n    {call}")
    assert_all_printed("bcrypt-5", printed)


def test_bcrypt_version(tmp_path: Path) -> None:
    use = "\n    print(context.verify('short', context.hash('short')))"
    printed = learner_sees(tmp_path, AS_BCRYPT_4_1 + PASSLIB + use)
    assert_all_printed("bcrypt-version", printed)
    assert "True" in printed
    silence = """
    import logging
    logging.getLogger("passlib.handlers.bcrypt").setLevel(logging.ERROR)
    """
    assert learner_sees(tmp_path, AS_BCRYPT_4_1 + silence + PASSLIB + use) == "True\n"
    assert learner_sees(tmp_path, PASSLIB + use) == "True\n"


def test_long_password(chapter: Path) -> None:
    printed = learner_sees(
        chapter,
        CHAPTER
        + """
    with TestClient(app) as client:
        for syllables in (25, 24):
            show(client.post("/user/", json={**ADA, "password": "가" * syllables}))
    """,
    )
    assert_all_printed("long-password", printed, elsewhere=("password cannot",))
    assert printed.startswith("422 ")
    assert "\n201 " in printed


def test_bcrypt_of_the_course_cuts_a_long_password(tmp_path: Path) -> None:
    cut = "\n    print(context.verify('가' * 24 + '나', context.hash('가' * 25)))"
    assert learner_sees(tmp_path, PASSLIB + cut) == "True\n"


def test_unknown_hash(chapter: Path) -> None:
    printed = learner_sees(
        chapter,
        CHAPTER
        + """
    from blog.database import SessionLocal
    from blog.models import User

    with TestClient(app) as client:
        with SessionLocal() as session:
            session.add(User(name="Ada", email=ADA["email"], password_hash="secret"))
            session.commit()
        client.post("/login", data=LOGIN)
    """,
    )
    assert_all_printed("unknown-hash", printed)


def test_subject_not_text(chapter: Path) -> None:
    printed = learner_sees(
        chapter,
        CHAPTER
        + """
    from jose import jwt
    from blog.jwt_token import ALGORITHM, SECRET_KEY

    def ask(client, subject):
        token = jwt.encode({"sub": subject, "exp": 2**31}, SECRET_KEY, ALGORITHM)
        headers = {"Authorization": f"Bearer {token}"}
        show(client.get("/blog/", headers=headers))
        return token

    with TestClient(app) as client:
        user_id = client.post("/user/", json=ADA).json()["id"]
        ask(client, str(user_id))
        token = ask(client, user_id)
    jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
    """,
    )
    assert_all_printed("subject-not-text", printed)
    assert printed.startswith("200 ")
    assert "\n401 " in printed


@takes_zone
def test_token_time(tmp_path: Path) -> None:
    printed = learner_sees(tmp_path, NOW_WITHOUT_ZONE, TZ="America/New_York")
    if sys.version_info >= (3, 12):
        code = "import datetime; datetime.datetime.utcnow()"
        assert_all_printed("token-time", printed + learner_sees(tmp_path, code))
    else:
        assert_all_printed("token-time", printed, elsewhere=("DeprecationWarning",))


@takes_zone
@pytest.mark.parametrize(
    ("code", "zone", "minutes"),
    [
        (NOW_WITHOUT_ZONE, "Asia/Seoul", 570),
        (NOW, "Asia/Seoul", 30),
        (NOW, "America/New_York", 30),
    ],
    ids=["Seoul", "Seoul, UTC said", "New York, UTC said"],
)
def test_a_token_lives_as_long_as_the_page_says(
    code: str, zone: str, minutes: int, tmp_path: Path
) -> None:
    assert learner_sees(tmp_path, code, TZ=zone) == f"{minutes} minutes\n"


@pytest.mark.parametrize(
    ("key", "algorithms"),
    [("", ", algorithms=['HS256']"), ("k" * 32, "")],
    ids=["an empty key", "no algorithms"],
)
def test_python_jose_is_silent_about(key: str, algorithms: str, tmp_path: Path) -> None:
    printed = learner_sees(
        tmp_path,
        f"""
    from jose import jwt

    token = jwt.encode({{"sub": "1"}}, {key!r}, algorithm="HS256")
    print(jwt.decode(token, {key!r}{algorithms}))
    """,
    )
    assert printed == "{'sub': '1'}\n"


def test_short_key(tmp_path: Path) -> None:
    use = """
    import jwt

    key = {key}
    token = jwt.encode({{"sub": "1"}}, key, algorithm="HS256")
    jwt.decode(token, key, algorithms=["HS256"])
    """
    assert_all_printed("short-key", learner_sees(tmp_path, use.format(key="'secret'")))
    made = "__import__('secrets').token_hex(32)"
    assert learner_sees(tmp_path, use.format(key=made)) == ""


def test_login_as_json(chapter: Path) -> None:
    printed = learner_sees(
        chapter,
        CHAPTER
        + """
    with TestClient(app) as client:
        client.post("/user/", json=ADA)
        show(client.post("/login", json=LOGIN))
        show(client.post("/login", data=LOGIN))
    """,
    )
    assert_printed("login-as-json", printed)
    assert printed.startswith("422 ")
    assert "\n200 " in printed
