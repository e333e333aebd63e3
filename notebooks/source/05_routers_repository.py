# %% [markdown]
# # 5 · Routers and repository
#
# The same API from other files: compare it with chapter 4.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter

chapter = Chapter("5")

# %% [markdown]
# ## Nothing has changed
#
# We ask both chapters for their description of themselves.

# %%
new = chapter.get("/openapi.json").json()
old = Chapter("4").get("/openapi.json").json()
new["paths"] == old["paths"], new["components"] == old["components"]

# %% [markdown]
# ## Everything has moved
#
# Where does a route live now?

# %%
chapter = Chapter("5")

from blog.routers import blog, user

for router in (blog.router, user.router):
    print(router.prefix, [route.endpoint.__module__ for route in router.routes][:1])

# %% [markdown]
# ## Your turn
#
# Call the repository without HTTP: a session is all that it needs.

# %%
from blog.database import SessionLocal
from blog.repository import user as users
from blog.schemas import UserCreate

with SessionLocal() as db:
    ada = users.create(db, UserCreate(name="Ada", email="ada@example.com"))
    print(ada.id, ada.name)
