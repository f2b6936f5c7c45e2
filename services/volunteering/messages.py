"""What volunteering lets people know, and in which words. Who is told what stands in `usecases/messages.py`.

No message holds minutes, a reason or a name: those are read where they stand.
"""

from shared.messages import Kind

SHIFT_CANCELLED = Kind(
    "shift_cancelled",
    ("志愿服务班次取消", "A shift is off"),
    ("您报名的 {when} {place}的班次已取消。", "The shift on {when} at {place} will not take place."),
    compulsory=True,
    harmless=True,
    urgent=True,
)
SHIFT_TOMORROW = Kind(
    "shift_tomorrow",
    ("明天有志愿服务", "A shift tomorrow"),
    ("您报名的班次:{when},{place}。", "Your shift: {when}, {place}."),
    harmless=True,
)
RECORD_PUBLISHED = Kind(
    "record_published",
    ("服务时长已确认", "Your hours were confirmed"),
    (
        "您 {on} 的服务时长已由双方确认,正在公示。",
        "Both sides have confirmed your hours of {on}; they are public now.",
    ),
)
RECORD_FINAL = Kind(
    "record_final",
    ("服务时长已生效", "Your hours are final"),
    ("您 {on} 的服务时长已生效。", "Your hours of {on} are final."),
)
RECORD_REFUSED = Kind(
    "record_refused",
    ("服务时长未获确认", "Your hours were not confirmed"),
    ("您 {on} 的服务时长未获确认,请查看。", "Your hours of {on} were not confirmed; please look."),
    compulsory=True,
)
RECORD_DISPUTED = Kind(
    "record_disputed",
    ("服务时长存在异议", "Your hours are in doubt"),
    ("您 {on} 的服务时长存在异议或双方不一致。", "Your hours of {on} are in doubt, or the sides disagree."),
    compulsory=True,
)
RECORD_CORRECTED = Kind(
    "record_corrected",
    ("服务时长更正待确认", "A correction of your hours"),
    (
        "您 {on} 的服务时长提出更正,待双方确认。",
        "Somebody corrects your hours of {on}; both sides must agree.",
    ),
    compulsory=True,
)
RECORD_VOIDED = Kind(
    "record_voided",
    ("服务记录已作废", "Your hours were voided"),
    ("您 {on} 的服务记录已作废,请查看原因。", "Your hours of {on} were voided; see why."),
    compulsory=True,
)
DISPUTE_WAITS = Kind(
    "dispute_waits",
    ("有时长异议待答复", "A dispute waits for an answer"),
    ("本支部有服务时长异议待答复。", "Somebody doubts hours of the branch; please answer."),
    compulsory=True,
)
DISPUTE_ANSWERED = Kind(
    "dispute_answered",
    ("时长异议已答复", "A dispute was answered"),
    ("您提出的时长异议已有答复,请查看。", "There is an answer to your dispute."),
    compulsory=True,
)
NO_SHOW_MARKED = Kind(
    "no_show_marked",
    ("记了一次失约", "You were marked as not come"),
    ("您报名的班次记为失约;如有原因可申诉。", "You were marked as not come to a shift; you may appeal."),
    compulsory=True,
)
NO_SHOW_APPEALED = Kind(
    "no_show_appealed",
    ("有失约申诉待答复", "An appeal waits for an answer"),
    ("有志愿者对失约记录提出申诉,请答复。", "A volunteer appeals against a no-show; please answer."),
    compulsory=True,
)
NO_SHOW_ANSWERED = Kind(
    "no_show_answered",
    ("失约申诉已答复", "Your appeal was answered"),
    ("您的失约申诉已有答复,请查看。", "There is an answer to your appeal."),
    compulsory=True,
)
FEEDBACK_LETTER_ARRIVED = Kind(
    "feedback_letter_arrived",
    ("收到社区反馈函", "A feedback letter has arrived"),
    (
        "社区发来 {quarter} 反馈函,请签收。",
        "A community has sent its letter for {quarter}; please receipt it.",
    ),
)
STAR_DECIDED = Kind(
    "star_decided",
    ("星级申请已审定", "Your star level was decided"),
    ("您的星级申请已有结果,请查看。", "Your application for a star level was decided; please look."),
    compulsory=True,
)
DONATION_USED = Kind(
    "donation_used",
    ("捐赠使用报告", "What became of your gift"),
    ("您捐赠的项目发布了使用报告。", "There is a report on the use of what you gave to."),
)
UNIT_REPORT_ARRIVED = Kind(
    "unit_report_arrived",
    ("有单位来报到", "A branch reports to you"),
    ("有党支部来社区报到,请回执。", "A Party branch reports to the community; please receive it."),
    compulsory=True,
)
UNIT_REPORT_ANSWERED = Kind(
    "unit_report_answered",
    ("单位报到有回音", "Your unit report was answered"),
    ("本支部的社区报到已有回执或已终止。", "The community has received or ended the branch's report."),
    compulsory=True,
)
