# %% [markdown]
# # 6 · Password hashing
#
# Make hashes, compare them, and see what the database keeps.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("6")

# %% [markdown]
# ## Two hashes of one password
#
# Are they equal?

# %%
from blog.hashing import hash_password, pwd_context

first, second = hash_password("correct horse"), hash_password("correct horse")
print(first, second, sep="\n")

# %% [markdown]
# No: each has its own salt, the 22 characters after `$2b$12$`. Both fit the password.

# %%
pwd_context.verify("correct horse", first), pwd_context.verify("correct horse", second)

# %% [markdown]
# ## What is kept

# %%
ada = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}
show(chapter.post("/user/", json=ada))
chapter.rows("users")

# %% [markdown]
# ## Your turn
#
# How many Hangul syllables fit into a password? Each is three bytes, and bcrypt reads 72.

# %%
for syllables in (24, 25):
    answer = chapter.post("/user/", json={**ada, "password": "한" * syllables})
    print(syllables, answer.status_code)
