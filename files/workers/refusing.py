"""How a worker says no."""


class Refused(Exception):
    """A file that is not taken: a code of `files.refusals`, with the numbers its sentence needs."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.numbers = numbers
