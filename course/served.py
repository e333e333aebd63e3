"""The app of the chapter in this folder, with the features that the environment asks for.

`course.serving` sets the variables; uvicorn imports this in the folder of the chapter.
"""

import os
from importlib import import_module
from typing import Any

app: Any = import_module("blog.main").app

if os.environ.get("COURSE_XRAY"):
    from course.xray.terminal import print_tree
    from course.xray.watching import watch

    app = watch(app, print_tree)

if collector := os.environ.get("COURSE_OTLP"):
    from course.xray.sending import send_to

    app = send_to(collector, app)

# The outermost: what is watched is the chapter, not the files of /docs.
if swagger := os.environ.get("COURSE_SWAGGER"):
    from course.offline_docs import with_files

    app = with_files(app, swagger)
