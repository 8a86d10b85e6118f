"""What the store keeps of who may see what. Only an id for signing in and a name to show are kept of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4


def new_id() -> str:
    """An id for a grant that is to be made."""
    return f"b-{uuid4().hex[:12]}"


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to be given to a person. ``id`` may be referred to by another grant of the same write.

    person: as the identity provider names the person, casefolded. units: codes whose subtrees the role reaches; () where the role decides
    it, and for a deputy. valid_from, valid_to: ISO dates, both included; None is until further notice. deputy_for: the id of the grant
    whose units the person has for as long as that one (or what has replaced it) holds. replaces: the id of the grant that this one takes
    the place of.
    """

    person: str
    name: str
    role: str
    valid_from: str
    reason: str
    units: tuple[str, ...] = ()
    valid_to: str | None = None
    deputy_for: str | None = None
    replaces: str | None = None
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as it was given (``user``, ``time``; ``seq``: the data version), and what ended it before its dates did, if anything has.

    ``programme``: the id of the programme that it is for.
    """

    id: str
    person: str
    name: str
    role: str
    units: tuple[str, ...]
    valid_from: str
    valid_to: str | None
    deputy_for: str | None
    replaces: str | None
    reason: str
    user: str
    time: str
    seq: int
    revoked_time: str | None = None
    revoked_user: str | None = None
    revoked_reason: str | None = None
    replaced_by: str | None = None
    replaced_time: str | None = None
    programme: str = ""

    @property
    def ended(self) -> str | None:
        """When it was revoked or replaced; None while it stands (its dates are another matter)."""
        return self.revoked_time or self.replaced_time
