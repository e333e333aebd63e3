# %% [markdown]
# # 2 · Pydantic schemas
#
# Send blogs that fit and blogs that do not.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("2")

# %% [markdown]
# ## A blog that fits
#
# Which status will it be, and which id?

# %%
show(chapter.post("/blog/", json={"title": "My first", "body": "Hello."}))

# %% [markdown]
# ## A blog that does not
#
# Four faults in one request. Count them before you run the cell.

# %%
show(chapter.post("/blog/", json={"title": "  ", "published": "yes", "autor": "Ada"}))

# %% [markdown]
# A blank title, no body, a text where a boolean belongs, and a field that does not exist. The
# answer says where and why; it does not repeat what we sent.
#
# ## Your turn
#
# How long may a title be? Find the longest one that is taken.

# %%
for length in (199, 200, 201):
    answer = chapter.post("/blog/", json={"title": "x" * length, "body": "b"})
    print(length, answer.status_code)
