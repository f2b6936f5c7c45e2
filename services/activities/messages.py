"""What activities lets people know, and in which words. Who is told what stands in `usecases/messages.py`.

No message holds what somebody said, voted or answered: that is read where it stands.
"""

from shared.messages import Kind

MEETING_CALLED = Kind(
    "meeting_called",
    ("会议通知", "A meeting is called"),
    ("「{title}」定于 {when} 在{place}召开。", '"{title}" will be held on {when} at {place}.'),
    compulsory=True,
    harmless=True,
)
MEETING_CHANGED = Kind(
    "meeting_changed",
    ("会议安排有变", "A meeting has changed"),
    ("「{title}」现定于 {when} 在{place}。", '"{title}" is now on {when} at {place}.'),
    compulsory=True,
    harmless=True,
    urgent=True,
)
SITTING_CANCELLED = Kind(
    "sitting_cancelled",
    ("会议场次取消", "A sitting is off"),
    ("「{title}」{when} 的场次取消。", 'The sitting of "{title}" on {when} will not take place.'),
    compulsory=True,
    harmless=True,
    urgent=True,
)
MEETING_CANCELLED = Kind(
    "meeting_cancelled",
    ("会议取消", "A meeting is off"),
    ("「{title}」取消,不再召开。", '"{title}" will not be held.'),
    compulsory=True,
    harmless=True,
    urgent=True,
)
MEETING_TOMORROW = Kind(
    "meeting_tomorrow",
    ("明天有会", "A meeting tomorrow"),
    ("「{title}」明天 {when} 在{place}。", '"{title}" is tomorrow, {when}, at {place}.'),
    harmless=True,
)
MEETING_OVERDUE = Kind(
    "meeting_overdue",
    ("有会议逾期未开", "A meeting was not held in time"),
    (
        "{from_on} 至 {until_on} 应开的会议未开,请查看逾期清单。",
        "A meeting due between {from_on} and {until_on} was not held; see the list.",
    ),
    compulsory=True,
)
LEAVE_WAITS = Kind(
    "leave_waits",
    ("有请假待审批", "A leave waits for you"),
    ("有党员对即将召开的会议请假,请及时审批。", "Somebody asks for leave from a meeting; please decide."),
)
LEAVE_DECIDED = Kind(
    "leave_decided",
    ("请假已审批", "Your leave was decided"),
    ("您的请假已有审批结果,请查看。", "There is an answer to your request for leave."),
    compulsory=True,
)
MAKE_UP_DUE = Kind(
    "make_up_due",
    ("有补课待完成", "A make-up is due"),
    ("您未参加「{title}」,请于 {until} 前补课。", 'You missed "{title}"; make it up by {until}.'),
    compulsory=True,
)
MAKE_UP_TOMORROW = Kind(
    "make_up_tomorrow",
    ("补课即将到期", "A make-up is due soon"),
    ("您的补课须于 {until} 前完成。", "Your make-up is due by {until}."),
)
MAKE_UP_WAITS = Kind(
    "make_up_waits",
    ("有补课待确认", "Make-ups wait for you"),
    ("本党小组有党员提交了补课,请确认。", "Members of your group have handed in make-ups; please confirm."),
)
MAKE_UP_DECIDED = Kind(
    "make_up_decided",
    ("补课已有结果", "Your make-up was answered"),
    ("您提交的补课已确认或退回,请查看。", "Your make-up was confirmed or returned; please look."),
    compulsory=True,
)
MAKE_UP_MISSED = Kind(
    "make_up_missed",
    ("补课逾期", "A make-up was missed"),
    ("您的补课已于 {until} 到期,未见提交。", "Your make-up was due by {until} and was not handed in."),
    compulsory=True,
)
TASK_SET = Kind(
    "task_set",
    ("有落实任务", "A task for you"),
    ("「{title}」由您负责,{until} 前完成。", '"{title}" is yours, to be done by {until}.'),
    compulsory=True,
)
TASK_TOMORROW = Kind(
    "task_tomorrow",
    ("任务明日到期", "A task is due tomorrow"),
    ("「{title}」须于 {until} 前完成。", '"{title}" is due by {until}.'),
)
TASK_OVERDUE = Kind(
    "task_overdue",
    ("任务已逾期", "A task is overdue"),
    ("「{title}」应于 {until} 前完成,现已逾期。", '"{title}" was due by {until}.'),
    compulsory=True,
)
PLACE_OFFERED = Kind(
    "place_offered",
    ("候补到名额", "A place is free for you"),
    (
        "{when} 的场次有名额给您,请在 {until} 前确认。",
        "A place on {when} is yours if you take it by {until}.",
    ),
    compulsory=True,
    harmless=True,
    urgent=True,
)
OUTLINE_WAITS = Kind(
    "outline_waits",
    ("有提纲待审", "An outline waits for you"),
    ("有党员提交了讲课提纲,请审定。", "A lecturer has handed in an outline; please decide."),
)
OUTLINE_DECIDED = Kind(
    "outline_decided",
    ("提纲已审", "Your outline was decided"),
    ("您的讲课提纲已审定或退回,请查看。", "Your outline was approved or returned; please look."),
    compulsory=True,
)
LESSON_SCHEDULED = Kind(
    "lesson_scheduled",
    ("课程时间地点已定", "A lesson has its day"),
    ("「{title}」定于 {when} 在{place}。", '"{title}" is on {when} at {place}.'),
    harmless=True,
)
LESSON_CHANGED = Kind(
    "lesson_changed",
    ("课程安排有变", "A lesson has changed"),
    ("「{title}」现定于 {when} 在{place}。", '"{title}" is now on {when} at {place}.'),
    compulsory=True,
    harmless=True,
    urgent=True,
)
LESSON_CANCELLED = Kind(
    "lesson_cancelled",
    ("课程取消", "A lesson is off"),
    ("「{title}」不再举行。", '"{title}" will not be held.'),
    compulsory=True,
    harmless=True,
    urgent=True,
)
