"""`/Schemas` as it holds at one factory: who owns which attribute, and which words for places there are.

A client learns here that the branch keeps an attribute (readOnly). What it sends of such an attribute all the same is
accepted and changes nothing (RFC 7644 §3.5.1), so that one local field does not stop the delivery of all others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .field_owners import Owner
from .scim_schemas import ENTERPRISE, PARTY, Group, User

_CORE, _GROUP = str(User.__schema__), str(Group.__schema__)
_ALWAYS_READ = frozenset(
    {(_CORE, "name"), (PARTY, "workTeam"), (PARTY, "partyPost"), (PARTY, "leftOn"), (PARTY, "departure")}
)
_REQUIRED = frozenset(
    {(_CORE, "userName"), (_CORE, "displayName"), (_CORE, "active"), (_GROUP, "displayName")}
)
_FIELDS = {
    (_CORE, "displayName"): "name",
    (_CORE, "title"): "post",
    (_CORE, "userType"): "employment_type",
    (_CORE, "emails"): "email",
    (_CORE, "phoneNumbers"): "phone",
    (_GROUP, "members"): "workplace",
    (ENTERPRISE, "department"): "workplace",
    (PARTY, "politicalStatus"): "political_status",
    (PARTY, "developmentStage"): "development_stage",
    (PARTY, "joinedPartyOn"): "joined_party_on",
    (PARTY, "regularisedOn"): "regularised_on",
    (PARTY, "branch"): "branch",
    (PARTY, "group"): "group",
    (PARTY, "shift"): "shift",
    (PARTY, "sex"): "sex",
    (PARTY, "hiredOn"): "hired_on",
}


@dataclass(frozen=True)
class Published:
    """`owners` by field; `words` are what workshops, branches and groups are called, by field."""

    owners: Mapping[str, Owner]
    words: Mapping[str, Sequence[str]]

    def schema(self, shown: dict[str, Any]) -> dict[str, Any]:
        """A schema as the library shows it, with what holds here."""
        attributes = [self._attribute(shown["id"], each) for each in shown["attributes"]]
        return {**shown, "attributes": attributes}

    def _attribute(self, schema: str, shown: dict[str, Any]) -> dict[str, Any]:
        place = (schema, shown["name"])
        field = _FIELDS.get(place, "")
        told = dict(shown)
        if place in _REQUIRED:
            told["required"] = True
        if place in _ALWAYS_READ or self.owners.get(field) is Owner.LOCAL:
            told["mutability"] = "readOnly"
        if shown["type"] == "string" and (words := self.words.get(field)):
            told["canonicalValues"] = list(words)
        return told
