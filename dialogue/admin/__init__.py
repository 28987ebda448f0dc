"""The secretariat's pages: posts and reports on them, who helps, statements that wait."""

from dialogue.admin import facilitations, posts, statements

__all__ = ["facilitations", "posts", "statements"]
