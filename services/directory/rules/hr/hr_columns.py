"""The columns of HR's lists: how each is headed in Chinese and English, and by which other names it goes.

Names stem from 用友, 金蝶, 北森, 钉钉, 飞书 and 企业微信, from SCIM, and from lists as offices write them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field` is what a record calls it, but for `team`, which says more of `workplace`.

    `emptied`: an empty cell in a full list empties the field. `others` are further names.
    """

    field: str
    zh: str
    en: str
    width: int
    others: tuple[str, ...] = ()
    emptied: bool = True


_COLUMNS = (
    Column(
        "external_id",
        "人员ID",
        "Person ID",
        14,
        ("人员标识", "员工ID", "用户ID", "externalId", "HR ID", "HR key", "userid", "FID"),
        emptied=False,
    ),
    Column(
        "employee_no",
        "工号",
        "Employee number",
        12,
        (
            *(
                "员工号",
                "员工工号",
                "员工编号",
                "员工编码",
                "人员编号",
                "人员编码",
                "职工号",
                "职工编号",
                "职工代码",
            ),
            *("employee no", "employeeNumber", "staff no", "staff number", "personnel number", "job_number"),
            *("FStaffNumber", "userName", "code"),
        ),
        emptied=False,
    ),
    Column(
        "name",
        "姓名",
        "Name",
        12,
        ("员工姓名", "职工姓名", "人员姓名", "名字", "full name", "displayName", "employee name", "FName"),
        emptied=False,
    ),
    Column("sex", "性别", "Sex", 6, ("gender", "FSex")),
    Column(
        "birth_on",
        "出生日期",
        "Date of birth",
        12,
        ("出生年月", "出生年月日", "出生时间", "生日", "birth date", "birthday", "birth_on", "dob"),
    ),
    Column(
        "phone",
        "手机",
        "Mobile phone",
        14,
        (
            *("手机号", "手机号码", "手机电话", "移动电话", "联系电话", "联系方式", "电话", "电话号码"),
            *("phone", "mobile", "phone number", "mobile number", "cell phone", "telephone", "FMobile"),
        ),
    ),
    Column(
        "email",
        "邮箱",
        "E-mail",
        24,
        ("电子邮箱", "电子邮件", "邮件", "邮箱地址", "邮件地址", "mail", "e-mail address", "FEmail"),
    ),
    Column(
        "workplace",
        "部门/车间",
        "Department",
        20,
        (
            *(
                "部门",
                "车间",
                "部门车间",
                "部门名称",
                "部门编码",
                "部门代码",
                "所在部门",
                "所属部门",
                "所在车间",
                "单位",
            ),
            *("工作单位", "dept", "workplace", "workshop", "department code", "cdept_num"),
        ),
    ),
    Column(
        "team", "班组", "Team", 16, ("所在班组", "所属班组", "班组名称", "班组编码", "work team", "workTeam")
    ),
    Column(
        "post",
        "岗位",
        "Post",
        16,
        (
            *(
                "岗位名称",
                "职位",
                "职位名称",
                "职务",
                "工种",
                "position",
                "title",
                "job title",
                "job",
                "cjobcode",
            ),
            "FPosition",
        ),
    ),
    Column("shift", "班次", "Shift", 10, ("倒班", "轮班", "班别", "shift team")),
    Column(
        "employment_type",
        "用工类型",
        "Employment type",
        12,
        (
            *("用工形式", "用工性质", "员工类型", "员工类别", "人员类别", "人员类型"),
            *("userType", "employee type", "staff type"),
        ),
    ),
    Column(
        "hired_on",
        "入职日期",
        "Hired on",
        12,
        (
            *(
                "入职时间",
                "入职年月",
                "进厂日期",
                "进厂时间",
                "入厂日期",
                "入厂时间",
                "入司日期",
                "入司时间",
                "到岗日期",
            ),
            *("hire date", "hired date", "join date", "join time", "date joined", "start date", "hiredOn"),
        ),
    ),
    Column(
        "active",
        "状态",
        "Employment status",
        10,
        (
            *(
                "在职状态",
                "员工状态",
                "人员状态",
                "任职状态",
                "在岗状态",
                "雇佣状态",
                "status",
                "employee status",
            ),
            *("active", "rEmployState", "sys01-employeeStatus"),
        ),
        emptied=False,
    ),
    Column(
        "left_on",
        "离职日期",
        "Left on",
        12,
        (
            *("离职时间", "离厂日期", "离厂时间", "离开日期", "最后工作日", "leave date", "leaving date"),
            *("termination date", "last working day", "leftOn"),
        ),
    ),
    Column(
        "departure",
        "离职原因",
        "Reason for leaving",
        12,
        ("离职类型", "离开原因", "离厂原因", "减员原因", "departure", "leaving reason"),
    ),
    Column(
        "political_status",
        "政治面貌",
        "Political status",
        14,
        ("政治面貌代码", "政治面貌编码", "政治身份", "political status code", "politicalStatus"),
        emptied=False,
    ),
    Column(
        "development_stage",
        "发展阶段",
        "Development stage",
        14,
        ("发展党员阶段", "党员发展阶段", "入党阶段", "developmentStage"),
    ),
    Column(
        "joined_party_on",
        "入党时间",
        "Joined the Party on",
        12,
        (
            *(
                "入党日期",
                "入党年月日",
                "加入党组织时间",
                "加入党组织日期",
                "加入中共党组织时间",
                "加入中国共产党时间",
            ),
            *("joinedOn", "joined party on", "party join date"),
        ),
        emptied=False,
    ),
    Column(
        "regularised_on",
        "转正时间",
        "Regularised on",
        12,
        # 转正日期 is not among them: with HR it is the end of the trial period at work.
        (
            "党员转正时间",
            "党员转正日期",
            "预备党员转正时间",
            "预备党员转正日期",
            "转为正式党员时间",
            "regularisedOn",
        ),
        emptied=False,
    ),
    Column(
        "branch",
        "党支部",
        "Party branch",
        18,
        (
            "支部",
            "支部名称",
            "支部编码",
            "党支部名称",
            "党支部编码",
            "所在支部",
            "所属支部",
            "所在党支部",
            "所属党支部",
            "branch",
        ),
        emptied=False,
    ),
    Column(
        "group",
        "党小组",
        "Party group",
        14,
        ("党小组名称", "党小组编码", "所在党小组", "所属党小组", "partyGroup", "group"),
        emptied=False,
    ),
    Column(
        "party_post",
        "党内职务",
        "Party post",
        12,
        ("党内任职", "党务职务", "党组织职务", "partyPost"),
        emptied=False,
    ),
)
BY_FIELD: Mapping[str, Column] = {column.field: column for column in _COLUMNS}
ERRORS_ZH, ERRORS_EN = "错误", "Errors"
"""The head of the column in which a list comes back with what was wrong."""
_ID_WORDS = (
    "身份证",
    "证件号",
    "身份号码",
    "居民身份",
    "idcard",
    "identitycard",
    "idnumber",
    "nationalid",
    "identityno",
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_BETWEEN = re.compile(r"[\s()\[\]【】〔〕*:_/\\.,、;|'\"“”<>《》-]+")


def columns() -> tuple[Column, ...]:
    """All columns, in the order of our own files. Whoever sends results back to HR uses the same."""
    return _COLUMNS


def plain(head: str) -> str:
    """A head without spaces, signs, width and case."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", head)).casefold()


_KNOWN = {
    plain(name): column
    for column in _COLUMNS
    for name in (column.zh, column.en, column.field, *column.others)
}


def known(head: str) -> Column | None:
    """The column of this head; what stands in brackets may be a remark, such as （必填）."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", head))
    return _KNOWN.get(plain(head)) or _KNOWN.get(plain(bare))


def is_first_name(head: str, column: Column) -> bool:
    """Whether this is the very name that our own files use."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", head))
    return plain(bare) in {plain(column.zh), plain(column.en)} or plain(head) == plain(column.zh)


def of_id_numbers(head: str) -> bool:
    """Whether the column holds numbers of identity documents, which are never read."""
    return any(word in plain(head) for word in _ID_WORDS) or plain(head) in {"idno", "idcardno"}


def is_ours(head: str) -> bool:
    """Whether it is the column of errors that we have added ourselves."""
    return plain(head) in {plain(ERRORS_ZH), plain(ERRORS_EN), plain(f"{ERRORS_ZH} {ERRORS_EN}")}
