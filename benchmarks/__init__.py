"""Speed, measured honestly: the product and bare Django side by side, in one run, on the same machine and database."""
