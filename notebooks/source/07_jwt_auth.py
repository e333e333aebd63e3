# %% [markdown]
# # 7 · JWT login
#
# Log in, look into the token, and try to cheat.
#
# The app of the chapter runs inside this notebook, on a database of its own that is gone
# when you close it. Run the cells from top to bottom.

# %%
import sys
from pathlib import Path

above = [Path.cwd(), *Path.cwd().parents]
sys.path.insert(0, str(next(path for path in above if (path / "learn.py").is_file())))

from course.notebook import Chapter, show

chapter = Chapter("7")

# %% [markdown]
# ## Log in

# %%
ada = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}
chapter.post("/user/", json=ada)
form = {"username": ada["email"], "password": ada["password"]}
token = chapter.post("/login", data=form).json()["access_token"]
token

# %% [markdown]
# ## Look into it
#
# A token is signed, not secret. Without any key:

# %%
from jose import jwt

jwt.get_unverified_claims(token)

# %% [markdown]
# ## Show it
#
# The same request without and with the token. Which statuses?

# %%
headers = {"Authorization": f"Bearer {token}"}
blog = {"title": "Mine", "body": "Signed."}
print(chapter.post("/blog/", json=blog).status_code)
show(chapter.post("/blog/", json=blog, headers=headers))

# %% [markdown]
# ## Your turn
#
# Claim to be somebody else, and sign it with a key of your own.

# %%
forged = jwt.encode({"sub": "2", "exp": 4_000_000_000}, "my own key", algorithm="HS256")
show(chapter.get("/blog/", headers={"Authorization": f"Bearer {forged}"}))
