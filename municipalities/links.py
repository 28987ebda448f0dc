"""The link in a follower's mails: whoever holds it may stop the mails on one challenge, and nothing else; no login."""

from django.core.signing import BadSignature, Signer

from municipalities.models import Follow

_signer = Signer(salt="municipalities.unfollow", sep=".")


def token(follow: Follow) -> str:
    """What the link carries: the person and the challenge, signed; it stays good when they unfollow and follow again."""
    return _signer.sign(f"{follow.user_id}-{follow.challenge_id}")


def pair_of(token: str) -> tuple[int, int] | None:
    """The keys of the person and of the challenge a token was made for; nothing for any other text."""
    try:
        user, challenge = _signer.unsign(token).split("-")
    except BadSignature:
        return None
    return int(user), int(challenge)
