# %% [markdown]
# # 3 · SQLite models
#
# Write blogs, and look at the SQL and at the table that keeps them.
#
# The app of chapter 3 runs inside this notebook, on a database of its own that is gone when
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
        "or run in a terminal: python3 learn.py notebook 3"
    )

chapter = Chapter("3")

# %% [markdown]
# ## The table
#
# When the app starts, it makes the table from the class `Blog` in `models.py`.
#
# **Predict:** `title: Mapped[str]` says nothing about None. May the column be empty (NULL)?

# %%
chapter.schema("blogs")

# %% [markdown]
# `NOT NULL`: it may not. `Mapped[str | None]` would allow it.
#
# ## From a request to SQL
#
# `chapter.sql()` prints the SQL that runs inside its block. A `?` is a place for a value; the
# values stand in the line below.
#
# **Predict:** which SQL statement stores a new row?

# %%
with chapter.sql():
    show(chapter.post("/blog/", json={"title": "Kept", "body": "In a file."}))

# %% [markdown]
# `INSERT`, and then `COMMIT`, which makes it last. After that the app reads the row once more,
# because the database chose the id.
#
# ## The row
#
# **Predict:** the answer said `"published": true`. What is in the table?

# %%
chapter.table("blogs")

# %% [markdown]
# SQLite has no type for true and false: it keeps 1 and 0.
#
# ## A list
#
# **Predict:** who keeps to the limit: Python, after reading all rows, or the database?

# %%
with chapter.sql():
    show(chapter.get("/blog/?limit=1"))

# %% [markdown]
# The database: `LIMIT` and `ORDER BY` are a part of the statement. Only one row travels.
#
# ## A change
#
# `PUT` sends the whole blog, but here only the body is new.
#
# **Predict:** which columns does the `UPDATE` name?

# %%
with chapter.sql():
    chapter.put("/blog/1", json={"title": "Kept", "body": "Changed."})

# %% [markdown]
# Only `body`. SQLAlchemy compares old and new values, and sends what differs.
#
# ## A restart
#
# **Predict:** in chapter 2 a restart lost all new blogs. And now?

# %%
chapter.restart()
chapter.table("blogs")

# %% tags=["check"]
assert chapter.statuses == [201, 200, 200]
assert chapter.rows("blogs") == [
    {"id": 1, "title": "Kept", "body": "Changed.", "published": 1}
]

# %% [markdown]
# The blog is still there: it is in the file, not in memory.
#
# ## Task 1
#
# Delete blog 1, then ask for it. Print the SQL of both requests. Which one ends with `COMMIT`?

# %%
# Your code:

# %% tags=["solution"]
with chapter.sql():
    show(chapter.delete("/blog/1"))
with chapter.sql():
    show(chapter.get("/blog/1"))

# %% tags=["check"]
assert chapter.statuses[-2:] == [204, 404]
assert chapter.rows("blogs") == []

# %% [markdown]
# ## Task 2
#
# Write two blogs over HTTP. Then read their titles in alphabetical order without HTTP: with a
# session of `SessionLocal` and with `select`. What are their ids, now that blog 1 is gone?

# %%
# Your code:

# %% tags=["solution"]
from blog.database import SessionLocal
from blog.models import Blog
from sqlalchemy import select

for title in ("Second", "Another"):
    chapter.post("/blog/", json={"title": title, "body": "Sorted."})
with SessionLocal() as db:
    blogs = db.scalars(select(Blog).order_by(Blog.title)).all()
    found = [(blog.id, blog.title) for blog in blogs]
found

# %% tags=["check"]
assert found == [(3, "Another"), (2, "Second")]
