"""The one root of refusals."""


class ContestError(Exception):
    """A refusal whose text a person may read: what cannot be done, and what can."""
