# %% [markdown]
# # 6 · Password hashing
#
# Make hashes, compare them, and see what the database keeps.
#
# The app of chapter 6 runs inside this notebook, on a database of its own that is gone when
# you close it. Run the cells from top to bottom. Before each answer there is a question:
# answer it first, then run the cell.

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
        "or run in a terminal: python3 learn.py notebook 6"
    )

chapter = Chapter("6")

# %% [markdown]
# ## Two hashes of one password
#
# **Predict:** the same function, the same password, twice. Are the two hashes equal?

# %%
from blog.hashing import hash_password, pwd_context

first = hash_password("correct horse")
second = hash_password("correct horse")
first == second

# %% [markdown]
# No. Each call takes a new salt, a few random bytes, and puts it into the hash.
#
# ## The parts of a hash
#
# **Predict:** a hash is a text of 60 characters. What do its first seven say?

# %%
print(len(first), first[:7], second[:7])

# %% [markdown]
# `2b` is the method, bcrypt. `12` is the cost: 2 to the power of 12 rounds. They are the same
# in both; what follows, 22 characters of salt and 31 of hash, is not. Print `first` to see it.
#
# ## Compare
#
# **Predict:** which of these three fit the password?

# %%
print(pwd_context.verify("correct horse", first))
print(pwd_context.verify("correct horse", second))
print(pwd_context.verify("Correct horse", first))

# %% tags=["check"]
assert first != second
assert pwd_context.verify("correct horse", first)
assert pwd_context.verify("correct horse", second)
assert not pwd_context.verify("Correct horse", first)

# %% [markdown]
# Both hashes fit, because `verify` reads the salt from the hash and computes anew. One capital
# letter more, and it does not fit.
#
# ## Sign up
#
# **Predict:** which field of the request is not in the answer?

# %%
ada = {"name": "Ada", "email": "ada@example.com", "password": "correct horse"}
with chapter.sql():
    show(chapter.post("/user/", json=ada))

# %% [markdown]
# The password. Look at the `INSERT`, too: it stores a hash. (This notebook shows only the
# beginning of a hash.)
#
# ## What is kept
#
# **Predict:** somebody steals the file `blog.db`. Do they find the text `correct horse` in it?

# %%
chapter.table("users")
b"correct horse" in (chapter.folder / "blog.db").read_bytes()

# %% tags=["check"]
assert b"correct horse" not in (chapter.folder / "blog.db").read_bytes()
assert b"ada@example.com" in (chapter.folder / "blog.db").read_bytes()

# %% [markdown]
# No. The password itself is nowhere: it was used once, to make the hash.
#
# ## A password that is too short
#
# **Predict:** the answer to a refused password says what is wrong. Does it repeat the password?

# %%
short = chapter.post("/user/", json={**ada, "password": "secret"})
show(short)

# %% tags=["check"]
assert "secret" not in short.text
assert chapter.statuses == [201, 422]

# %% [markdown]
# It does not. Answers end up in logs, and a password must not.
#
# ## Task 1
#
# bcrypt reads 72 bytes. A Hangul syllable has three. Try to sign up with 24 and with 25
# syllables (`"한" * 24`), each with an address of its own, and print the statuses.

# %%
# Your code:

# %% tags=["solution"]
statuses = []
for syllables in (24, 25):
    person = {"name": "Min", "email": f"min{syllables}@example.com"}
    answer = chapter.post("/user/", json={**person, "password": "한" * syllables})
    statuses.append(answer.status_code)
statuses

# %% tags=["check"]
assert statuses == [201, 422]

# %% [markdown]
# ## Task 2
#
# Grace signs up with the same password as Ada. Read both hashes with `chapter.rows("users")`
# (a list of dictionaries). Can a thief see that the two passwords are equal?

# %%
# Your code:

# %% tags=["solution"]
chapter.post("/user/", json={**ada, "name": "Grace", "email": "grace@example.com"})
hashes = {row["name"]: row["password_hash"] for row in chapter.rows("users")}
hashes["Ada"] == hashes["Grace"]

# %% tags=["check"]
assert chapter.statuses[-1] == 201
assert hashes["Ada"] != hashes["Grace"]
