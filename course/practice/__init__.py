"""Practice: a learner builds a chapter, step by step, and its tests say how far it is."""
