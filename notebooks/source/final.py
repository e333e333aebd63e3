# %% [markdown]
# # The final app
#
# Chapter 7, with everything that differs between machines in the settings.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter

chapter = Chapter("final")

# %% [markdown]
# ## What it runs with
#
# Nothing was set, so these are the defaults. Why is the key not shown?

# %%
from blog.settings import Settings

settings = Settings()
settings.access_token_expire_minutes, settings.secret_key

# %% [markdown]
# ## From the environment
#
# A variable of the same name, in capitals, wins.

# %%
import os

os.environ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "5"
Settings().access_token_expire_minutes

# %% [markdown]
# ## Your turn
#
# Give it a value that makes no sense, and read the first line of what pydantic-settings says.

# %%
os.environ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "soon"
try:
    Settings()
except ValueError as error:
    print(str(error).splitlines()[0])
