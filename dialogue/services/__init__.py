"""What happens to questions, posts and statements; one file a story."""
