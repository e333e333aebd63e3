# %% [markdown]
# # 3 · SQLite models
#
# Write blogs and look into the table that keeps them.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("3")

# %% [markdown]
# ## From a request to a row

# %%
show(chapter.post("/blog/", json={"title": "Kept", "body": "In a file."}))

# %%
chapter.rows("blogs")

# %% [markdown]
# SQLite has no booleans: `published` is 1.
#
# ## Change and delete
#
# `PUT` sends the whole blog. What happens to `published`, which we leave out?

# %%
show(chapter.put("/blog/1", json={"title": "Changed", "body": "In a file."}))

# %%
show(chapter.delete("/blog/1"))
chapter.rows("blogs")

# %% [markdown]
# ## Your turn
#
# Write one more blog. Which id does it get, now that the table is empty?

# %%
chapter.post("/blog/", json={"title": "Next", "body": "Which id?"}).json()["id"]
