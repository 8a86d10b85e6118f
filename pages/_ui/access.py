"""Who is asking, said on every page: role, the other roles to choose, whose eyes are used; and why someone may see nothing."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.access import grants
from kpi.access.identity import Person
from kpi.access.permissions import ROLES
from kpi.access.scope import Role
from kpi.language import tr
from kpi.runtime import Runtime
from kpi.text.escape import html
from pages._ui import signpages
from pages._ui.guard import Visitor
from pages._ui.navigation import ACCESS
from pages._ui.urls import Query

_MOST_NAMED = 3


def about(visitor: Visitor, query: Query, before: Sequence[str] = (), after: Sequence[str] = (), badge: str = "") -> str:
    """The line about who asks, in which role. ``before`` and ``after``: plain texts beside it; ``badge``: ready HTML."""
    said = signpages.who(visitor.person, tr(ROLES[visitor.own.role].name))
    texts = [*(html(text) for text in before), said, *(html(text) for text in after), *_other_roles(visitor, query)]
    return f'<p class="mb-about">{badge} {" · ".join(texts)}</p>'


def _other_roles(visitor: Visitor, query: Query) -> list[str]:
    """A link to each other role the person has. Nothing while seeing as someone else: there is one way out, in the banner."""
    if visitor.seeing:
        return []
    others = [role for role in visitor.roles if role is not visitor.own.role]
    return [f'<a href="{html(_as(query, role))}" data-mb="top">{_change_to(role)}</a>' for role in others]


def _change_to(role: Role) -> str:
    return tr("Byt till rollen {role}", role=tr(ROLES[role].name))


def _as(query: Query, role: Role) -> str:
    """Where the role's work is: the access page for one that sees no figures."""
    page = ACCESS if role is Role.ADMIN else ""
    return query.href(page, roll=role.value, enhet=None, som=None)


def seeing_banner(visitor: Visitor, query: Query) -> str:
    """Whose eyes are used, on every page, and the way out; "" when they are the visitor's own."""
    if visitor.seeing is None:
        return ""
    out = query.href(som=None, enhet=None)
    whose = tr("Du ser det som {person} ser.", person=html(visitor.seeing.text))
    text = tr("Du kan inte göra mer än den rollen medan du gör det, och det står i loggen.")
    return (
        f'<p class="mb-then mb-som" role="note"><strong>{whose}</strong> {text} '
        f'<a href="{html(out)}" data-mb="top">{tr("Sluta visa som")}</a></p>'
    )


def why_not(runtime: Runtime, person: Person) -> tuple[str, str]:
    """Why a person who has signed in sees nothing, and whom to ask."""
    held, day = runtime.store.grants_of_all(), grants.today()
    names = dict.fromkeys(r.grant.name or r.grant.person for r in grants.in_force(held, day) if r.grant.role == Role.ADMIN)
    whom = tr(" eller ").join(list(names)[:_MOST_NAMED])
    ask = tr("Be {names} om behörighet.", names=whom) if names else tr("Be den som sköter Målbild om behörighet.")
    reasons = grants.explain(person.id, held, day).reasons
    if not reasons:
        return tr("Ingen har gett dig någon behörighet, och utan behörighet visas ingenting."), ask
    return tr("Ingen av dina behörigheter gäller i dag. Den senaste: {text}", text=reasons[0].text), ask
