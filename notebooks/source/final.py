# %% [markdown]
# # The final app
#
# Chapter 7, with everything that differs between machines in the settings.
#
# The app of `final/` runs inside this notebook, on a database of its own that is gone when
# you close it. Run the cells from top to bottom. Before each answer there is a question:
# answer it first, then run the cell.

# %%
import sys
from pathlib import Path

folders = [Path.cwd(), *Path.cwd().parents, Path(sys.prefix).parent]
sys.path[:0] = [str(f) for f in folders if (f / "course" / "notebook.py").is_file()]
try:
    from course.notebook import Chapter, show
except ImportError:
    sys.exit(
        "This kernel lacks what the course needs: choose the kernel of the folder .venv, "
        "or run in a terminal: python3 learn.py notebook final"
    )

chapter = Chapter("final")

# %% [markdown]
# ## The settings
#
# `Settings` reads each of its fields from an environment variable. None is set here.
#
# **Predict:** how many minutes is a token good for, if nobody says anything?

# %%
from blog.settings import Settings

Settings().access_token_expire_minutes

# %% [markdown]
# ## The key
#
# The key that signs the tokens is a setting, too.
#
# **Predict:** what do you see when you print it?

# %%
print(Settings().secret_key)

# %% [markdown]
# Stars. `SecretStr` hides its value, so that it does not get into a log by accident.
# `get_secret_value()` gives it.
#
# ## Log in
#
# A function, because we need it more than once: it signs in and returns the header.
#
# **Predict:** which status does the list of blogs give with this header?

# %%
ada = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}


def log_in(client: Chapter) -> dict[str, str]:
    form = {"username": ada["email"], "password": ada["password"]}
    token = client.post("/login", data=form).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


chapter.post("/user/", json=ada)
headers = log_in(chapter)
show(chapter.get("/blog/", headers=headers))

# %% [markdown]
# ## After a restart
#
# In chapter 7 a restart made a new key, and every token was lost.
#
# **Predict:** and here? Is Ada still in the table?

# %%
chapter.restart()
with chapter.sql():
    show(chapter.get("/blog/", headers=headers))
chapter.table("users")

# %% tags=["check"]
assert Settings().access_token_expire_minutes == 30
assert str(Settings().secret_key) == "*" * 10
assert chapter.statuses == [201, 200, 200, 200]

# %% [markdown]
# Both are there. The first start wrote a key into the file `.secret_key`, and each start
# reads it from there.
#
# ## From the environment
#
# `Chapter` takes settings as a terminal does before a command.
#
# **Predict:** how long is a token good for in this app?

# %%
short_lived = Chapter("final", ACCESS_TOKEN_EXPIRE_MINUTES="5")

from blog.jwt_token import LIFETIME

LIFETIME

# %% tags=["check"]
assert LIFETIME.total_seconds() == 5 * 60

# %% [markdown]
# 300 seconds are five minutes. The environment wins over the default, and the code is the same.
#
# ## A value that makes no sense
#
# **Predict:** when does the app notice that `0` is no lifetime: at its start, or at the first login?

# %%
from contextlib import redirect_stderr

with redirect_stderr(sys.stdout):
    try:
        Chapter("final", ACCESS_TOKEN_EXPIRE_MINUTES="0")
    except SystemExit as end:
        print("It does not start. Exit code:", end)

# %% tags=["check"]
refused = False
with redirect_stderr(sys.stdout):
    try:
        Chapter("final", ACCESS_TOKEN_EXPIRE_MINUTES="0")
    except SystemExit:
        refused = True
assert refused

# %% [markdown]
# At its start: a wrong setting is seen by the person who made it, not by the first user.
#
# ## Task 1
#
# Start two apps that share a key: `Chapter("final", SECRET_KEY="…")`, the same text twice. Sign
# Ada up in both. Is a token of the first app good in the second?

# %%
# Your code:

# %% tags=["solution"]
key = "one key for two servers, long enough"
one, two = Chapter("final", SECRET_KEY=key), Chapter("final", SECRET_KEY=key)
for client in (one, two):
    client.post("/user/", json=ada)
show(two.get("/blog/", headers=log_in(one)))

# %% tags=["check"]
assert two.statuses[-1] == 200

# %% [markdown]
# ## Task 2
#
# Somebody has read your key. Start an app with another `SECRET_KEY`, sign Ada up, and send it a
# token that was signed with the old key. What does the thief get?

# %%
# Your code:

# %% tags=["solution"]
safe = Chapter("final", SECRET_KEY="another key, which nobody else has read")
safe.post("/user/", json=ada)
show(safe.get("/blog/", headers=log_in(one)))

# %% tags=["check"]
assert safe.statuses[-1] == 401
