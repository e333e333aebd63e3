# %% [markdown]
# # 1 · Basic routes
#
# Ask a running app for blogs, and see how it answers questions that make no sense.
#
# The app of chapter 1 runs inside this notebook. Run the cells from top to bottom. Before
# each request there is a question: answer it first, then run the cell.

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
        "or run in a terminal: python3 learn.py notebook 1"
    )

chapter = Chapter("1")

# %% [markdown]
# ## One blog
#
# `chapter` is a client: it sends requests as a browser does. `show` prints the request, the
# status and the answer.
#
# **Predict:** which status does a blog that exists get?

# %%
show(chapter.get("/blog/1"))

# %% [markdown]
# 200 means: here it is. The `1` is a part of the path, and became the parameter `id`.
#
# ## A part of the list
#
# `limit` stands behind the `?`: it is a query parameter. Four blogs exist, three of them are
# published.
#
# **Predict:** which two come, and in which order?

# %%
show(chapter.get("/blog/?limit=2"))

# %% [markdown]
# The newest come first. The list shows only published blogs, so blog 4, a draft, is not there.
#
# ## The next page
#
# `before=2` asks for blogs with an id below 2.
#
# **Predict:** how many blogs come, although `limit` is 2?

# %%
show(chapter.get("/blog/?limit=2&before=2"))

# %% [markdown]
# One: only blog 1 is older than blog 2.
#
# ## A value that is refused
#
# **Predict:** does `limit=0` give an empty list, or an error?

# %%
show(chapter.get("/blog/?limit=0"))

# %% [markdown]
# An error. The code says `ge=1` (greater than or equal to 1), and FastAPI refuses the rest with
# status 422. `loc` names the place, `msg` the reason.
#
# ## Not there, and not a number
#
# **Predict:** both requests below fail. Which one never reaches the function `show_blog`?

# %%
for id in ("99", "one"):
    show(chapter.get(f"/blog/{id}"))

# %% [markdown]
# `one` is not a number: FastAPI answers 422 before our code runs. For `99` the function runs,
# looks, finds nothing, and answers 404.
#
# ## A word in the place of the id
#
# **Predict:** `unpublished` is not a number either. Does `/blog/unpublished` get 422, too?

# %%
show(chapter.get("/blog/unpublished"))

# %% tags=["check"]
assert chapter.statuses == [200, 200, 200, 422, 404, 422, 200]

# %% [markdown]
# No: `/blog/unpublished` is a route of its own. It stands above `/blog/{id}` in the file, and
# FastAPI takes the first route that fits.
#
# ## Task 1
#
# Ask for the drafts in a second way: with the list and its parameter `published`. Compare the
# two answers with `==`. `.json()` turns an answer into Python values.

# %%
# Your code:

# %% tags=["solution"]
drafts = chapter.get("/blog/unpublished").json()
same = chapter.get("/blog/?published=false").json()
drafts == same

# %% tags=["check"]
assert drafts == same
assert [draft["id"] for draft in drafts] == [4]

# %% [markdown]
# ## Task 2
#
# Collect the ids of all published blogs with pages of one blog each: `before` is the id of the
# last blog that you have. Stop at an empty page.

# %%
# Your code:

# %% tags=["solution"]
ids = []
page = chapter.get("/blog/?limit=1").json()
while page:
    ids.append(page[-1]["id"])
    page = chapter.get(f"/blog/?limit=1&before={ids[-1]}").json()
ids

# %% tags=["check"]
assert ids == [3, 2, 1]
