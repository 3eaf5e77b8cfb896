"""A real browser, driven through the pages as people drive it."""
