"""The playground, in a real browser that reaches nothing but the site's own port."""
