"""The promises of the chapters, over HTTP."""
