# %% [markdown]
# # 1 · Basic routes
#
# Ask a running app for blogs, and see what it answers to questions that make no sense.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("1")

# %% [markdown]
# ## Two blogs, please
#
# `limit` stands in the query. Before you run the cell: which two will come?

# %%
show(chapter.get("/blog/?limit=2"))

# %% [markdown]
# The newest first. `before` goes on where the page ended.

# %%
show(chapter.get("/blog/?limit=2&before=2"))

# %% [markdown]
# ## Not there, and not a number
#
# Both of these fail. Which one never reaches the function `show_blog`?

# %%
show(chapter.get("/blog/99"))

# %%
show(chapter.get("/blog/one"))

# %% [markdown]
# `one` is not a number: FastAPI refuses it before our code runs. For `99` the function runs,
# looks, and finds nothing.
#
# ## Your turn
#
# Ask for the drafts in two ways, and check that the answers are equal.

# %%
drafts = chapter.get("/blog/unpublished").json()
drafts == chapter.get("/blog/?published=false").json()
