# %% [markdown]
# # 4 · Relationships
#
# Two tables, the link between them, and what it does to an answer.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("4")

# %% [markdown]
# ## A user, and a blog of theirs

# %%
show(chapter.post("/user/", json={"name": "Ada", "email": "Ada@Example.com"}))

# %%
show(
    chapter.post("/blog/", json={"title": "Notes", "body": "On engines.", "user_id": 1})
)

# %% [markdown]
# We sent `user_id`, and got a `creator`. What is in the table?

# %%
chapter.rows("blogs")

# %% [markdown]
# A number. The object was made from it by `relationship`, and cut to its name by the schema.
#
# ## Twice the same address
#
# Capitals make no difference. Which status says "somebody has it already"?

# %%
show(chapter.post("/user/", json={"name": "Eve", "email": "ada@example.com"}))

# %% [markdown]
# ## Your turn
#
# Write a blog for a user who does not exist, then look at user 1 from the other end of the link.

# %%
print(
    chapter.post("/blog/", json={"title": "t", "body": "b", "user_id": 9}).status_code
)
show(chapter.get("/user/1"))
