"""The fixed words of paper and page."""

STATES = {
    "zh": {"issued": "有效", "withdrawn": "已撤销", "superseded": "已由新的记录单取代"},
    "en": {"issued": "Valid", "withdrawn": "Withdrawn", "superseded": "Superseded by a newer sheet"},
}
ON_PAPER = {
    "number": "编号",
    "issued_on": "出具日期",
    "name": "姓名",
    "volunteer_number": "志愿者编号",
    "branch": "出具单位",
    "community": "服务社区",
    "span": "服务期间",
    "hours": "小时",
    "total": "服务时长(小时)",
    "line": "序号",
    "day": "日期",
    "project": "服务项目",
    "confirmed": "以上时长不含路途,由社区和党支部双方确认并经公示;社区末次确认于",
    "credential_code": "签名凭证二维码",
    "address_code": "查验地址二维码",
    "check_code": "校验码",
    "how_to_verify": "在线查验:扫描上方二维码,或在以下地址输入编号和校验码。",
    "offline": (
        "离线查验:左侧二维码载有本单的签名凭证(Open Badges 3.0)及社区的签名确认,无须联网即可验证;"
        "是否已撤销须联网查询。"
    ),
}
PAPER_NOTICE = {
    False: (
        "本单由单位内部系统出具,仅记载在本单位系统内确认的服务时长,供本单位内部使用;"
        "不属于《志愿服务记录与证明出具办法(试行)》所称的证明。所载时长被撤销时,本单随之失效。"
    ),
    True: "记录单位:{body}。谁记录谁证明。所载时长被撤销时,本证明随之失效。",
}
ON_SCREEN = {
    "zh": {
        "title": "四有 · 查验服务记录单",
        "asks": "请输入纸面上的编号和校验码。",
        "number": "编号",
        "code": "校验码",
        "verify": "查验",
        "state": "状态",
        "name": "志愿者",
        "hours": "服务时长(小时)",
        "issued_on": "出具日期",
        "other_language": "English",
    },
    "en": {
        "title": "Siyou · Verify a record sheet",
        "asks": "Enter the number and the check code that stand on the paper.",
        "number": "Number",
        "code": "Check code",
        "verify": "Verify",
        "state": "State",
        "name": "Volunteer",
        "hours": "Hours served",
        "issued_on": "Issued on",
        "other_language": "中文",
    },
}
