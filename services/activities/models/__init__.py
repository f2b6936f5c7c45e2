"""What exists: one file per noun."""

from .attempts import Attempt, AttemptItem, Ending, Passing
from .attendances import Attendance, AttendanceState, Settlement
from .ballots import BallotReceipt, Choice, OpenBallot, SecretBallot
from .calendars import CalendarFeed, FeedScope
from .contenders import Contender, ContenderResult
from .contests import Contest, ContestState
from .contributions import Contribution, ContributionVersion
from .corrections import CorrectedTo, Correction
from .courses import Course, CourseQuestion
from .debates import Debate, DebateState, DebateSummary
from .duties import Duty
from .evaluations import (
    ContenderKind,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    EvaluationState,
    EvaluationStep,
)
from .judges import Appraisal, AppraisalLine, Judge, JudgeCapacity
from .lapses import Lapse
from .leaves import Leave, LeaveKind, LeaveState
from .lessons import Lesson, LessonAudience, LessonMode, LessonState, LessonStep, LessonVenue
from .make_ups import MakeUp, MakeUpEnd, MakeUpState
from .materials import Area, Material, MaterialVersion
from .meeting_materials import MeetingMaterial, Purpose
from .meeting_outcomes import MeetingOutcome
from .meetings import Meeting, MeetingCount, MeetingKind, MeetingState, MeetingStep
from .minutes import Minutes, MinutesAddendum, MinutesState, MinutesStep, MinutesVersion
from .motions import Motion, MotionKind, MotionResult, MotionState, MotionStep, Outcome
from .nominations import Nomination, NominationState
from .notices import Notice, NoticeReceipt
from .opinions import WrittenOpinion
from .orders import LessonOrder
from .outlines import Outline, Verdict
from .parameters import ParameterChange
from .post_talks import PostTalkTarget
from .presences import PresenceKind, PresenceMark
from .programmes import Programme
from .promotions import Promotion
from .questions import Question, QuestionKind, QuestionVersion
from .ratings import Participant, Rating, RatingReceipt, Review, ReviewKind
from .registrations import Registration, RegistrationState, RegistrationStep
from .resolutions import Resolution, ResolutionCount
from .rolls import RollAbsence, RollLine, RollStanding
from .scans import Mark, Scan, ScanMethod, ScanVerdict
from .series import Occurrence, Series
from .sittings import Queue, Sitting, SittingState
from .surveys import (
    NamedSurveyAnswer,
    Survey,
    SurveyAnswer,
    SurveyAudience,
    SurveyClosing,
    SurveyQuestionKind,
    SurveyReceipt,
    SurveyState,
)
from .suspensions import VoteSuspension
from .table import Table
from .tasks import Task, TaskCompletion, TaskState
from .themes import Theme, ThemeDayRule, ThemeFollowUp, ThemeState
from .topics import Topic, TopicVote
from .undertakings import Undertaking, UndertakingState

__all__ = [
    "Appraisal",
    "AppraisalLine",
    "Area",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "AttendanceState",
    "BallotReceipt",
    "CalendarFeed",
    "Choice",
    "Contender",
    "ContenderKind",
    "ContenderResult",
    "Contest",
    "ContestState",
    "Contribution",
    "ContributionVersion",
    "CorrectedTo",
    "Correction",
    "Course",
    "CourseQuestion",
    "Debate",
    "DebateState",
    "DebateSummary",
    "Duty",
    "Ending",
    "Evaluation",
    "EvaluationCategory",
    "EvaluationMethod",
    "EvaluationState",
    "EvaluationStep",
    "FeedScope",
    "Judge",
    "JudgeCapacity",
    "Lapse",
    "Leave",
    "LeaveKind",
    "LeaveState",
    "Lesson",
    "LessonAudience",
    "LessonMode",
    "LessonOrder",
    "LessonState",
    "LessonStep",
    "LessonVenue",
    "MakeUp",
    "MakeUpEnd",
    "MakeUpState",
    "Mark",
    "Material",
    "MaterialVersion",
    "Meeting",
    "MeetingCount",
    "MeetingKind",
    "MeetingMaterial",
    "MeetingOutcome",
    "MeetingState",
    "MeetingStep",
    "Minutes",
    "MinutesAddendum",
    "MinutesState",
    "MinutesStep",
    "MinutesVersion",
    "Motion",
    "MotionKind",
    "MotionResult",
    "MotionState",
    "MotionStep",
    "NamedSurveyAnswer",
    "Nomination",
    "NominationState",
    "Notice",
    "NoticeReceipt",
    "Occurrence",
    "OpenBallot",
    "Outcome",
    "Outline",
    "ParameterChange",
    "Participant",
    "Passing",
    "PostTalkTarget",
    "PresenceKind",
    "PresenceMark",
    "Programme",
    "Promotion",
    "Purpose",
    "Question",
    "QuestionKind",
    "QuestionVersion",
    "Queue",
    "Rating",
    "RatingReceipt",
    "Registration",
    "RegistrationState",
    "RegistrationStep",
    "Resolution",
    "ResolutionCount",
    "Review",
    "ReviewKind",
    "RollAbsence",
    "RollLine",
    "RollStanding",
    "Scan",
    "ScanMethod",
    "ScanVerdict",
    "SecretBallot",
    "Series",
    "Settlement",
    "Sitting",
    "SittingState",
    "Survey",
    "SurveyAnswer",
    "SurveyAudience",
    "SurveyClosing",
    "SurveyQuestionKind",
    "SurveyReceipt",
    "SurveyState",
    "Table",
    "Task",
    "TaskCompletion",
    "TaskState",
    "Theme",
    "ThemeDayRule",
    "ThemeFollowUp",
    "ThemeState",
    "Topic",
    "TopicVote",
    "Undertaking",
    "UndertakingState",
    "Verdict",
    "VoteSuspension",
    "WrittenOpinion",
]
