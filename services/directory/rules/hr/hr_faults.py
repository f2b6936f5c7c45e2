"""What may be wrong with, or worth saying of, a row of HR's list: the code, and a sentence in both languages.

No sentence repeats what stands in the cell.
"""

from collections.abc import Mapping

from .plan_items import ERRORS, Finding

WRONG: Mapping[str, tuple[str, str]] = {
    "cell_error": ("单元格是错误值(如 #N/A)", "The cell holds an error such as #N/A"),
    "cell_formatted": (
        "单元格是百分比、时间或逻辑值, 请改为文本",
        "The cell is a percentage, a time or true/false; make it text",
    ),
    "cell_merged": (
        "单元格被合并, 无法知道属于哪一行; 请取消合并并逐行填写",
        "The cell is merged, so nobody knows whose it is; unmerge it and fill every row",
    ),
    "day_here": ("此列不应是日期, 请改为文本", "There should be no day here; make the cell text"),
    "day_needed": (
        "此列须精确到日, 例如 2012-07-01",
        "This column needs a full day, such as 2012-07-01",
    ),
    "day_wrong": (
        "无法识别的日期, 请写成 2012-07-01 或 2012年7月1日",
        "This is no day that we know; write 2012-07-01",
    ),
    "departure_unknown": (
        "离职原因应为退休、辞职、辞退、调离或死亡",
        "The reason for leaving is retired, resigned, dismissed, moved away or died",
    ),
    "digits_lost": (
        "数字过长, 末尾几位已丢失; 请把单元格设为文本后重新填写",
        "The number is too long and has lost its last digits; make the cell text and write it again",
    ),
    "email_wrong": ("邮箱格式不正确", "This is no e-mail address"),
    "formula": ("不接受公式, 请粘贴为值", "Formulas are not taken; paste the value itself"),
    "id_number": (
        "单元格含有身份证号, 请勿发送; 请删除后再上传",
        "The cell holds an ID-card number; it must not be sent, take it out and send the list again",
    ),
    "key_wrong": ("编号不应含空格或小数", "A number of a person has neither spaces nor decimals"),
    "month_cut": (
        "无法区分1月与10月(末尾的 0 可能已丢失), 请写成 2012-01 或 2012-10",
        "January or October? A last zero may be lost; write 2012-01 or 2012-10",
    ),
    "name_wrong": ("姓名应为文本", "A name is text"),
    "phone_wrong": ("不是有效的电话号码, 且每格只能填一个", "This is not one valid telephone number"),
    "political_unknown": (
        "政治面貌应为 GB/T 4762 的名称或代码 01–13",
        "The political status is a name or code 01–13 of GB/T 4762",
    ),
    "sex_unknown": ("性别应为男或女", "The sex is 男 (male) or 女 (female)"),
    "stage_unknown": (
        "发展阶段应为入党申请人、入党积极分子或发展对象",
        "The development stage is applicant, activist or development target",
    ),
    "state_unknown": (
        "状态应为在职、离退、离职(或 10、20、30)等",
        "The status is 在职 (here), 离退 (retired), 离职 (left), or 10, 20, 30",
    ),
    "text_unclean": (
        "含有控制字符或改变文字方向的字符",
        "It holds control characters or such that turn the text",
    ),
    "too_long": ("文字过长", "The text is too long"),
}
REMARKS: Mapping[str, tuple[str, str]] = {
    "absence_not_taken": (
        "按在职处理; 长假与借调请另行登记",
        "Taken as employed; absences and secondments are recorded on their own",
    ),
    "column_id_number": (
        "身份证号列未读取, 请勿发送此类数据",
        "The column of ID-card numbers was not read; such data must not be sent",
    ),
    "column_ignored": ("未知的列, 已忽略", "An unknown column, left aside"),
    "column_second": ("与另一列含义相同, 已忽略", "It means the same as another column, left aside"),
    "party_post_unknown": ("未识别的党内职务, 已忽略", "A Party post that is not known, left aside"),
    "sheet_ignored": ("工作表没有可识别的表头, 已忽略", "The sheet has no heads that are known, left aside"),
    "stage_as_status": (
        "不是政治面貌而是发展阶段, 已按发展阶段处理",
        "It is no political status but a development stage, and was taken as such",
    ),
    "zeros_perhaps_lost": (
        "工号比其他人的短, 开头的 0 可能已丢失",
        "The employee number is shorter than others; zeros at its beginning may be lost",
    ),
    "zeros_restored": ("工号开头的 0 已补足", "Zeros at the beginning of the employee number were restored"),
}


def wrong(code: str, field: str | None) -> Finding:
    """One of `WRONG`, or of the plan's own errors."""
    return Finding(code, field, *(WRONG.get(code) or ERRORS[code]))


def remark(code: str, column: str | None) -> Finding:
    """One of `REMARKS`."""
    return Finding(code, column, *REMARKS[code], is_error=False)
