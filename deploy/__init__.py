"""What stands behind the Makefile. Everything that runs before the installation uses Python's standard library alone."""
