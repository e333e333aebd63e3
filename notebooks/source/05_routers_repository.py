# %% [markdown]
# # 5 · Routers and repository
#
# The same API from other files: compare it with chapter 4, and use its parts alone.
#
# The apps of chapters 4 and 5 run inside this notebook, on databases of their own that are
# gone when you close it. Run the cells from top to bottom. Before each answer there is a
# question: answer it first, then run the cell.

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
        "or run in a terminal: python3 learn.py notebook 5"
    )

chapter4, chapter = Chapter("4"), Chapter("5")

# %% [markdown]
# ## What changed outside
#
# Every FastAPI app describes itself in `/openapi.json`: its paths, and the schemas of what comes
# in and goes out.
#
# **Predict:** all files were moved. Do the two descriptions differ?

# %%
old = chapter4.get("/openapi.json").json()
new = chapter.get("/openapi.json").json()
print("paths equal:  ", old["paths"].keys() == new["paths"].keys())
print("schemas equal:", old["components"] == new["components"])

# %% tags=["check"]
assert old["paths"].keys() == new["paths"].keys()
assert old["components"] == new["components"]

# %% [markdown]
# They do not. A client cannot see that the code was sorted.
#
# ## Where a route is now
#
# A router is a part of an app: a group of routes with a common beginning.
#
# **Predict:** what is the prefix of the router for users?

# %%
from blog.routers import blog, user

blog.router.prefix, user.router.prefix

# %% [markdown]
# `main.py` puts both into the app with `include_router`.
#
# ## The SQL is the same
#
# **Predict:** the route calls a function of the repository. Which SQL runs for a sign-up?

# %%
ada = {"name": "Ada", "email": "ada@example.com"}
with chapter.sql():
    show(chapter.post("/user/", json=ada))

# %% [markdown]
# `INSERT`, `COMMIT`, and the row read back, as in chapter 4.
#
# ## The repository without HTTP
#
# A function of the repository needs a session, and no request.
#
# **Predict:** what does `create` return: JSON, a dictionary, or a `User`?

# %%
from blog.database import SessionLocal
from blog.repository import user as users
from blog.schemas import UserCreate

with SessionLocal() as db:
    grace = users.create(db, UserCreate(name="Grace", email="grace@example.com"))
    print(type(grace).__name__, grace.id, grace.name)

# %% [markdown]
# A `User`: an object of `models.py`. The router turns it into the schema of the answer.
#
# ## Two databases
#
# **Predict:** chapter 4 runs beside it. Does it know Ada and Grace?

# %%
chapter4.table("users")
chapter.table("users")

# %% [markdown]
# No: each app has a file of its own, beside its code.
#
# ## Who says 404
#
# `users.find` belongs to the repository, `find_user` to the router.
#
# **Predict:** what does `users.find` give for an id that nobody has?

# %%
with SessionLocal() as db:
    print(users.find(db, 99))
show(chapter.get("/user/99"))

# %% tags=["check"]
assert chapter.statuses == [200, 201, 404]
assert [row["name"] for row in chapter.rows("users")] == ["Ada", "Grace"]
assert chapter4.rows("users") == []

# %% [markdown]
# None. The repository says what it found. The router decides what that means in HTTP.
#
# ## Task 1
#
# Sign up with Ada's address a second time, but through `users.create`, without HTTP. Catch the
# exception and print its name.

# %%
# Your code:

# %% tags=["solution"]
with SessionLocal() as db:
    try:
        users.create(db, UserCreate(**ada))
    except users.EmailTaken as error:
        name = type(error).__name__
name

# %% tags=["check"]
assert name == "EmailTaken"

# %% [markdown]
# ## Task 2
#
# Write a draft of Ada over HTTP (`"published": False`, `"user_id": 1`). Then find it with
# `newest` of `blog.repository.blog`, and print its title.

# %%
# Your code:

# %% tags=["solution"]
from blog.repository import blog as blogs

draft = {"title": "Not yet", "body": "…", "published": False, "user_id": 1}
chapter.post("/blog/", json=draft)
with SessionLocal() as db:
    found = blogs.newest(db, limit=10, published=False, before=None)
    titles = [blog.title for blog in found]
titles

# %% tags=["check"]
assert titles == ["Not yet"]
