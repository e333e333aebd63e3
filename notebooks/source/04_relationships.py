# %% [markdown]
# # 4 · Relationships
#
# Two tables, the link between them, and what the link costs.
#
# The app of chapter 4 runs inside this notebook, on a database of its own that is gone when
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
        "or run in a terminal: python3 learn.py notebook 4"
    )

chapter = Chapter("4")

# %% [markdown]
# ## Two users
#
# **Predict:** Ada writes her address with capitals. How will the app keep it?

# %%
ada = {"name": "Ada", "email": "Ada@Example.com"}
grace = {"name": "Grace", "email": "grace@example.com"}
for person in (ada, grace):
    chapter.post("/user/", json=person)
chapter.table("users")

# %% [markdown]
# In lower case: the schema does that, so that one address is always written in one way.
#
# ## The same address again
#
# **Predict:** somebody else signs up with `ADA@example.com`. Which status, and does any SQL run?

# %%
with chapter.sql():
    show(chapter.post("/user/", json={"name": "Eve", "email": "ADA@example.com"}))

# %% [markdown]
# 409, Conflict. The app does not look first: it tries the `INSERT`, and the database refuses,
# because the column is `UNIQUE`. `ROLLBACK` takes the attempt back.
#
# ## A blog and its creator
#
# **Predict:** we send `user_id`. What does the answer have in its place?

# %%
show(chapter.post("/blog/", json={"title": "Notes", "body": "On loops.", "user_id": 1}))

# %% [markdown]
# The creator, as an object with id and name. The e-mail address stays out: the schema `Creator`
# does not have it.
#
# ## What is kept
#
# **Predict:** is Ada's name in the table `blogs`?

# %%
chapter.table("blogs")

# %% [markdown]
# No, only her number. The name is in one place, so a change of name needs one change.
#
# ## A list with creators
#
# We add two blogs. Each of the three needs its creator's name.
#
# **Predict:** how many statements does the list need?

# %%
for title, user_id in (("Words", 2), ("Tables", 1)):
    chapter.post("/blog/", json={"title": title, "body": "…", "user_id": user_id})
with chapter.xray():
    blogs = chapter.get("/blog/").json()

# %% [markdown]
# One: `joinedload` asks for the blogs and their creators together, with a `JOIN`.
#
# ## The same without `joinedload`
#
# Here is a query that asks for the blogs alone, and then for `blog.creator`, one at a time.
#
# **Predict:** three blogs, two creators. How many statements?

# %%
from blog.database import SessionLocal
from blog.models import Blog
from sqlalchemy import select

with chapter.sql(), SessionLocal() as db:
    for blog in db.scalars(select(Blog)):
        print(blog.title, "by", blog.creator.name)

# %% tags=["check"]
assert chapter.statuses == [201, 201, 409, 201, 201, 201, 200]
assert [blog["creator"]["name"] for blog in blogs] == ["Ada", "Grace", "Ada"]
with SessionLocal() as db:
    names = [blog.creator.name for blog in db.scalars(select(Blog))]
assert names == ["Ada", "Grace", "Ada"]

# %% [markdown]
# Three: one for the blogs, and one for each creator. With a hundred creators it would be 101.
#
# ## Task 1
#
# Write a blog for user 9, who does not exist, and print the SQL. Does an `INSERT` run?

# %%
# Your code:

# %% tags=["solution"]
with chapter.sql():
    show(chapter.post("/blog/", json={"title": "Lost", "body": "…", "user_id": 9}))

# %% tags=["check"]
assert chapter.statuses[-1] == 404
assert len(chapter.rows("blogs")) == 3

# %% [markdown]
# ## Task 2
#
# Look at the link from its other end: ask for user 1, and collect the titles of the blogs.
# Which order do they have? Is the e-mail address in the answer?

# %%
# Your code:

# %% tags=["solution"]
user = chapter.get("/user/1").json()
titles = [blog["title"] for blog in user["blogs"]]
titles, "email" in user

# %% tags=["check"]
assert titles == ["Tables", "Notes"]
assert "email" not in user
