# %% [markdown]
# # 2 · Pydantic schemas
#
# Send blogs that fit the schema, and blogs that do not.
#
# The app of chapter 2 runs inside this notebook. Run the cells from top to bottom. Before
# each answer there is a question: answer it first, then run the cell.

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
        "or run in a terminal: python3 learn.py notebook 2"
    )

chapter = Chapter("2")

# %% [markdown]
# ## A blog that fits
#
# Four blogs exist. We send a title and a body; `json=` makes them the body of the request.
#
# **Predict:** which status, which id, and which value has `published`, which we leave out?

# %%
show(chapter.post("/blog/", json={"title": "My first", "body": "Hello."}))

# %% [markdown]
# 201 means: created. The app chose the id, and the schema has a default for `published`.
#
# ## The schema without HTTP
#
# `BlogWrite` is a class. It works without any request.
#
# **Predict:** what does `model_dump()` return: a text, a dictionary, or an object?

# %%
from blog.schemas import BlogWrite

BlogWrite(title="My first", body="Hello.").model_dump()

# %% [markdown]
# A dictionary: the three fields with their values.
#
# ## A blog that does not fit
#
# **Predict:** how many faults has this blog? Count them before you run the cell.

# %%
faulty = {"title": "  ", "published": "yes", "autor": "Ada"}
answer = chapter.post("/blog/", json=faulty)
show(answer)

# %% tags=["check"]
assert len(answer.json()["detail"]) == 4

# %% [markdown]
# Four: a blank title, no body, a text where a boolean belongs, and a field that does not exist.
# One answer names them all.
#
# ## What the answer does not say
#
# **Predict:** is the text `yes`, which we sent, anywhere in the answer?

# %%
"yes" in answer.text

# %% [markdown]
# No. The function `refuse` in `errors.py` leaves out what was sent. From chapter 6 on it could
# be a password.
#
# ## A number in place of a text
#
# **Predict:** the title is 42, a number. Is it refused, or does it become the text `"42"`?

# %%
show(chapter.post("/blog/", json={"title": 42, "body": "A number."}))

# %% [markdown]
# It is refused: the schema says `strict=True`, so nothing is converted.
#
# ## A restart
#
# `chapter.restart()` stops the app and starts it again. Blog 5 is there before.
#
# **Predict:** is it there afterwards?

# %%
print("before:", chapter.get("/blog/5").status_code)
chapter.restart()
print("after: ", chapter.get("/blog/5").status_code)

# %% tags=["check"]
assert "yes" not in answer.text
assert chapter.statuses == [201, 422, 422, 200, 404]

# %% [markdown]
# It is gone: the blogs live in memory. Chapter 3 puts them into a database.
#
# ## Task 1
#
# How long may a title be? Send titles of 199, 200 and 201 characters, and print the statuses.
# `"x" * 200` is a text of 200 characters.

# %%
# Your code:

# %% tags=["solution"]
statuses = []
for length in (199, 200, 201):
    answer = chapter.post("/blog/", json={"title": "x" * length, "body": "Long."})
    statuses.append(answer.status_code)
statuses

# %% tags=["check"]
assert statuses == [201, 201, 422]

# %% [markdown]
# ## Task 2
#
# May a client choose the id? Send a blog with `"id": 100`, and print the `type` of the first
# fault in the answer.

# %%
# Your code:

# %% tags=["solution"]
blog = {"title": "Mine", "body": "With an id.", "id": 100}
answer = chapter.post("/blog/", json=blog)
answer.json()["detail"][0]["type"]

# %% tags=["check"]
assert answer.json()["detail"][0]["type"] == "extra_forbidden"
