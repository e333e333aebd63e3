"""What runs inside Pyodide: a chapter's app, its tests and its tables, without threads."""
