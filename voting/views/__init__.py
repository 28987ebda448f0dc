"""Pages of the vote, a file a desk: proving an address, the paper, the result."""
