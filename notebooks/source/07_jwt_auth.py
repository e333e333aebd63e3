# %% [markdown]
# # 7 · JWT login
#
# Log in, look into the token, and try to cheat.
#
# The app of chapter 7 runs inside this notebook, on a database of its own that is gone when
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
        "or run in a terminal: python3 learn.py notebook 7"
    )

chapter = Chapter("7")

# %% [markdown]
# ## Without a token
#
# **Predict:** we ask for the blogs and do not say who we are. Which status, and does any SQL run?

# %%
with chapter.sql():
    show(chapter.get("/blog/"), "WWW-Authenticate")

# %% [markdown]
# 401, before anything asked the database. The header says what is missing: a bearer token.
#
# ## A wrong password
#
# Ada signs up. The login takes a form (`data=`), and calls the e-mail address `username`.
#
# **Predict:** can you tell from the two answers which e-mail address exists?

# %%
ada = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}
chapter.post("/user/", json=ada)
for address in ("ada@example.com", "nobody@example.com"):
    show(chapter.post("/login", data={"username": address, "password": "wrong"}))

# %% [markdown]
# No: the same status and the same sentence.
#
# ## Log in
#
# **Predict:** what does a correct login answer?

# %%
form = {"username": "ada@example.com", "password": "correct horse"}
login = chapter.post("/login", data=form)
token = login.json()["access_token"]
show(login)

# %% [markdown]
# A token. (This notebook shows only its beginning: who has a token is logged in.)
#
# ## Look into the token
#
# A token has three parts with dots between. The middle one holds the claims.
#
# **Predict:** can you read them without the key?

# %%
from datetime import UTC, datetime

from jose import jwt

claims = jwt.get_unverified_claims(token)
minutes = (claims["exp"] - datetime.now(UTC).timestamp()) / 60
print("sub:", claims["sub"])
print("exp: in", round(minutes), "minutes")

# %% tags=["check"]
assert list(claims) == ["sub", "exp"]
assert (claims["sub"], round(minutes)) == ("1", 30)

# %% [markdown]
# Yes. A token is signed, not secret: everybody can read it, nobody can change it. So it holds
# an id, and no password.
#
# ## With the token
#
# **Predict:** the request names no user. Who will be the creator, and which SQL finds that out?

# %%
headers = {"Authorization": f"Bearer {token}"}
with chapter.xray():
    show(chapter.post("/blog/", json={"title": "Mine", "body": "…"}, headers=headers))
chapter.table("blogs")

# %% [markdown]
# Ada: `get_current_user` reads the id from the token, and the `SELECT` inside it loads that user.
# The tree shows what happened, in its order; the token is masked.
#
# ## After a restart
#
# Without a key in the environment, the app makes a new one at each start.
#
# **Predict:** is the old token still good?

# %%
chapter.restart()
show(chapter.get("/blog/1", headers=headers))

# %% tags=["check"]
assert chapter.statuses == [401, 201, 401, 401, 200, 201, 401]

# %% [markdown]
# No: its signature does not fit the new key. Log in again, and it works. The final app keeps
# its key.
#
# ## Task 1
#
# Try to cheat: make a token for user 1 with `jwt.encode`, sign it with a key of your own, and ask
# for blog 1. The claims are `sub` (a text) and `exp` (seconds since 1970, such as 4000000000).

# %%
# Your code:

# %% tags=["solution"]
claims = {"sub": "1", "exp": 4_000_000_000}
forged = jwt.encode(claims, "a key of my own", algorithm="HS256")
show(chapter.get("/blog/1", headers={"Authorization": f"Bearer {forged}"}))

# %% tags=["check"]
assert chapter.statuses[-1] == 401

# %% [markdown]
# ## Task 2
#
# Grace signs up and logs in. May she read Ada's blog 1? May she delete it?

# %%
# Your code:

# %% tags=["solution"]
grace = {"name": "Grace", "email": "grace@example.com", "password": "grace's own"}
chapter.post("/user/", json=grace)
form = {"username": grace["email"], "password": grace["password"]}
token = chapter.post("/login", data=form).json()["access_token"]
headers = {"Authorization": f"Bearer {token}"}
print("read:  ", chapter.get("/blog/1", headers=headers).status_code)
print("delete:", chapter.delete("/blog/1", headers=headers).status_code)

# %% tags=["check"]
assert chapter.statuses[-4:] == [201, 200, 200, 403]
