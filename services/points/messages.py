"""What points lets people know, and in which words. Who is told what stands in `usecases/messages.py`.

No message holds points, a grade or a reason: those are read where they stand.
"""

from shared.messages import Kind

CLAIM_WAITS_FOR_GROUP = Kind(
    "claim_waits_for_group",
    ("有积分申报待初审", "Claims wait for your check"),
    (
        "本党小组有党员提交了积分申报,请及时初审。",
        "Members of your group have made claims; please check them.",
    ),
)
CLAIM_WAITS_FOR_COMMITTEE = Kind(
    "claim_waits_for_committee",
    ("有积分申报待审定", "Claims wait for a decision"),
    ("本支部有积分申报待支委会审定。", "Claims of the branch wait for the committee's decision."),
)
CLAIM_RETURNED = Kind(
    "claim_returned",
    ("积分申报已退回", "Your claim was returned"),
    (
        "您 {on} 的「{item}」申报已退回,请补充后重新递交。",
        "Your claim {item} of {on} was returned; complete it and hand it in again.",
    ),
    compulsory=True,
)
CLAIM_DECIDED = Kind(
    "claim_decided",
    ("积分申报已审定", "Your claim was decided"),
    (
        "您 {on} 的「{item}」申报已审定,请查看结果。",
        "The committee has decided your claim {item} of {on}.",
    ),
)
MATTER_OPENED = Kind(
    "matter_opened",
    ("一项与您有关的事项待审定", "A matter that concerns you waits for the committee"),
    (
        "支委会将审定一项与您有关的事项,您可以查看;您本人不参加审定。",
        "The committee will decide a matter that concerns you. You can read it; you take no part in the decision.",
    ),
    compulsory=True,
)
MATTER_DECIDED = Kind(
    "matter_decided",
    ("一项与您有关的事项已审定", "A matter that concerns you was decided"),
    ("支委会已审定一项与您有关的事项,请查看结果。", "The committee has decided it; read the outcome."),
    compulsory=True,
)
MATTER_NOTED = Kind(
    "matter_noted",
    ("有一项事项请支委会知悉", "A matter for the committee's knowledge"),
    (
        "有一项事项已登记,本支部方案没有对应条目,不产生积分;如何处理由支委会研究。",
        "Something was recorded that the branch's scheme has no item for. No points follow; please consider it.",
    ),
    compulsory=True,
)
OBJECTION_FILED = Kind(
    "objection_filed",
    ("收到一件异议", "An objection was filed"),
    ("本支部收到一件积分异议,请于 {until} 前答复。", "An objection waits for an answer until {until}."),
    compulsory=True,
)
OBJECTION_APPEALED = Kind(
    "objection_appealed",
    ("有异议申请复核", "An objection was taken higher"),
    ("下级支部一件积分异议申请复核。", "A member asks you to review a branch's answer."),
    compulsory=True,
)
OBJECTION_ANSWERED = Kind(
    "objection_answered",
    ("异议已有答复", "Your objection was answered"),
    ("您提出的异议已有答复,请查看。", "There is an answer to your objection."),
    compulsory=True,
)
LINE_CORRECTED = Kind(
    "line_corrected",
    ("您的积分已更正", "Your points were corrected"),
    ("因异议成立,您的一项积分已更正。", "An objection was upheld, and a line of yours was corrected."),
    compulsory=True,
)
OBJECTION_DUE = Kind(
    "objection_due",
    ("异议明日到期", "An objection is due tomorrow"),
    ("一件积分异议须于 {until} 前答复。", "An objection must be answered by {until}."),
    compulsory=True,
)
OBJECTION_OVERDUE = Kind(
    "objection_overdue",
    ("异议逾期未答复", "An objection is overdue"),
    ("一件积分异议应于 {until} 前答复,现已逾期。", "An objection should have been answered by {until}."),
    compulsory=True,
)
NOTICE_OPENED = Kind(
    "notice_opened",
    ("积分公示开始", "The notice of points has opened"),
    (
        "{period} 积分正在公示,至 {until} 止,期间可提出异议。",
        "The points of {period} are on notice until {until}; object by then.",
    ),
    compulsory=True,
    harmless=True,
)
RESULT_FINAL = Kind(
    "result_final",
    ("积分结果已生效", "The results are final"),
    ("{period} 积分结果已生效,请查看本人结果。", "The results of {period} are final; see yours."),
)
GRADE_CONFIRMED = Kind(
    "grade_confirmed",
    ("等次已确认", "Your grade was confirmed"),
    ("您 {period} 的等次已由支委会确认,请查看。", "The committee has confirmed your grade for {period}."),
    compulsory=True,
)
