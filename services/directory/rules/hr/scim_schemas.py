"""What SCIM clients see of people and workplaces: two resources, two extensions, each attribute in both languages.

Attributes that nobody needs of a person are not there (no photos, no addresses); what a client sends beside these is
left aside. Source: RFC 7643 §4, GB/T 4762-1984 for the political status.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, EmailStr, Field, StringConstraints
from pydantic_core import PydanticCustomError
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Resource,
    ResourceType,
    Returned,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from shared.types import text_fault

from ...models import DepartureReason, DevelopmentStage, PoliticalStatus, Sex
from ..privacy.id_numbers import holds_id_number

PARTY = "urn:siyou:scim:schemas:extension:party:1.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MOST_RESULTS = 200
MOST_OPERATIONS = 1_000
MOST_BYTES = 1_000_000
_HIRED = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-\d\d)?)?")


def _clean(text: str) -> str:
    if fault := text_fault(text, breaks=False):
        raise PydanticCustomError("text_unclean", "contains {character}", {"character": fault})
    if holds_id_number(text):
        raise PydanticCustomError("id_number", "含有身份证号码 / holds the number of an identity card")
    return text


def _day(text: str) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise PydanticCustomError("day", "is not a day such as 2018-07-01 / 不是日期")
    return text


def _hired(text: str) -> str:
    if not _HIRED.fullmatch(text):
        raise PydanticCustomError("day", "is not a day, month or year such as 2012-07 / 不是年、月或日")
    return _day(text) if len(text) == len("2012-07-01") else text


Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean)]
ShortText = Annotated[str, StringConstraints(max_length=40), AfterValidator(_clean)]
Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(_clean)]
Day = Annotated[str, AfterValidator(_day)]
Hired = Annotated[str, AfterValidator(_hired)]


class EmailType(StrEnum):
    """Only work addresses are kept."""

    WORK = "work"


class PhoneType(StrEnum):
    """Which number it is; one is kept."""

    MOBILE = "mobile"
    WORK = "work"


class PersonName(ComplexAttribute):
    """A name is never split: which part is the surname, nobody guesses."""

    formatted: Name | None = Field(None, description="姓名全称 / The whole name")


class Email(ComplexAttribute):
    """One address."""

    value: EmailStr | None = Field(None, max_length=200, description="电子邮件 / Address")
    type: EmailType | None = Field(None, description="固定为 work / Always work")


class PhoneNumber(ComplexAttribute):
    """One number; sealed where it is kept, and never answered."""

    value: ShortText | None = Field(None, description="电话号码 / Number")
    type: PhoneType | None = Field(None, description="手机或工作电话 / Mobile or work")


class UserGroup(ComplexAttribute):
    """The workplace somebody is assigned to."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = Field(
        None, description="单位标识 / Its id"
    )
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref", description="单位地址 / Its address"
    )
    display: Annotated[str | None, Mutability.read_only] = Field(None, description="单位名称 / Its title")


class User(Resource[AnyExtension]):
    """一名职工 / Somebody who works at the factory."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[Name | None, Uniqueness.server] = Field(
        None,
        description="在人事系统中的用户名,通常为工号 / The name in HR's system, usually the employee number",
    )
    display_name: Name | None = Field(None, description="姓名 / The whole name")
    name: PersonName | None = Field(
        None, description="姓名,与 displayName 相同;写入 displayName / The same as displayName; write that"
    )
    title: Text | None = Field(None, description="岗位 / Post")
    user_type: ShortText | None = Field(None, description="用工类型 / Type of employment")
    active: bool | None = Field(
        None,
        description="在职;false 表示已离开或停用,历史保留 / Here; false for who has left, whose history stays",
    )
    emails: Annotated[list[Email] | None, Mutability.write_only, Returned.never] = Field(
        None, max_length=10, description="工作邮箱,只保留一个,从不返回 / One work address, never answered"
    )
    phone_numbers: Annotated[list[PhoneNumber] | None, Mutability.write_only, Returned.never] = Field(
        None,
        max_length=10,
        description="电话,只保留一个,加密保存,从不返回 / One number, kept sealed, never answered",
    )
    groups: Annotated[list[UserGroup] | None, Mutability.read_only] = Field(
        None, description="所在单位 / The workplace"
    )


class EnterpriseUser(Extension):
    """在企业中 / At the enterprise."""

    __schema__ = URN(ENTERPRISE)

    employee_number: Annotated[ShortText | None, CaseExact.true] = Field(
        None, description="工号,在职人员中唯一 / Employee number, unique among the active"
    )
    department: Text | None = Field(
        None,
        description="所在车间或班组的编码,或唯一的名称 / Code, or unmistakable title, of the workshop or team",
    )


class PartyMember(Extension):
    """政治面貌与本企业特有的信息 / Political status, and what is particular to this enterprise."""

    __schema__ = URN(PARTY)

    political_status: PoliticalStatus | None = Field(
        None, description="政治面貌,GB/T 4762 代码 / Political status by its code in GB/T 4762"
    )
    development_stage: DevelopmentStage | None = Field(
        None, description="发展阶段:入党申请人、积极分子、发展对象 / How far an applicant has come"
    )
    joined_party_on: Day | None = Field(
        None, examples=["2018-07-01", "2011-06-30"], description="入党日期 / Day of joining the Party"
    )
    regularised_on: Day | None = Field(
        None, examples=["2019-07-01", "2012-06-30"], description="转正日期 / Day of becoming a full member"
    )
    branch: Text | None = Field(None, description="党支部的编码或名称 / Code or title of the branch")
    group: Text | None = Field(None, description="党小组的编码或名称 / Code or title of the group")
    party_post: list[Text] | None = Field(
        None, max_length=20, description="党内职务,由任命产生 / Party posts, held by appointment"
    )
    work_team: Text | None = Field(
        None, description="班组;写入 department / The team; write it as department"
    )
    shift: ShortText | None = Field(None, description="班次 / Shift")
    sex: Sex | None = Field(None, description="性别 / Sex")
    hired_on: Hired | None = Field(
        None,
        examples=["2012-07", "2012-07-16", "2012"],
        description="入职日期,可只到年或月 / Day, month or year of being hired",
    )
    left_on: Day | None = Field(
        None,
        examples=["2026-08-31"],
        description="离职日期,与 active=false 一并给出 / Given with active=false",
    )
    departure: DepartureReason | None = Field(
        None, description="离职原因,与 active=false 一并给出 / Why, given with active=false"
    )


class GroupMember(ComplexAttribute):
    """Somebody who works there."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = Field(
        None, description="人员标识 / The person's id"
    )
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg] # its bare name is published
        None,
        serialization_alias="$ref",
        validation_alias="$ref",
        description="人员地址 / The person's address",
    )
    type: Annotated[str | None, Mutability.immutable] = Field(
        None, examples=["User"], description="固定为 User / Always User"
    )


class Group(Resource[Any]):
    """车间或班组 / A workshop or a team. `externalId` is its code."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Name | None = Field(None, description="名称 / Title")
    members: list[GroupMember] | None = Field(
        None,
        max_length=5_000,
        description="直接所属的人员;每人只在一个单位 / Who works there directly; everybody works at one place",
    )


CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MOST_BYTES),
    filter=Filter(supported=True, max_results=MOST_RESULTS),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="OAuth 2.0 client credentials",
            description="向 /oauth2/token 以客户端凭证换取令牌 / A token from /oauth2/token by client credentials",
            spec_uri=Reference("https://www.rfc-editor.org/info/rfc6750"),
            primary=True,
        )
    ],
)
PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, PartyMember, Group],
    resource_types=[
        ResourceType.from_resource(User[EnterpriseUser | PartyMember]),
        ResourceType.from_resource(Group),
    ],
    config=CONFIG,
    # Known clients, Microsoft Entra among them, send attributes that nobody has and paths that make entries.
    policy=ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
)
